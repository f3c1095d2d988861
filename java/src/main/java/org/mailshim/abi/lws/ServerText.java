package org.mailshim.abi.lws;

import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;

/**
 * A server as {@code email_smtp_ip} has it: a host name, an IPv4 address or an IPv6 address, which
 * may stand in brackets; the port after a colon, for which an IPv6 address needs its brackets.
 *
 * @param host without brackets; looked at when it is connected to
 * @param port 1 to 65535
 */
record ServerText(String host, int port) {
  private static final int MOST = 65535;

  /**
   * Reads it.
   *
   * @param name what the text is called, for the error
   * @param otherwise the port of a text that has none
   * @throws AbiException with {@link ErrorCode#CONFIG} when it is empty or its port is none
   */
  static ServerText of(String name, String text, int otherwise) {
    if (text.isEmpty()) {
      throw new AbiException(
          ErrorCode.CONFIG, name + " is empty: there is no server to send the mail to");
    }
    int colon = text.lastIndexOf(':');
    boolean bare = colon < 0 || text.endsWith("]");
    boolean ipv6 = !text.startsWith("[") && text.indexOf(':') != colon;
    if (bare || ipv6) {
      return new ServerText(withoutBrackets(text), otherwise);
    }
    return new ServerText(
        withoutBrackets(text.substring(0, colon)), port(name, text.substring(colon + 1)));
  }

  private static String withoutBrackets(String host) {
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    return brackets ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String name, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= MOST) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new AbiException(ErrorCode.CONFIG, name + " has a port that is none: " + text);
  }
}
