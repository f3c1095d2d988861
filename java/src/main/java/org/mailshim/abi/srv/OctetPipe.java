package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Octets on their way between a session's thread and the host's callback, which has a thread of its
 * own: {@value #ROOM} of them at most wait, then whoever writes waits too. To wake a thread costs
 * more than to copy a message of common size, so a reader is woken for {@value #WORTHWHILE} octets,
 * for as many as it asks for, or for the rest.
 *
 * <p>One thread writes and one reads. The writer says how it ended: {@link #end} or {@link
 * #breakOff}; a reader that wants no more says {@link #abandon}, and what is written from then on
 * is thrown away.
 */
final class OctetPipe {
  /** The end, as {@link #read} gives it. */
  static final int END = 0;

  /** What {@link #read} gives when the writer broke off. */
  static final int BROKEN = -1;

  private static final int ROOM = 16 * 1024;
  private static final int WORTHWHILE = ROOM / 2;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final MemorySegment ring = MemorySegment.ofArray(new byte[ROOM]);

  // Under the lock.
  private int start;
  private int filled;
  private boolean ended;
  private boolean broken;
  private boolean abandoned;

  /**
   * Writes, and waits while there is no room.
   *
   * @param source holds the octets
   * @param from index of the first
   * @param count how many
   * @return false when the reader wants no more
   */
  boolean write(MemorySegment source, long from, long count) {
    lock.lock();
    try {
      long done = 0;
      while (done < count) {
        while (filled == ROOM && !abandoned) {
          changed.awaitUninterruptibly();
        }
        if (abandoned) {
          return false;
        }
        int at = (start + filled) % ROOM;
        int length = (int) Math.min(count - done, Math.min(ROOM - filled, ROOM - at));
        MemorySegment.copy(source, from + done, ring, at, length);
        filled += length;
        done += length;
        changed.signalAll();
      }
      return !abandoned;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads, and waits while there is less than is worth it.
   *
   * @param target takes the octets
   * @param to index of the first
   * @param most how many at most, at least 1
   * @return how many, {@link #END} or {@link #BROKEN}
   */
  int read(MemorySegment target, long to, int most) {
    lock.lock();
    try {
      int wanted = Math.min(most, WORTHWHILE);
      while (filled < wanted && !ended && !broken) {
        changed.awaitUninterruptibly();
      }
      if (broken) {
        return BROKEN;
      }
      int done = 0;
      while (done < most && filled > 0) {
        int length = Math.min(most - done, Math.min(filled, ROOM - start));
        MemorySegment.copy(ring, start, target, to + done, length);
        start = (start + length) % ROOM;
        filled -= length;
        done += length;
      }
      changed.signalAll();
      return done;
    } finally {
      lock.unlock();
    }
  }

  /** All was written. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** There will be no rest, and what was written is not whole. */
  void breakOff() {
    lock.lock();
    try {
      if (!ended) {
        broken = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody reads any more. */
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
