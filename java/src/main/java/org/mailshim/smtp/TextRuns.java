package org.mailshim.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Passes over text eight octets at a time. Nearly every octet of a message is neither CR, LF nor
 * NUL, and a server that looks at them one by one spends most of its time here.
 */
final class TextRuns {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Added to the seven low bits of an octet, it sets the eighth when they are above CR, 13. */
  private static final long ABOVE_CR = 0x7272_7272_7272_7272L;

  private static final long SEVEN_BITS = 0x7f7f_7f7f_7f7f_7f7fL;

  private TextRuns() {}

  /**
   * The first octet that is CR, LF or NUL.
   *
   * @return its index, or {@code to} when there is none
   */
  static int end(byte[] in, int from, int to) {
    int i = from;
    while (i < to) {
      while (i + Long.BYTES <= to) {
        long eight = (long) EIGHT.get(in, i);
        long text = ((eight & SEVEN_BITS) + ABOVE_CR | eight) | SEVEN_BITS;
        if (text != -1L) {
          i += Long.numberOfTrailingZeros(~text) >> 3;
          break;
        }
        i += Long.BYTES;
      }
      if (i < to) {
        byte octet = in[i];
        if (octet == '\r' || octet == '\n' || octet == 0) {
          return i;
        }
        i++;
      }
    }
    return to;
  }
}
