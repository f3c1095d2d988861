// Generated from java/src/main/java/org/mailshim/abi/lws by `make generate`; do not edit.
package org.mailshim.abi.lws;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.Guard;

/**
 * The target of the one upcall stub of surface {@code lws}: every entry behind one shape.
 */
public final class LwsDispatch {
  private static final String SURFACE = "lws";

  /** The entries' C names, by operation number. */
  static final String[] NAMES = {
    "mailshim_private_lws_send",
    "mailshim_private_lws_cancel",
    "mailshim_private_lws_rest",
    "mailshim_private_lws_forget",
  };

  /** What C gets when an entry fails, by operation number. */
  private static final long[] FAILURES = {
    -1L,
    0L,
    0L,
    0L,
  };

  private LwsDispatch() {}

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
        case 0 -> Lws.send(a0, a1, (int) a2, a3, MemorySegment.ofAddress(a4));
        case 1 -> {
          Lws.cancel(a0);
          yield 0L;
        }
        case 2 -> {
          Lws.rest(a0);
          yield 0L;
        }
        case 3 -> {
          Lws.forget(a0);
          yield 0L;
        }
        default -> throw new AssertionError("no entry has this number: library and runtime differ");
      };
    } catch (Throwable thrown) {
      return op >= 0 && op < NAMES.length
          ? Guard.failed(NAMES[op], FAILURES[op], thrown)
          : Guard.failed(SURFACE, 0L, thrown);
    }
  }
}
