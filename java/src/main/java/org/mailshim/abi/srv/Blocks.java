package org.mailshim.abi.srv;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Blocks of {@value #OCTETS} octets that are used again, one message after the other: a server that
 * makes them anew for each message does little but collect garbage in a guest's small heap. At most
 * {@value #MOST_FREE} stay for later use; how many are lent at once is the callers' to bound. Any
 * thread.
 */
final class Blocks {
  /** What one holds, more than most messages. */
  static final int OCTETS = 32 * 1024;

  /** All of the process. */
  static final Blocks SHARED = new Blocks();

  /** 4 MiB. */
  private static final int MOST_FREE = 128;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();

  private Blocks() {}

  /** A block, with whatever its last user has left in it. */
  byte[] borrow() {
    lock.lock();
    try {
      byte[] block = free.pollLast();
      if (block != null) {
        return block;
      }
    } finally {
      lock.unlock();
    }
    return new byte[OCTETS];
  }

  /** Takes back one that was borrowed and is not used any more. A block that is lost is no harm. */
  void giveBack(byte[] block) {
    lock.lock();
    try {
      if (free.size() < MOST_FREE) {
        free.addLast(block);
      }
    } finally {
      lock.unlock();
    }
  }
}
