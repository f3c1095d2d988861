package org.mailshim.transport;

import java.util.Optional;

/**
 * What a trusted proxy says in front of a connection about who is behind it: the PROXY protocol of
 * HAProxy, versions 1 (text) and 2 (binary).
 *
 * @param source who connected to the proxy
 * @param destination what they connected to
 * @param authority the host name that the client asked for (server_name), when the proxy said it
 * @param encrypted whether the client came to the proxy over TLS, as far as the proxy said
 */
public record ProxyHeader(
    Endpoint source, Endpoint destination, Optional<String> authority, boolean encrypted) {
  /** Without what only version 2 can say. */
  public ProxyHeader(Endpoint source, Endpoint destination) {
    this(source, destination, Optional.empty(), false);
  }

  /**
   * Reads the header, and not an octet more. To be called on connections from proxies that one
   * knows, and on all of those: whoever is not such a proxy could claim to be anybody, and whoever
   * is must not be read as if it were the client (PROXY protocol §2).
   *
   * @param connection at its very beginning; its deadline is {@code deadline} afterwards
   * @param deadline for the header
   * @return empty when the proxy speaks for itself ({@code LOCAL}, as in a health check) or does
   *     not know ({@code UNKNOWN}, a Unix socket): the connection's own endpoints are the true ones
   * @throws TransportException.ProxyFailed when there is no such header, or a malformed one
   * @throws TransportException as {@link Connection#read}
   */
  public static Optional<ProxyHeader> read(Connection connection, Deadline deadline) {
    return new ProxyHeaderReader(connection, deadline).header();
  }

  /** Version 1: one line with its CRLF. */
  public byte[] v1() {
    return ProxyHeaderWriter.v1(this);
  }

  /** Version 2, with the authority and the mark of TLS when there are any. */
  public byte[] v2() {
    return ProxyHeaderWriter.v2(this);
  }
}
