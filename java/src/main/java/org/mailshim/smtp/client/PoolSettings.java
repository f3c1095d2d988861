package org.mailshim.smtp.client;

import java.time.Duration;

/**
 * How many sessions a {@link SessionPool} keeps, and for how long.
 *
 * @param mostPerHost sessions with one server in the same way at a time, in use or idle; at least 1
 * @param mostMessages mail transactions in one session; at least 1
 * @param mostIdle how long a session may be idle before it is closed
 * @param mostAge how old a session may become; one that is older is not used again
 * @param probeAfter a session that was idle for longer is sent RSET before it is used again, since
 *     many a server has gone by then
 */
public record PoolSettings(
    int mostPerHost, int mostMessages, Duration mostIdle, Duration mostAge, Duration probeAfter) {
  private static final PoolSettings DEFAULTS =
      new PoolSettings(
          4, 100, Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofSeconds(2));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a number is less than 1 or a time negative
   */
  public PoolSettings {
    if (mostPerHost < 1 || mostMessages < 1) {
      throw new IllegalArgumentException("a pool of nothing");
    }
    if (mostIdle.isNegative() || mostAge.isNegative() || probeAfter.isNegative()) {
      throw new IllegalArgumentException("a time is negative");
    }
  }

  /**
   * 4 sessions, 100 messages each, 30 seconds idle, 5 minutes in all, RSET after 2 idle seconds.
   */
  public static PoolSettings defaults() {
    return DEFAULTS;
  }
}
