package org.mailshim.pop3.client;

import java.util.Optional;
import org.mailshim.transport.TlsClient;

/**
 * When the connection is encrypted, and what may go over one that is not.
 *
 * @param use when TLS begins
 * @param client with what; present unless {@code use} is {@link Use#NEVER}
 * @param clearText whether passwords and tokens may be sent without TLS
 */
public record SessionSecurity(Use use, Optional<TlsClient> client, boolean clearText) {
  /** When TLS begins. */
  public enum Use {
    /** It does not. */
    NEVER,
    /** With STLS when the server offers it; somebody on the way can take the offer out. */
    IF_OFFERED,
    /** With STLS, or the session ends (RFC 2595 §2.4). */
    REQUIRED,
    /** At once, before the greeting (RFC 8314 §3.1, port 995). */
    IMPLICIT
  }

  /**
   * Checks that there is a TLS client where one is needed.
   *
   * @throws IllegalArgumentException when there is none
   */
  public SessionSecurity {
    if (use != Use.NEVER && client.isEmpty()) {
      throw new IllegalArgumentException("no TLS client");
    }
  }

  /**
   * No TLS, and so only logins that do not show the password.
   *
   * @return the policy
   */
  public static SessionSecurity none() {
    return new SessionSecurity(Use.NEVER, Optional.empty(), false);
  }

  /**
   * No TLS and passwords in clear, for networks where nobody listens.
   *
   * @return the policy
   */
  public static SessionSecurity inClear() {
    return new SessionSecurity(Use.NEVER, Optional.empty(), true);
  }

  /**
   * STLS, if the server offers it.
   *
   * @param client with what
   * @return the policy
   */
  public static SessionSecurity ifOffered(TlsClient client) {
    return new SessionSecurity(Use.IF_OFFERED, Optional.of(client), false);
  }

  /**
   * STLS in any case.
   *
   * @param client with what
   * @return the policy
   */
  public static SessionSecurity required(TlsClient client) {
    return new SessionSecurity(Use.REQUIRED, Optional.of(client), false);
  }

  /**
   * TLS from the first octet.
   *
   * @param client with what
   * @return the policy
   */
  public static SessionSecurity implicit(TlsClient client) {
    return new SessionSecurity(Use.IMPLICIT, Optional.of(client), false);
  }
}
