package org.mailshim.smtp.server;

import org.mailshim.transport.TlsServer;

/**
 * How this server uses TLS.
 *
 * @param server certificates, and what is wanted of clients
 * @param use when
 */
public record ServerTls(TlsServer server, Use use) {
  /** When TLS begins. */
  public enum Use {
    /** With STARTTLS, if the client likes (RFC 3207). */
    OFFERED,
    /** With STARTTLS, and before MAIL or AUTH: 530 5.7.0 otherwise (RFC 3207 §4). */
    REQUIRED,
    /** At once, before the greeting (RFC 8314 §3). */
    IMPLICIT
  }
}
