package org.mailshim.abi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stops and resumes all that runs for the host, whichever surface started it.
 *
 * <p>Surfaces register what they run when they first run it. What they start is between {@link
 * #begin} and {@link #begun}, so that a stop either refuses it or knows of it.
 */
public final class Lifecycle {
  /** Something that runs until it is stopped. */
  public interface Stoppable {
    /**
     * Finishes what is under way, and cancels what is not finished in time. Nothing new is started
     * meanwhile.
     *
     * @param deadlineNanos {@link System#nanoTime} at which to cancel
     * @return whether all was finished without cancelling
     */
    boolean stop(long deadlineNanos);
  }

  private static final int CALLBACK_SECONDS = 2;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final List<Stoppable> REGISTERED = new ArrayList<>();
  private static final Condition ALL_BEGUN = LOCK.newCondition();

  // Under the lock.
  private static boolean stopped;
  private static int beginning;

  private Lifecycle() {}

  /**
   * Registers something to be stopped.
   *
   * @param stoppable it stays registered for good
   */
  public static void register(Stoppable stoppable) {
    LOCK.lock();
    try {
      REGISTERED.add(stoppable);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Refuses new work after a stop; otherwise a stop waits until {@link #begun}, which has to follow
   * soon.
   *
   * @throws AbiException with {@link ErrorCode#STOPPED}; nothing has begun then
   */
  public static void begin() {
    LOCK.lock();
    try {
      if (stopped) {
        throw new AbiException(
            ErrorCode.STOPPED, "mailshim was stopped; mailshim_start makes it work again");
      }
      beginning++;
    } finally {
      LOCK.unlock();
    }
  }

  /** What began is known to what was registered, or has failed. */
  public static void begun() {
    LOCK.lock();
    try {
      beginning--;
      ALL_BEGUN.signalAll();
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Stops all that is registered, the last first, and waits for the callbacks that tell the host
   * so; the last ones get {@value #CALLBACK_SECONDS} s when the patience is used up.
   *
   * @param patience how long to wait for what is under way
   * @return whether all was finished without cancelling
   */
  public static boolean stop(Duration patience) {
    List<Stoppable> all;
    LOCK.lock();
    try {
      stopped = true;
      while (beginning > 0) {
        ALL_BEGUN.awaitUninterruptibly();
      }
      all = List.copyOf(REGISTERED);
    } finally {
      LOCK.unlock();
    }
    long deadline = System.nanoTime() + patience.toNanos();
    boolean finished = true;
    for (Stoppable stoppable : all.reversed()) { // what uses another was registered after it
      finished &= stoppable.stop(deadline);
    }
    long grace = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALLBACK_SECONDS);
    return GuestThreads.awaitCallbacks(Math.max(deadline, grace)) && finished;
  }

  /** Lets new work start again. */
  public static void resume() {
    LOCK.lock();
    try {
      stopped = false;
    } finally {
      LOCK.unlock();
    }
  }
}
