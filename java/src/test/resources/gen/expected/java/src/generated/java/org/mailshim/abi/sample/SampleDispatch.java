// Generated from java/src/main/java/org/mailshim/abi/sample by `make generate`; do not edit.
package org.mailshim.abi.sample;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.CString;
import org.mailshim.abi.Guard;

/**
 * The target of the one upcall stub of surface {@code sample}: every entry behind one shape.
 */
public final class SampleDispatch {
  private static final String SURFACE = "sample";

  /** The entries' C names, by operation number. */
  static final String[] NAMES = {
    "sample_open",
    "sample_close",
    "sample_write",
    "sample_unsigned",
    "sample_octet",
    "sample_short",
    "sample_not",
    "sample_half",
    "sample_float",
    "sample_text",
    "sample_kind_of",
    "sample_internal",
    "sample_with_a_name_that_is_so_long_that_nothing_fits_behind_it_on_a_line_of_one_hundred",
  };

  /** What C gets when an entry fails, by operation number. */
  private static final long[] FAILURES = {
    0L,
    0L,
    0L,
    0L,
    127L,
    -2L,
    1L,
    Double.doubleToRawLongBits(-0.5),
    Float.floatToRawIntBits((float) -1),
    0L,
    -1L,
    0L,
    0L,
  };

  private SampleDispatch() {}

  /**
   * Calls an entry. Nothing is thrown: what an entry throws goes to {@link Guard#failed}.
   *
   * @param op the operation number, the index in {@link #NAMES}; -1 does nothing
   * @return the result's bits, sign-extended; 0 for {@code void}
   */
  public static long dispatch(int op, long a0, long a1, long a2, long a3, long a4, long a5) {
    try {
      if (Guard.TRACING && op >= 0) {
        Guard.enter(SURFACE, NAMES[op]);
      }
      return switch (op) {
        case -1 -> 0L;
        case 0 -> Sample.sample_open(new CString(a0), (int) a1, MemorySegment.ofAddress(a2), MemorySegment.ofAddress(a3), new CString(a4), a5);
        case 1 -> {
          Sample.sample_close(a0);
          yield 0L;
        }
        case 2 -> Sample.write(a0, MemorySegment.ofAddress(a1), (int) a2);
        case 3 -> Sample.unsigned((int) a0, (short) a1, (byte) a2);
        case 4 -> Sample.octet((byte) a0);
        case 5 -> Sample.twoOctets((short) a0);
        case 6 -> Sample.not(a0 != 0, a1 != 0) ? 1 : 0;
        case 7 -> Double.doubleToRawLongBits(Sample.half(Double.longBitsToDouble(a0), Float.intBitsToFloat((int) a1)));
        case 8 -> Float.floatToRawIntBits(Sample.single(Float.intBitsToFloat((int) a0)));
        case 9 -> Sample.text(MemorySegment.ofAddress(a0)).address();
        case 10 -> Sample.kind();
        case 11 -> SampleMore.internal(a0);
        case 12 -> SampleMore.longName((int) a0, (int) a1);
        default -> throw new AssertionError("no entry has this number: library and runtime differ");
      };
    } catch (Throwable thrown) {
      return op >= 0 && op < NAMES.length
          ? Guard.failed(NAMES[op], FAILURES[op], thrown)
          : Guard.failed(SURFACE, 0L, thrown);
    }
  }
}
