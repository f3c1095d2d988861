package org.mailshim.abi.srv;

import java.net.InetAddress;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.transport.ProxyParameters;
import org.mailshim.transport.ProxyRules;

/** The ways that connections to other hosts take, as the parameters have them. Stateless. */
final class OutgoingWays {
  private OutgoingWays() {}

  /**
   * Proxies and local address.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} when a parameter cannot be used
   */
  static ProxyRules of(Configuration configuration) {
    var parameters =
        new ProxyParameters(
            configuration.text(Parameter.UPPROXY),
            configuration.number(Parameter.UPPROXY_PORT),
            configuration.text(Parameter.UP_USER),
            configuration.text(Parameter.NOUPHOSTS),
            configuration.number(Parameter.EVER_UPPROXY) == 1,
            configuration.text(Parameter.PROXY_TYPE));
    try {
      ProxyRules rules = parameters.rules();
      String source = configuration.text(Parameter.SMTP_SRC_IP);
      return source.isEmpty() ? rules : rules.withSource(InetAddress.ofLiteral(source));
    } catch (IllegalArgumentException e) {
      throw new AbiException(
          ErrorCode.CONFIG, "upproxy, proxy_type, smtp_src_ip: " + e.getMessage());
    }
  }
}
