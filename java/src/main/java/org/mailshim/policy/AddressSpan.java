package org.mailshim.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mailshim.transport.AddressRange;

/**
 * Addresses from one to another, both included: {@code 192.0.2.1-192.0.2.9}, {@code 192.0.2.0/24},
 * {@code 2001:db8::/32}, or one address. Immutable, for any thread.
 *
 * @param first the lowest address
 * @param last the highest, of the same family
 */
public record AddressSpan(InetAddress first, InetAddress last) {
  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException when the addresses are of two families, or in the wrong order
   */
  public AddressSpan {
    if (first.getAddress().length != last.getAddress().length || compare(first, last) > 0) {
      throw new IllegalArgumentException(
          "no addresses from " + first.getHostAddress() + " to " + last.getHostAddress());
    }
  }

  /**
   * Reads one span.
   *
   * @param text an address, an address with {@code /} and a number of bits, or two addresses with
   *     {@code -} between; IPv6 with or without brackets
   * @throws IllegalArgumentException when it is none of them
   */
  public static AddressSpan parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return of(AddressRange.parse(text.strip()));
    }
    return new AddressSpan(
        address(text.substring(0, dash).strip()), address(text.substring(dash + 1).strip()));
  }

  /**
   * Reads several spans as the vendor's configuration has them: {@code
   * a.b.c.d-e.f.g.h,x.y.z.w,n/8}.
   *
   * @param text spans with commas or spaces between; none is fine
   * @throws IllegalArgumentException when one of them is none
   */
  public static List<AddressSpan> parseAll(String text) {
    List<AddressSpan> spans = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == ',' || text.charAt(i) == ' ') {
        if (i > start) {
          spans.add(parse(text.substring(start, i)));
        }
        start = i + 1;
      }
    }
    return spans;
  }

  /** All addresses that begin with the range's bits. */
  public static AddressSpan of(AddressRange range) {
    byte[] low = range.base().getAddress();
    byte[] high = low.clone();
    for (int bit = range.prefixBits(); bit < 8 * low.length; bit++) {
      int mask = 0x80 >> bit % 8;
      low[bit / 8] &= (byte) ~mask;
      high[bit / 8] |= (byte) mask;
    }
    return new AddressSpan(address(low), address(high));
  }

  /** Whether an address is one of them. */
  public boolean contains(InetAddress address) {
    return address.getAddress().length == first.getAddress().length
        && compare(first, address) <= 0
        && compare(address, last) <= 0;
  }

  /** Whether an address is in one of several spans. */
  static boolean contain(List<AddressSpan> spans, InetAddress address) {
    for (AddressSpan span : spans) {
      if (span.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** The span as it is written. */
  public String text() {
    String low = first.getHostAddress();
    return first.equals(last) ? low : low + "-" + last.getHostAddress();
  }

  @Override
  public String toString() {
    return text();
  }

  static int compare(InetAddress one, InetAddress other) {
    return Arrays.compareUnsigned(one.getAddress(), other.getAddress());
  }

  private static InetAddress address(String text) {
    if (text.indexOf('/') >= 0) {
      throw new IllegalArgumentException("no address: " + text);
    }
    return AddressRange.parse(text).base();
  }

  private static InetAddress address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of " + octets.length + " octets", e);
    }
  }
}
