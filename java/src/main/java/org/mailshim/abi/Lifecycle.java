package org.mailshim.abi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stops and resumes all that runs for the host, whichever surface started it.
 *
 * <p>Surfaces register what they run when they first run it, and ask {@link #requireRunning} before
 * they start something new.
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
  private static volatile boolean stopped;

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
   * Refuses new work after a stop.
   *
   * @throws AbiException with {@link ErrorCode#STOPPED}
   */
  public static void requireRunning() {
    if (stopped) {
      throw new AbiException(
          ErrorCode.STOPPED, "mailshim was stopped; mailshim_start makes it work again");
    }
  }

  /**
   * Stops all that is registered, and waits for the callbacks that tell the host so; the last ones
   * get {@value #CALLBACK_SECONDS} s when the patience is used up.
   *
   * @param patience how long to wait for what is under way
   * @return whether all was finished without cancelling
   */
  public static boolean stop(Duration patience) {
    stopped = true;
    List<Stoppable> all;
    LOCK.lock();
    try {
      all = List.copyOf(REGISTERED);
    } finally {
      LOCK.unlock();
    }
    long deadline = System.nanoTime() + patience.toNanos();
    boolean finished = true;
    for (Stoppable stoppable : all) {
      finished &= stoppable.stop(deadline);
    }
    long grace = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALLBACK_SECONDS);
    return GuestThreads.awaitCallbacks(Math.max(deadline, grace)) && finished;
  }

  /** Lets new work start again. */
  public static void resume() {
    stopped = false;
  }
}
