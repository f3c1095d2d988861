package org.mailshim.abi.srv;

import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.delivery.Route;

/** A smart host as the parameter {@code smtpproxy} has it: {@code host}, {@code host:port}. */
final class SmartHostText {
  private static final int DEFAULT_PORT = 25;

  private SmartHostText() {}

  /**
   * Reads it.
   *
   * @param text a host name, an IPv4 address, or an IPv6 address in brackets; the port after a
   *     colon
   * @throws AbiException with {@link ErrorCode#CONFIG} when the port is none
   */
  static Route route(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      return new Route.SmartHost(host(text), DEFAULT_PORT);
    }
    return new Route.SmartHost(host(text.substring(0, colon)), port(text.substring(colon + 1)));
  }

  private static String host(String text) {
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    return brackets ? text.substring(1, text.length() - 1) : text;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new AbiException(ErrorCode.CONFIG, "smtpproxy: no port: " + text);
  }
}
