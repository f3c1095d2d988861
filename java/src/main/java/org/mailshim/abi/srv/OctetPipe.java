package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Octets on their way between a session's thread and the host's callback, which has a thread of its
 * own: {@value #ROOM} of them at most wait, then whoever writes waits too. To wake a thread costs
 * more than to copy a message of common size, so a reader is woken for {@value #WORTHWHILE} octets,
 * for as many as it asks for, or for the rest, and nobody is woken who does not wait.
 *
 * <p>One thread writes and one reads. The writer says how it ended: {@link #end} or {@link
 * #breakOff}; a reader that wants no more says {@link #abandon}, and what is written from then on
 * is thrown away, or {@link #discard}, and what waits is thrown away, too.
 */
final class OctetPipe implements HostSink.Way {
  /** The end, as {@link #read} gives it. */
  static final int END = 0;

  /** What {@link #read} gives when the writer broke off. */
  static final int BROKEN = -1;

  /** For how many octets a reader waits, if it has room for them and they come. */
  static final int WORTHWHILE = Blocks.OCTETS / 2;

  private static final int ROOM = Blocks.OCTETS;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private @Nullable MemorySegment ring; // from the first octet to the discarding
  private int start;
  private int filled;
  private int awaited = Integer.MAX_VALUE; // how many octets the reader waits for, if it does
  private boolean isWriterWaiting;
  private boolean ended;
  private boolean broken;
  private boolean abandoned;
  private boolean discarded;

  /** As {@link #write}. */
  @Override
  public void data(byte[] octets, int from, int to) {
    write(MemorySegment.ofArray(octets), from, (long) to - from);
  }

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
        awaitRoom();
        if (abandoned) {
          return false;
        }
        done += put(source, from + done, count - done);
        if (filled >= awaited) {
          changed.signalAll();
        }
      }
      return !abandoned;
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void awaitRoom() {
    while (filled == ROOM && !abandoned) {
      isWriterWaiting = true;
      changed.awaitUninterruptibly();
    }
    isWriterWaiting = false;
  }

  /** Puts as much into the ring as goes at once, and gives how much. Under the lock. */
  private int put(MemorySegment source, long from, long count) {
    MemorySegment open = ring;
    if (open == null) {
      open = MemorySegment.ofArray(Blocks.SHARED.borrow());
      ring = open;
    }
    int at = (start + filled) % ROOM;
    int length = (int) Math.min(count, Math.min(ROOM - filled, ROOM - at));
    MemorySegment.copy(source, from, open, at, length);
    filled += length;
    return length;
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
      awaitOctets(Math.min(most, WORTHWHILE));
      if (broken || discarded) {
        return BROKEN;
      }
      int done = 0;
      while (done < most && filled > 0) {
        done += get(target, to + done, most - done);
      }
      if (isWriterWaiting) {
        changed.signalAll();
      }
      return done;
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void awaitOctets(int wanted) {
    while (filled < wanted && !ended && !broken) {
      awaited = wanted;
      changed.awaitUninterruptibly();
    }
    awaited = Integer.MAX_VALUE;
  }

  /** Takes as much from the ring as goes at once, and gives how much. Under the lock. */
  private int get(MemorySegment target, long to, int most) {
    MemorySegment open = ring;
    if (open == null) {
      throw new AssertionError(filled + " octets in no ring");
    }
    int length = Math.min(most, Math.min(filled, ROOM - start));
    MemorySegment.copy(open, start, target, to, length);
    start = (start + length) % ROOM;
    filled -= length;
    return length;
  }

  /** All was written. */
  @Override
  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** There will be no rest, and what was written is not whole. */
  @Override
  public void breakOff() {
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

  /** As {@link #abandon}, and what has not been read is not wanted; a reader gets nothing more. */
  void discard() {
    lock.lock();
    try {
      abandoned = true;
      ended = true;
      discarded = true;
      filled = 0;
      MemorySegment open = ring;
      ring = null;
      if (open != null && open.heapBase().orElseThrow() instanceof byte[] block) {
        Blocks.SHARED.giveBack(block);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
