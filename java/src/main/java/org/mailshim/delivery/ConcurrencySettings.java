package org.mailshim.delivery;

import java.time.Duration;

/**
 * How many messages go to one destination at a time. It begins low, grows with success and shrinks
 * with failure; a destination that fails even one at a time rests.
 *
 * @param first messages at once to a destination that nothing is known of; at least 1
 * @param most messages at once at most; not less than {@code first}
 * @param rest how long a destination is left alone when it has failed one at a time; twice as long
 *     each further time
 * @param longestRest how long at most
 */
public record ConcurrencySettings(int first, int most, Duration rest, Duration longestRest) {
  /** 2 at first, 20 at most, rests of 1 minute to 15. */
  public static final ConcurrencySettings DEFAULT =
      new ConcurrencySettings(2, 20, Duration.ofMinutes(1), Duration.ofMinutes(15));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public ConcurrencySettings {
    if (first < 1 || most < first) {
      throw new IllegalArgumentException("not 1 <= first <= most: " + first + ", " + most);
    }
    if (!rest.isPositive() || longestRest.compareTo(rest) < 0) {
      throw new IllegalArgumentException("not 0 < rest <= longest: " + rest + ", " + longestRest);
    }
  }
}
