package org.mailshim.pop3.server;

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
    /** With STLS, if the client likes (RFC 2595 §4). */
    OFFERED,
    /** At once, before the greeting (RFC 8314 §3.1, port 995). */
    IMPLICIT
  }
}
