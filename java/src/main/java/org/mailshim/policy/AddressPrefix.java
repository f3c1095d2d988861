package org.mailshim.policy;

import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The beginning of an IPv4 address, as people write a network: {@code 192.168.} or {@code 10}.
 * Stateless, for any thread.
 */
final class AddressPrefix {
  private AddressPrefix() {}

  /** Whether a text has nothing but what stands in IPv4 addresses and spans of them. */
  static boolean looksLikeOne(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Ascii.isDigit(c) && c != '.' && c != '/' && c != '-' && c != ' ') {
        return false;
      }
    }
    return !text.isEmpty() && Ascii.isDigit(text.charAt(0));
  }

  /**
   * Reads one to three numbers, with a dot behind them or without.
   *
   * @return the addresses that begin with them; empty when the text is something else
   * @throws IllegalArgumentException when a number is too large
   */
  static Optional<AddressSpan> parse(String text) {
    String prefix = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    int dots = 0;
    for (int i = 0; i < prefix.length(); i++) {
      if (prefix.charAt(i) == '.') {
        dots++;
      } else if (!Ascii.isDigit(prefix.charAt(i))) {
        return Optional.empty();
      }
    }
    if (prefix.isEmpty() || dots > 2) {
      return Optional.empty();
    }
    String zeros = ".0".repeat(3 - dots);
    return Optional.of(AddressSpan.parse(prefix + zeros + "/" + 8 * (dots + 1)));
  }
}
