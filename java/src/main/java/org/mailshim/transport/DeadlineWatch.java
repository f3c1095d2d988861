package org.mailshim.transport;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends reads and writes that are late, where the JDK cannot time them or only at the price of a
 * timer for each: for all connections of the process, with one daemon thread.
 *
 * <p>Nearly every operation is over in time, so what one pays is kept to a few memory accesses. A
 * connection says in {@link Watched#limit} until when its present operation may last, and joins the
 * watched set at its first one; the thread sleeps until the earliest limit it has seen, and then
 * looks again: at a connection that is busy, for its limit; one that is not leaves the set. So a
 * connection that sends for hours with a limit of three minutes each time costs one look in three
 * minutes. The lock is taken, and the thread woken, only to join and for a limit before the planned
 * look.
 *
 * <p>Why nothing late is missed: the operation stores its limit and then reads {@link
 * Watched#watched} and {@link #nextLook}; the thread stores those and then reads the limit. All are
 * volatile, so at least one of the two sees the other. {@code nextLook} says "always ask" from the
 * moment the thread starts to look until it knows when to look next.
 *
 * <p>The thread starts with the first watched operation and ends when it wakes to an empty set.
 */
final class DeadlineWatch implements Runnable {
  static final DeadlineWatch INSTANCE = new DeadlineWatch();

  /** {@link #nextLook} while the thread looks or does not run: later than any limit. */
  private static final long ASK = Long.MAX_VALUE;

  private static final long ORIGIN = System.nanoTime();

  /** A connection whose operations are to end in time. */
  abstract static class Watched {
    /** {@link #limit} while no operation with a deadline is under way. */
    static final long IDLE = Long.MAX_VALUE;

    /** When the operation that is under way must be over, on {@link DeadlineWatch#now}'s clock. */
    private volatile long limit = IDLE;

    /** Whether the watch holds this connection; written under its lock. */
    private volatile boolean watched;

    /** Ends the operation that is under way, and does not wait for anything. */
    abstract void expire();

    /**
     * Called before an operation that may block.
     *
     * @param leftNanos how long it may last; {@link Long#MAX_VALUE} is for ever
     */
    final void begin(long leftNanos) {
      if (leftNanos != Long.MAX_VALUE) {
        limit = now() + leftNanos;
        INSTANCE.watch(this);
      }
    }

    /** Called after it. */
    final void end() {
      limit = IDLE;
    }

    /** Called when the connection is closed. */
    final void forget() {
      if (watched) {
        INSTANCE.forget(this);
      }
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sooner = lock.newCondition();
  private final Set<Watched> watched = new HashSet<>();
  private boolean running;
  private volatile long nextLook = ASK;

  private DeadlineWatch() {}

  /** Nanoseconds since this class was loaded: plainly comparable, unlike the system's ticks. */
  private static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /** Called after the limit was stored and before the operation. */
  private void watch(Watched connection) {
    if (connection.watched && connection.limit >= nextLook) {
      return;
    }
    lock.lock();
    try {
      connection.watched = true;
      watched.add(connection);
      if (!running) {
        start();
        running = true; // not before: without memory for a thread, the next one tries again
      } else if (connection.limit < nextLook) {
        sooner.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(Watched connection) {
    lock.lock();
    try {
      watched.remove(connection);
    } finally {
      lock.unlock();
    }
  }

  private void start() {
    Thread thread = new Thread(null, this, "mailshim-deadline-watch", 0, false);
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
        if (next == Watched.IDLE) {
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
   * Watched#IDLE} when nobody is left. Ending an operation does not wait, so it is done under the
   * lock.
   */
  private long look() {
    long now = now();
    long earliest = Watched.IDLE;
    List<Watched> gone = new ArrayList<>();
    for (Watched connection : watched) {
      if (connection.limit == Watched.IDLE) {
        connection.watched = false;
      }
      long limit = connection.limit;
      if (limit == Watched.IDLE) {
        gone.add(connection);
      } else if (limit <= now) {
        connection.watched = false;
        connection.expire();
        gone.add(connection);
      } else {
        connection.watched = true;
        earliest = Math.min(earliest, limit);
      }
    }
    for (Watched connection : gone) {
      watched.remove(connection);
    }
    return earliest;
  }
}
