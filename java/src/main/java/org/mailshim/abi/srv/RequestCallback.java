package org.mailshim.abi.srv;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * The host's {@code SMTPReqCallback}: {@code int (*)(ServerStream *stream, char *reqname, int
 * action, ...)}, whose tail is items of type {@code const char *} and a NULL behind the last one.
 *
 * <p>A variadic function needs a downcall made for the types of its tail; jextract makes none. All
 * actions share one of {@value #TAIL} pointers: what an action has fewer is filled up with NULL,
 * which a host that reads to the first NULL never sees. As {@link MessageCallback}, it is never
 * called on a virtual thread, and never with a lock held.
 *
 * @param function its address; NULL if the host has none
 */
record RequestCallback(MemorySegment function) {
  /** The items of the richest action, and the NULL behind them. */
  static final int TAIL = 5;

  /** Of UTF-8, at most: two for a surrogate's half of four. */
  private static final long OCTETS_PER_CHAR = 3;

  /** Linked at the first request: a host that serves nobody does not pay for it. */
  private static final class Downcall {
    @SuppressWarnings("restricted") // calling the host's function is the purpose
    static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(3));
  }

  boolean isNull() {
    return function.address() == 0;
  }

  /**
   * Calls it. The strings it gets are gone when it returns.
   *
   * @param stream the session's handle
   * @param reqname what the request is about
   * @param action one of {@code ACTION_…}
   * @param items the tail without its NULL, fewer than {@value #TAIL}
   * @return what the host decided
   */
  int call(long stream, String reqname, int action, List<String> items) {
    if (items.size() >= TAIL) {
      throw new AssertionError(items.size() + " items leave no room for the NULL");
    }
    try (Arena arena = Arena.ofConfined()) {
      SegmentAllocator texts =
          SegmentAllocator.slicingAllocator(arena.allocate(room(reqname, items)));
      MemorySegment[] tail = new MemorySegment[TAIL];
      for (int i = 0; i < TAIL; i++) {
        tail[i] = i < items.size() ? texts.allocateFrom(items.get(i)) : MemorySegment.NULL;
      }
      return (int)
          Downcall.HANDLE.invokeExact(
              function,
              MemorySegment.ofAddress(stream),
              texts.allocateFrom(reqname),
              action,
              tail[0],
              tail[1],
              tail[2],
              tail[3],
              tail[4]);
    } catch (Throwable thrown) {
      throw new AssertionError("a C callback cannot throw into Java", thrown);
    }
  }

  /** What all strings have room in, each with its NUL, whatever their characters. */
  private static long room(String reqname, List<String> items) {
    long room = OCTETS_PER_CHAR * reqname.length() + 1;
    for (int i = 0; i < items.size(); i++) {
      room += OCTETS_PER_CHAR * items.get(i).length() + 1;
    }
    return room;
  }
}
