package org.mailshim.abi.srv;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.transport.ProxyParameters;
import org.mailshim.transport.ProxyRules;

/**
 * The ways that connections to other hosts take, as the parameters have them. As long as these are
 * the same it is the same object, so that who compares options finds them equal. Any thread.
 */
final class OutgoingWays {
  /** What was made of parameters. */
  private record Made(ProxyParameters parameters, String source, ProxyRules rules) {}

  private static volatile @Nullable Made made;

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
    String source = configuration.text(Parameter.SMTP_SRC_IP);
    Made known = made;
    if (known == null || !known.parameters.equals(parameters) || !known.source.equals(source)) {
      known = new Made(parameters, source, rules(parameters, source));
      made = known;
    }
    return known.rules;
  }

  private static ProxyRules rules(ProxyParameters parameters, String source) {
    try {
      ProxyRules rules = parameters.rules();
      return source.isEmpty() ? rules : rules.withSource(InetAddress.ofLiteral(source));
    } catch (IllegalArgumentException e) {
      throw new AbiException(
          ErrorCode.CONFIG, "upproxy, proxy_type, smtp_src_ip: " + e.getMessage());
    }
  }
}
