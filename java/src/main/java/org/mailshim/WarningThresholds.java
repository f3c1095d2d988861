package org.mailshim;

import java.time.Duration;

/**
 * When a client warns.
 *
 * @param operation an operation that takes as long is slow; zero for no such warning
 * @param octetsPerSecond a transfer of 1 KiB or more that is no faster is slow; 0 for no such
 *     warning
 * @param leastTime a transfer that takes less is never slow
 */
public record WarningThresholds(Duration operation, long octetsPerSecond, Duration leastTime) {
  /** The least transfer whose speed says something, in octets. */
  public static final int LEAST_OCTETS = 1024;

  /**
   * Checks that one of the two is set; negative ones are not.
   *
   * @throws IllegalArgumentException when neither is
   */
  public WarningThresholds {
    operation = operation.isNegative() ? Duration.ZERO : operation;
    octetsPerSecond = Math.max(0, octetsPerSecond);
    if (operation.isZero() && octetsPerSecond == 0) {
      throw new IllegalArgumentException("neither a time nor a speed to warn of");
    }
  }

  /**
   * Thresholds with a least time of one second.
   *
   * @param operation from where on an operation is slow
   * @param octetsPerSecond up to where a transfer is slow
   * @return the thresholds
   * @throws IllegalArgumentException when neither is positive
   */
  public static WarningThresholds of(Duration operation, long octetsPerSecond) {
    return new WarningThresholds(operation, octetsPerSecond, Duration.ofSeconds(1));
  }
}
