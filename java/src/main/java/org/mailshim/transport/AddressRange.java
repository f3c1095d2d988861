package org.mailshim.transport;

import java.net.InetAddress;
import java.util.List;

/**
 * A range of IP addresses: {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or one address (RFC 4632
 * §3.1). IPv4 and IPv6 are apart; an IPv4 address that is written as IPv6 ({@code
 * ::ffff:192.0.2.1}) is IPv4, to Java and so here. Immutable.
 *
 * @param base an address in the range
 * @param prefixBits how many of the leading bits all addresses of the range share
 */
public record AddressRange(InetAddress base, int prefixBits) {
  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException when {@code prefixBits} is negative or more than the address
   *     has
   */
  public AddressRange {
    if (prefixBits < 0 || prefixBits > 8 * base.getAddress().length) {
      throw new IllegalArgumentException("prefix of " + prefixBits + " bits");
    }
  }

  /**
   * Reads a range.
   *
   * @param text an address literal, with {@code /} and a number of bits or without
   * @throws IllegalArgumentException when it is none
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    InetAddress address =
        AddressLiterals.parse(literal)
            .orElseThrow(() -> new IllegalArgumentException("no address range: " + text));
    int all = 8 * address.getAddress().length;
    return new AddressRange(address, slash < 0 ? all : bits(text, slash + 1));
  }

  private static int bits(String text, int from) {
    try {
      return Integer.parseInt(text, from, text.length(), 10);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no address range: " + text, e);
    }
  }

  /** Whether an address is in the range. */
  public boolean contains(InetAddress address) {
    byte[] one = base.getAddress();
    byte[] other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    int whole = prefixBits / 8;
    for (int i = 0; i < whole; i++) {
      if (one[i] != other[i]) {
        return false;
      }
    }
    int rest = prefixBits % 8;
    return rest == 0 || (one[whole] & 0xff) >> (8 - rest) == (other[whole] & 0xff) >> (8 - rest);
  }

  /** Whether an address is in one of several ranges. */
  public static boolean contain(List<AddressRange> ranges, InetAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** The range as it is written. */
  @Override
  public String toString() {
    return base.getHostAddress() + "/" + prefixBits;
  }
}
