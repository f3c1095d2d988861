package org.mailshim.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers how far a search for what is due came, and past which destinations: that all which is
 * due earlier is at destinations without room. The next search with these and perhaps others
 * without room begins there, so that a hundred thousand messages for one destination are not passed
 * over one by one each time that a message for another one comes.
 *
 * <p>What becomes due later is due from the present on, so it stands behind. Where that is not so,
 * since another process commits it a moment after it looked at its clock, it is found when what is
 * remembered is too old. Any thread.
 */
final class Frontiers {
  /** How long something may be overlooked, in milliseconds. */
  private static final long OLDEST = 2_000;

  private static final int MOST = 16;

  /**
   * That nothing else is due before then.
   *
   * @param due in milliseconds since 1970; 0 for the beginning
   * @param learnt when a search began at the beginning, which this one and those between go on
   */
  record Frontier(long due, long learnt) {
    private boolean isGood(long now) {
      return now >= learnt && now - learnt < OLDEST;
    }

    /** What a search that began here has learnt when the first that it found is due then. */
    Frontier movedTo(long then) {
      return new Frontier(then, learnt);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final Map<Set<String>, Frontier> known = new HashMap<>();

  /** Where a search begins that leaves these destinations out. */
  Frontier from(Set<String> full, long now) {
    Frontier furthest = new Frontier(0, now);
    if (full.isEmpty()) {
      return furthest;
    }
    lock.lock();
    try {
      for (Map.Entry<Set<String>, Frontier> each : known.entrySet()) {
        Frontier frontier = each.getValue();
        boolean further = frontier.due() > furthest.due() && frontier.isGood(now);
        if (further && full.containsAll(each.getKey())) {
          furthest = frontier;
        }
      }
    } finally {
      lock.unlock();
    }
    return furthest;
  }

  /** Keeps what a search has learnt that left these destinations out. */
  void learn(Set<String> full, Frontier frontier) {
    if (full.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(Set.copyOf(full), frontier);
    } finally {
      lock.unlock();
    }
  }
}
