package org.mailshim.abi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queues that a surface has open, one for each place, until mailshim is stopped. Any thread.
 *
 * @param <Q> a queue with what delivers from it; its stop closes it
 */
public final class OpenQueues<Q extends Lifecycle.Stoppable> implements Lifecycle.Stoppable {
  /** Which queue somebody wants. */
  public interface Wanted<Q> {
    /**
     * Where it is: a file, or the URL of a database.
     *
     * @throws AbiException for a configuration that cannot be used
     */
    String place();

    /**
     * Opens it.
     *
     * @throws org.mailshim.queue.QueueException when it cannot be opened
     */
    Q open(String place);
  }

  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final Map<String, Q> open = new HashMap<>();
  private boolean registered;

  /** None is open yet. */
  public OpenQueues() {}

  /**
   * The queue at a place; opened, if it is not.
   *
   * @throws AbiException with {@link ErrorCode#STOPPED} after a stop, and what the place throws
   */
  public Q get(Wanted<Q> wanted) {
    Lifecycle.begin();
    lock.lock();
    try {
      String place = wanted.place();
      Q known = open.get(place);
      if (known != null) {
        return known;
      }
      Q opened = wanted.open(place);
      open.put(place, opened);
      if (!registered) {
        registered = true;
        Lifecycle.register(this);
      }
      return opened;
    } finally {
      lock.unlock();
      Lifecycle.begun();
    }
  }

  @Override
  public boolean stop(long deadlineNanos) {
    List<Q> all;
    lock.lock();
    try {
      all = new ArrayList<>(open.values());
      open.clear();
    } finally {
      lock.unlock();
    }
    boolean inTime = true;
    for (Q each : all) {
      inTime &= each.stop(deadlineNanos);
    }
    return inTime;
  }
}
