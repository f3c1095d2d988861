package org.mailshim.abi.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.core.c.mailshim_log_callback;

/**
 * The host's log function.
 *
 * @param function its address
 * @param user what the host wants to see again
 */
record LogCallback(MemorySegment function, MemorySegment user) implements HostLog.Sink {
  @Override
  public void line(HostLog.Level level, String text) {
    try (Arena arena = Arena.ofConfined()) {
      mailshim_log_callback.invoke(function, user, level.number(), arena.allocateFrom(text));
    }
  }
}
