package org.mailshim.abi.srv;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The host's {@code MsgCallback}.
 *
 * <p>Calling it runs the host's code on the calling thread, for as long as that likes; it may call
 * the API again. So it is never called on a virtual thread, and never with a lock held.
 *
 * @param function its address; NULL if the host has none
 * @param userParameter what the host wants to see again
 */
record MessageCallback(MemorySegment function, MemorySegment userParameter) {
  /** Linked at the first callback: a host without callbacks does not pay for it. */
  private static final class Downcall {
    @SuppressWarnings("restricted") // calling the host's function is the purpose
    static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.ofVoid(
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));
  }

  boolean isNull() {
    return function.address() == 0;
  }

  /**
   * Calls it.
   *
   * @param stream the message's handle
   * @param state one of {@code STATE_SMTP_…}
   * @param sent octets sent, or a failure
   */
  void call(long stream, int state, int sent) {
    try {
      Downcall.HANDLE.invokeExact(
          function, MemorySegment.ofAddress(stream), userParameter, state, sent);
    } catch (Throwable thrown) {
      throw new AssertionError("a C callback cannot throw into Java", thrown);
    }
  }
}
