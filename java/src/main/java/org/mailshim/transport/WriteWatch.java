package org.mailshim.transport;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends writes that are late, for all {@link PlainConnection}s of the process, with one daemon
 * thread.
 *
 * <p>Nearly every write is over in microseconds, so what a write pays is kept to a few memory
 * accesses. A connection says in {@link PlainConnection#writeLimit} until when its present write
 * may last, and joins the watched set at its first write; the thread sleeps until the earliest
 * limit it has seen, and then looks again: at a connection that is writing, for its limit; one that
 * is not writing leaves the set. So a connection that sends for hours with a limit of three minutes
 * each time costs one look in three minutes. The lock is taken, and the thread woken, only to join
 * and for a limit before the planned look.
 *
 * <p>Why no late write is missed: a writer stores its limit and then reads {@link
 * PlainConnection#watched} and {@link #nextLook}; the thread stores those and then reads the limit.
 * All are volatile, so at least one of the two sees the other. {@code nextLook} says "always ask"
 * from the moment the thread starts to look until it knows when to look next.
 *
 * <p>The thread starts with the first watched write and ends when it wakes to an empty set.
 */
final class WriteWatch implements Runnable {
  static final WriteWatch INSTANCE = new WriteWatch();

  /** {@link #nextLook} while the thread looks or does not run: later than any limit. */
  private static final long ASK = Long.MAX_VALUE;

  private static final long ORIGIN = System.nanoTime();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sooner = lock.newCondition();
  private final Set<PlainConnection> watched = new HashSet<>();
  private boolean running;
  private volatile long nextLook = ASK;

  private WriteWatch() {}

  /** Nanoseconds since this class was loaded: plainly comparable, unlike the system's ticks. */
  static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /** Called by the writer after it stored its limit and before it writes. */
  void watch(PlainConnection connection) {
    if (connection.watched && connection.writeLimit >= nextLook) {
      return;
    }
    lock.lock();
    try {
      connection.watched = true;
      watched.add(connection);
      if (!running) {
        start();
        running = true; // not before: without memory for a thread, the next write tries again
      } else if (connection.writeLimit < nextLook) {
        sooner.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Called when the connection is closed. */
  void forget(PlainConnection connection) {
    lock.lock();
    try {
      watched.remove(connection);
    } finally {
      lock.unlock();
    }
  }

  private void start() {
    Thread thread = new Thread(null, this, "mailshim-write-watch", 0, false);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    lock.lock();
    try {
      while (!watched.isEmpty()) {
        nextLook = ASK;
        long next = look();
        if (next == PlainConnection.NOT_WRITING) {
          continue;
        }
        nextLook = next;
        sooner.awaitNanos(next - now());
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody has this thread to interrupt it", e);
    } finally {
      nextLook = ASK;
      running = false;
      lock.unlock();
    }
  }

  /**
   * Expires the late, lets go of the idle, and returns the earliest limit of the rest, or {@link
   * PlainConnection#NOT_WRITING} when nobody is left. Closing a socket does not wait, so it is done
   * under the lock.
   */
  private long look() {
    long now = now();
    long earliest = PlainConnection.NOT_WRITING;
    List<PlainConnection> gone = new ArrayList<>();
    for (PlainConnection connection : watched) {
      if (connection.writeLimit == PlainConnection.NOT_WRITING) {
        connection.watched = false;
      }
      long limit = connection.writeLimit;
      if (limit == PlainConnection.NOT_WRITING) {
        gone.add(connection);
      } else if (limit <= now) {
        connection.expireWrite();
        gone.add(connection);
      } else {
        connection.watched = true;
        earliest = Math.min(earliest, limit);
      }
    }
    for (PlainConnection connection : gone) {
      watched.remove(connection);
    }
    return earliest;
  }
}
