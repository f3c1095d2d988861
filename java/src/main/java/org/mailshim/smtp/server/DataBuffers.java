package org.mailshim.smtp.server;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Large buffers for sessions that receive mail data, lent and taken back.
 *
 * <p>A bounded number is lent at once, so that thousands of clients who stop in the middle of their
 * data cannot hold more than that; a session that gets none reads into a middling buffer of its
 * own, slower. Any thread.
 */
final class DataBuffers {
  /** One buffer, in octets: what a socket gives at once, and more than most messages. */
  static final int OCTETS = 64 * 1024;

  /** All of the process: 32 MiB at most. */
  static final DataBuffers SHARED = new DataBuffers(512);

  /** What a session reads into when all buffers are lent. */
  private static final int MIDDLING = 4 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();
  private final int most;
  private int lent;

  /** At most {@code most} lent at once. */
  DataBuffers(int most) {
    this.most = most;
  }

  /** A buffer, which must be given back: a large one, or a middling one when there is none. */
  byte[] borrow() {
    lock.lock();
    try {
      if (lent == most) {
        return new byte[MIDDLING];
      }
      lent++;
      byte[] buffer = free.pollLast();
      if (buffer != null) {
        return buffer;
      }
    } finally {
      lock.unlock();
    }
    return new byte[OCTETS];
  }

  /** Takes one back. */
  void giveBack(byte[] buffer) {
    if (buffer.length != OCTETS) {
      return;
    }
    lock.lock();
    try {
      lent--;
      free.addLast(buffer);
    } finally {
      lock.unlock();
    }
  }
}
