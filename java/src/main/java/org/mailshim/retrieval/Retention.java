package org.mailshim.retrieval;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long collected mail stays on its server. What was not collected is never deleted. Immutable.
 *
 * @param stay how long after it was collected; empty for ever
 */
public record Retention(Optional<Duration> stay) {
  /** It is deleted in the session that has collected it. */
  public static final Retention NONE = new Retention(Optional.of(Duration.ZERO));

  /** It is never deleted. */
  public static final Retention FOREVER = new Retention(Optional.empty());

  /**
   * Checks the duration.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public Retention {
    if (stay.isPresent() && stay.get().isNegative()) {
      throw new IllegalArgumentException("a retention of " + stay.get());
    }
  }

  /**
   * It is deleted in the first session after some time.
   *
   * @param stay how long after it was collected
   * @return the retention
   * @throws IllegalArgumentException when it is negative
   */
  public static Retention of(Duration stay) {
    return new Retention(Optional.of(stay));
  }

  /** Whether the time of a message collected at {@code collected} is over. */
  boolean isOver(Instant collected, Instant now) {
    return stay.isPresent() && !collected.plus(stay.get()).isAfter(now);
  }
}
