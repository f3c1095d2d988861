package org.mailshim.transport;

import java.net.InetAddress;
import java.nio.file.Path;
import org.mailshim.address.PrintableText;

/**
 * Whom a connection talks to: the host as it was asked for, the address that was reached, the port.
 * Or, as a target, a name alone, whose address only a proxy will know ({@link #ofName}).
 *
 * @param host the host name or literal that the caller gave; for an accepted connection, the
 *     address as text; for a Unix socket, {@code unix:} and its path. Printable: the constructor
 *     refuses control characters
 * @param address the address; behind a proxy that looks the host up, the proxy's; for a Unix
 *     socket, the loopback address
 * @param port the port, 0 to 65535; 0 for a Unix socket
 */
public record Endpoint(String host, InetAddress address, int port) {
  private static final String UNIX = "unix:";
  private static final int LONGEST_PATH = 255;

  /** In place of an address that is not known. */
  private static final InetAddress UNSPECIFIED = InetAddress.ofLiteral("0.0.0.0");

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

  /**
   * A host that a proxy looks up: its address is the unspecified one.
   *
   * @param host a host name
   * @param port its port
   */
  public static Endpoint ofName(String host, int port) {
    return new Endpoint(host, UNSPECIFIED, port);
  }

  /** Whether only the name is known, as of {@link #ofName}. */
  public boolean isNameOnly() {
    return address.isAnyLocalAddress() && !host.equals(address.getHostAddress());
  }

  /**
   * The endpoint of a Unix socket.
   *
   * @param path its path; empty, as that of a socket that was not bound, for an unnamed one
   */
  public static Endpoint ofUnixSocket(Path path) {
    String name = PrintableText.of(path.toString(), LONGEST_PATH);
    return new Endpoint(UNIX + name, InetAddress.getLoopbackAddress(), 0);
  }

  /** Whether it is a Unix socket's. */
  public boolean isUnixSocket() {
    return port == 0 && host.startsWith(UNIX);
  }

  /**
   * {@code mx.example [192.0.2.1]:25}, {@code [192.0.2.1]:25} when the host is the address, {@code
   * mx.example:25} when the address is not known, or {@code unix:/run/lmtp}.
   */
  public String text() {
    if (isUnixSocket()) {
      return host;
    }
    if (isNameOnly()) {
      return host + ":" + port;
    }
    String literal = address.getHostAddress();
    String where = "[" + literal + "]:" + port;
    return host.equals(literal) ? where : host + " " + where;
  }

  @Override
  public String toString() {
    return text();
  }
}
