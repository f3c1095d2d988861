package org.mailshim.smtp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds octets eight at a time: most of what the machines of this package cost is looking for the
 * few octets that they care about. Stateless, for any thread.
 *
 * <p>It reads words from a buffer, not by a {@code VarHandle}: the first one of a process takes
 * milliseconds, which a program that sends one mail would pay.
 */
public final class OctetSearch {
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private OctetSearch() {}

  /**
   * An array as {@link #next} wants it.
   *
   * @param octets the array, which stays the caller's and shows through
   * @return the array in words of the order that is searched
   */
  public static ByteBuffer words(byte[] octets) {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The first place of an octet.
   *
   * @param in of {@link #words}
   * @param from index of the first octet to look at
   * @param to index after the last one
   * @param wanted the octet
   * @return its index; {@code to} when it is not there
   * @throws IndexOutOfBoundsException when {@code to} is behind the array
   */
  public static int next(ByteBuffer in, int from, int to, byte wanted) {
    long eight = (wanted & 0xff) * ONES;
    int i = from;
    for (int last = to - Long.BYTES; i <= last; i += Long.BYTES) {
      // An octet of the difference is zero where the wanted one is. A borrow may mark octets above
      // such a one falsely, but the lowest mark is right, and that is the first.
      long difference = in.getLong(i) ^ eight;
      long marks = (difference - ONES) & ~difference & HIGH_BITS;
      if (marks != 0) {
        return i + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    while (i < to && in.get(i) != wanted) {
      i++;
    }
    return i;
  }
}
