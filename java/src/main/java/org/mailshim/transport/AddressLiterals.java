package org.mailshim.transport;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Tells a literal IP address from a host name, without looking anything up.
 *
 * <p>IPv4 is four decimal numbers and nothing else: the old forms {@code 127.1} and {@code
 * 2130706433} are neither addresses nor names here. IPv6 may stand in brackets and may have a zone.
 */
final class AddressLiterals {
  private AddressLiterals() {}

  /** The address, or empty when {@code host} has the form of a name. */
  static Optional<InetAddress> parse(String host) {
    String text = host;
    if (host.startsWith("[") && host.endsWith("]")) {
      text = host.substring(1, host.length() - 1);
    }
    if (text.indexOf(':') < 0 && !isDottedQuad(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether {@code host} looks like an address and is none: it has a colon, or its last label is a
   * number, as no host name's is (RFC 1123 §2.1).
   */
  static boolean isBroken(String host) {
    if (parse(host).isPresent()) {
      return false;
    }
    if (host.indexOf(':') >= 0 || host.startsWith("[")) {
      return true;
    }
    int end = host.endsWith(".") ? host.length() - 1 : host.length();
    int start = host.lastIndexOf('.', end - 1) + 1;
    for (int i = start; i < end; i++) {
      if (!isDigit(host.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDottedQuad(String text) {
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        dots++;
      } else if (!isDigit(c)) {
        return false;
      }
    }
    return dots == 3;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
