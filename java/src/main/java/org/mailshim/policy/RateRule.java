package org.mailshim.policy;

import java.time.Duration;

/**
 * One limit: how much somebody may send in a period. It is kept as a token bucket: so much at once,
 * and what was sent comes back evenly over the period. Immutable.
 *
 * @param subject who is limited
 * @param measure what is counted
 * @param amount how much, at least 1
 * @param period in which time, at least a second
 */
public record RateRule(Subject subject, Measure measure, long amount, Duration period) {
  /** Who is limited. */
  public enum Subject {
    /** Each address; of IPv6 each network of 64 bits. */
    ADDRESS,
    /** Each network: 24 bits of IPv4, 64 of IPv6. */
    NETWORK,
    /** Each user that has authenticated, from wherever. */
    USER,
    /** All together. */
    ALL
  }

  /** What is counted. */
  public enum Measure {
    /** Mail transactions, at MAIL. */
    MESSAGES,
    /** Recipients that would be accepted, at RCPT. */
    RECIPIENTS,
    /**
     * Octets of mail data, when they have come. A message may exceed the limit that is left, and is
     * made up for later.
     */
    OCTETS
  }

  private static final long MOST = 1_000_000_000_000L;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when there is nothing to send, or no time to do it
   */
  public RateRule {
    if (amount < 1 || amount > MOST || period.toSeconds() < 1 || period.toDays() > 366) {
      throw new IllegalArgumentException("no limit: " + amount + " in " + period);
    }
  }
}
