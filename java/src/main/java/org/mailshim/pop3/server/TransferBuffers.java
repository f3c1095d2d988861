package org.mailshim.pop3.server;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The two arrays that a session needs while it has much to send: what is read from a message, and
 * what goes out. A session at rest has none, so that thousands of them cost little; there is a
 * bounded number, and who comes too late makes do with small ones of his own.
 *
 * <p>Any thread; one pair belongs to one session until it is given back.
 */
final class TransferBuffers {
  /**
   * A pair.
   *
   * @param content what is read from a message
   * @param output what goes out; more than twice as large, since each octet may become two
   */
  record Pair(byte[] content, byte[] output) {
    static Pair of(int contentOctets, int outputOctets) {
      return new Pair(new byte[contentOctets], new byte[outputOctets]);
    }

    private boolean isLarge() {
      return content.length == CONTENT;
    }
  }

  /** All of the process: 40 MiB at most. */
  static final TransferBuffers SHARED = new TransferBuffers(256);

  private static final int CONTENT = 32 * 1024;
  private static final int OUTPUT = 128 * 1024;
  private static final int SMALL_CONTENT = 4 * 1024;
  private static final int SMALL_OUTPUT = 12 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Pair> free = new ArrayDeque<>();
  private final int most;
  private int lent;

  /** At most so many large pairs lent at once. */
  TransferBuffers(int most) {
    this.most = most;
  }

  /** A pair, which must be given back: a large one, or a small one when there is none. */
  Pair borrow() {
    lock.lock();
    try {
      if (lent == most) {
        return Pair.of(SMALL_CONTENT, SMALL_OUTPUT);
      }
      lent++;
      Pair pair = free.pollLast();
      if (pair != null) {
        return pair;
      }
    } finally {
      lock.unlock();
    }
    return Pair.of(CONTENT, OUTPUT);
  }

  /** Takes one back. */
  void giveBack(Pair pair) {
    if (!pair.isLarge()) {
      return;
    }
    lock.lock();
    try {
      lent--;
      free.addLast(pair);
    } finally {
      lock.unlock();
    }
  }
}
