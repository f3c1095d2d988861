package org.mailshim.delivery;

import java.time.Duration;
import org.mailshim.address.AddressFamily;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionOptions;

/**
 * How attempts behave.
 *
 * @param session for every session of an attempt. Its client name is who we say we are; without one
 *     nothing is delivered directly, since a host that does not give its name is taken for a source
 *     of spam, rightly. Its deadline, if it has one, holds for the one attempt
 * @param mailExchangerPort where mail exchangers listen: 25, unless in a test
 * @param addressFamily which of a host's addresses are used
 * @param connectTimeout for one address; and for looking up a smart host
 * @param idleLimit how long a session is kept open for a submitter who is still writing
 * @param exchangers how mail exchangers are approached
 * @param smartHosts how smart hosts are
 */
public record DeliverySettings(
    SessionOptions session,
    int mailExchangerPort,
    AddressFamily addressFamily,
    Duration connectTimeout,
    Duration idleLimit,
    ConnectionPolicy exchangers,
    ConnectionPolicy smartHosts) {

  private static final int SMTP_PORT = 25;

  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public DeliverySettings {
    if (!connectTimeout.isPositive() || !idleLimit.isPositive()) {
      throw new IllegalArgumentException("a time-out is not positive");
    }
  }

  /**
   * Port 25, any address family, 30 seconds to connect, 60 for a submitter to be waited for; TLS
   * where a server offers it, whoever the server is, and in clear where that fails (RFC 7435).
   */
  public static DeliverySettings of(SessionOptions session) {
    var policy = ConnectionPolicy.of(SecurityPolicy.opportunistic());
    return new DeliverySettings(
        session,
        SMTP_PORT,
        AddressFamily.ANY,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        policy,
        policy);
  }
}
