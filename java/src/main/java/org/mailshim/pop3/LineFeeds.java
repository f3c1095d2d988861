package org.mailshim.pop3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds line feeds eight octets at a time: all that the machines here look for first, and most of
 * what they cost.
 */
final class LineFeeds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long EIGHT = ONES * '\n';

  private LineFeeds() {}

  /** The index of the first LF in {@code in[from..to)}; {@code to} when there is none. */
  static int next(byte[] in, int from, int to) {
    int i = from;
    for (int last = to - Long.BYTES; i <= last; i += Long.BYTES) {
      // An octet of the difference is zero where an LF is; the lowest one found is exact.
      long difference = (long) LONGS.get(in, i) ^ EIGHT;
      long zeros = difference - ONES & ~difference & HIGH_BITS;
      if (zeros != 0) {
        return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
      }
    }
    while (i < to && in[i] != '\n') {
      i++;
    }
    return i;
  }
}
