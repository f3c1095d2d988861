package org.mailshim.abi.core;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.mailshim.abi.HostLog;

/**
 * The host's log function: {@code void (*)(void *user, int level, const char *text)}.
 *
 * @param function its address
 * @param user what the host wants to see again
 */
record LogCallback(MemorySegment function, MemorySegment user) implements HostLog.Sink {
  @SuppressWarnings("restricted") // downcallHandle: calling the host's function is the purpose
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  @Override
  public void line(HostLog.Level level, String text) {
    try (Arena arena = Arena.ofConfined()) {
      CALL.invokeExact(function, user, level.number(), arena.allocateFrom(text));
    } catch (Throwable thrown) {
      throw new AssertionError("a log callback cannot throw into Java", thrown);
    }
  }
}
