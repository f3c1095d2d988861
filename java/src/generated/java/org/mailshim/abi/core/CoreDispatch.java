// Generated from java/src/main/java/org/mailshim/abi/core by `make generate`; do not edit.
package org.mailshim.abi.core;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.Guard;

/**
 * The target of the one upcall stub of surface {@code core}: every entry behind one shape.
 */
public final class CoreDispatch {
  private static final String SURFACE = "core";

  /** The entries' C names, by operation number. */
  static final String[] NAMES = {
    "mailshim_private_set_log",
    "mailshim_private_stop",
    "mailshim_private_start",
    "mailshim_private_last_error",
    "mailshim_private_keep_error",
  };

  /** What C gets when an entry fails, by operation number. */
  private static final long[] FAILURES = {
    7005L,
    7005L,
    7005L,
    0L,
    7005L,
  };

  private CoreDispatch() {}

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
        case 0 -> Core.setLog(MemorySegment.ofAddress(a0), MemorySegment.ofAddress(a1), (int) a2);
        case 1 -> Core.stop((int) a0);
        case 2 -> Core.resume();
        case 3 -> Core.lastError(a0, (int) a1, a2);
        case 4 -> Core.keepError((int) a0, MemorySegment.ofAddress(a1));
        default -> throw new AssertionError("no entry has this number: library and runtime differ");
      };
    } catch (Throwable thrown) {
      return op >= 0 && op < NAMES.length
          ? Guard.failed(NAMES[op], FAILURES[op], thrown)
          : Guard.failed(SURFACE, 0L, thrown);
    }
  }
}
