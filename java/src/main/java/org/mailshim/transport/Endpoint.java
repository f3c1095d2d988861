package org.mailshim.transport;

import java.net.InetAddress;

/**
 * Whom a connection talks to: the host as it was asked for, the address that was reached, the port.
 *
 * @param host the host name or literal that the caller gave; for an accepted connection, the
 *     address as text. Printable: the constructor refuses control characters
 * @param address the address
 * @param port the port, 0 to 65535
 */
public record Endpoint(String host, InetAddress address, int port) {
  /**
   * Checks that {@link #text} can go into a message or a log as it is.
   *
   * @throws IllegalArgumentException for a control character in {@code host} or a port out of range
   */
  public Endpoint {
    for (int i = 0; i < host.length(); i++) {
      if (Character.isISOControl(host.charAt(i))) {
        throw new IllegalArgumentException("control character in host at " + i);
      }
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port);
    }
  }

  /** The endpoint with no other name than its address. */
  public static Endpoint of(InetAddress address, int port) {
    return new Endpoint(address.getHostAddress(), address, port);
  }

  /** {@code mx.example [192.0.2.1]:25}, or {@code [192.0.2.1]:25} when the host is the address. */
  public String text() {
    String literal = address.getHostAddress();
    String where = "[" + literal + "]:" + port;
    return host.equals(literal) ? where : host + " " + where;
  }

  @Override
  public String toString() {
    return text();
  }
}
