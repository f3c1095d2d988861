package org.mailshim.retrieval;

import java.time.Duration;

/**
 * How often a mailbox is collected. After a failure the next wait is twice as long as the one
 * before, up to a limit, so that a server which is away, or has a new password, is not pestered;
 * after a success it is the usual one again. Immutable.
 *
 * @param period from the end of one collection to the beginning of the next
 * @param longest the longest wait after failures; not below the period
 */
public record CollectionSchedule(Duration period, Duration longest) {
  /** Every 10 minutes, and after failures every 4 hours at least. */
  public static final CollectionSchedule DEFAULT =
      new CollectionSchedule(Duration.ofMinutes(10), Duration.ofHours(4));

  private static final int MOST_DOUBLINGS = 20;

  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException when the period is not positive, or longer than the longest
   */
  public CollectionSchedule {
    if (!period.isPositive() || period.compareTo(longest) > 0) {
      throw new IllegalArgumentException("every " + period + ", at most " + longest);
    }
  }

  /**
   * How long to wait.
   *
   * @param failures how many collections have failed since the last success
   * @return the time
   */
  public Duration wait(int failures) {
    Duration wait = period;
    for (int i = 0; i < Math.min(failures, MOST_DOUBLINGS); i++) {
      if (wait.compareTo(longest.dividedBy(2)) > 0) {
        return longest;
      }
      wait = wait.multipliedBy(2);
    }
    return wait;
  }
}
