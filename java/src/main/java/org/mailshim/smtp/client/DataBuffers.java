package org.mailshim.smtp.client;

import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.DotStuffer;

/**
 * The two octet buffers through which all mail data of a session flows, whatever its size: one for
 * what is read, one for what is sent. Allocated at the session's first mail data.
 */
final class DataBuffers {
  static final int READ = 32 * 1024;

  private static final int WRITE = DotStuffer.limit(READ) + DotStuffer.FINISH_LIMIT;

  private byte @Nullable [] read;
  private byte @Nullable [] write;

  byte[] read() {
    byte[] buffer = read;
    if (buffer == null) {
      buffer = new byte[READ];
      read = buffer;
    }
    return buffer;
  }

  byte[] write() {
    byte[] buffer = write;
    if (buffer == null) {
      buffer = new byte[WRITE];
      write = buffer;
    }
    return buffer;
  }
}
