package org.mailshim.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a message that could not be delivered is tried again (RFC 5321 §4.5.4.1). Each wait is twice
 * as long as the one before, up to a limit, and each a little off that, so that messages which
 * failed together do not come back together. The last attempt is at the end of the message's
 * lifetime. Immutable.
 *
 * @param first the wait after the first attempt
 * @param longest the longest wait
 * @param lifetime how long after its arrival a message is given up
 * @param jitter by which part of it a wait may be longer or shorter: 0 to less than 1
 */
public record RetrySchedule(Duration first, Duration longest, Duration lifetime, double jitter) {
  /** After 1 minute, then 2, 4, … up to an hour, each up to a tenth off; 24 hours in all. */
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(24), 0.1);

  private static final int MOST_DOUBLINGS = 30;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a duration is not positive, or the jitter out of range
   */
  public RetrySchedule {
    if (!first.isPositive() || !longest.isPositive() || !lifetime.isPositive()) {
      throw new IllegalArgumentException("a duration of the schedule is not positive");
    }
    if (!(jitter >= 0 && jitter < 1)) {
      throw new IllegalArgumentException("the jitter is not 0 to less than 1: " + jitter);
    }
  }

  /**
   * When to try again.
   *
   * @param arrived when the message was accepted
   * @param now when the attempt ended
   * @param attempts how many there were before it
   * @param random for the jitter
   * @return the time, after now; empty when the message is to be given up
   */
  public Optional<Instant> next(
      Instant arrived, Instant now, int attempts, RandomGenerator random) {
    Instant end = arrived.plus(lifetime);
    if (!now.isBefore(end)) {
      return Optional.empty();
    }
    long limit = longest.toMillis();
    long doubled = first.toMillis() << Math.min(attempts, MOST_DOUBLINGS);
    long wait = doubled <= 0 ? limit : Math.min(doubled, limit);
    long jittered = Math.max(1, Math.round(wait * (1 + jitter * random.nextDouble(-1, 1))));
    Instant next = now.plusMillis(jittered);
    return Optional.of(next.isBefore(end) ? next : end);
  }
}
