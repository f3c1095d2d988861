package org.mailshim.policy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Many spans of addresses, asked in logarithmic time: a list of a hundred thousand networks costs a
 * session no more than one of ten. Immutable, for any thread.
 */
public final class AddressSet {
  /** Nobody. */
  public static final AddressSet EMPTY = of(List.of());

  private final List<AddressSpan> ipv4;
  private final List<AddressSpan> ipv6;

  private AddressSet(List<AddressSpan> ipv4, List<AddressSpan> ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  /** The addresses of all these spans, which may overlap. */
  public static AddressSet of(List<AddressSpan> spans) {
    List<AddressSpan> ipv4 = new ArrayList<>();
    List<AddressSpan> ipv6 = new ArrayList<>();
    for (AddressSpan span : spans) {
      (span.first().getAddress().length == 4 ? ipv4 : ipv6).add(span);
    }
    return new AddressSet(joined(ipv4), joined(ipv6));
  }

  /**
   * Reads spans, as {@link AddressSpan#parseAll}.
   *
   * @throws IllegalArgumentException when one of them is none
   */
  public static AddressSet parse(String text) {
    return of(AddressSpan.parseAll(text));
  }

  /**
   * Sorts, and joins what overlaps, so that the last span that begins before an address decides.
   */
  private static List<AddressSpan> joined(List<AddressSpan> spans) {
    spans.sort((one, other) -> AddressSpan.compare(one.first(), other.first()));
    List<AddressSpan> joined = new ArrayList<>(spans.size());
    for (AddressSpan span : spans) {
      if (joined.isEmpty() || !joined.getLast().contains(span.first())) {
        joined.add(span);
      } else if (!joined.getLast().contains(span.last())) {
        joined.set(joined.size() - 1, new AddressSpan(joined.getLast().first(), span.last()));
      }
    }
    return List.copyOf(joined);
  }

  /** Whether an address is in the set. */
  public boolean contains(InetAddress address) {
    List<AddressSpan> spans = address.getAddress().length == 4 ? ipv4 : ipv6;
    int low = 0;
    int high = spans.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (AddressSpan.compare(spans.get(middle).first(), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && spans.get(low - 1).contains(address);
  }

  /** Whether nobody is in it. */
  public boolean isEmpty() {
    return ipv4.isEmpty() && ipv6.isEmpty();
  }
}
