package org.mailshim.policy;

import java.time.Duration;

/**
 * How greylisting works (RFC 6647). Immutable.
 *
 * @param scope who is greylisted
 * @param delay how long a new triplet is told to try later
 * @param retryWindow how long a triplet may take to come again before it is new
 * @param lifetime how long one that has passed stays known after its last message
 * @param passesToWhitelist after how many triplets that have passed their network is let in without
 *     further ado, for the lifetime after its last message; 0 for never
 * @param exchangersPass whether a client is not greylisted that is a mail exchanger of its sender's
 *     domain
 */
public record GreylistSettings(
    Scope scope,
    Duration delay,
    Duration retryWindow,
    Duration lifetime,
    int passesToWhitelist,
    boolean exchangersPass) {
  /** Who is greylisted. */
  public enum Scope {
    /** Nobody. */
    NOBODY,
    /** Who is on a gray list. */
    GRAY_LISTED,
    /** Every stranger. */
    STRANGERS
  }

  /** Who is on a gray list waits 30 seconds, and has 48 hours, as with the vendor's server. */
  public static final GreylistSettings GRAY_LISTED =
      new GreylistSettings(
          Scope.GRAY_LISTED,
          Duration.ofSeconds(30),
          Duration.ofHours(48),
          Duration.ofDays(36),
          5,
          false);

  /** Every stranger waits five minutes, has a day, and is known for 36 days. */
  public static final GreylistSettings STRANGERS =
      new GreylistSettings(
          Scope.STRANGERS,
          Duration.ofMinutes(5),
          Duration.ofHours(24),
          Duration.ofDays(36),
          5,
          false);

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException when one is negative, or the window ends before the delay
   */
  public GreylistSettings {
    boolean inOrder = delay.compareTo(retryWindow) < 0;
    if (delay.isNegative() || !inOrder || !lifetime.isPositive() || passesToWhitelist < 0) {
      throw new IllegalArgumentException("times of greylisting that cannot be");
    }
  }

  /** These, for others. */
  public GreylistSettings withScope(Scope other) {
    return new GreylistSettings(
        other, delay, retryWindow, lifetime, passesToWhitelist, exchangersPass);
  }

  /** These with other times. */
  public GreylistSettings withTimes(Duration otherDelay, Duration window, Duration life) {
    return new GreylistSettings(scope, otherDelay, window, life, passesToWhitelist, exchangersPass);
  }

  /** These with another number of passes before a network is let in. */
  public GreylistSettings withPassesToWhitelist(int passes) {
    return new GreylistSettings(scope, delay, retryWindow, lifetime, passes, exchangersPass);
  }

  /** These, with or without mail exchangers of senders' domains. */
  public GreylistSettings withExchangersPass(boolean pass) {
    return new GreylistSettings(scope, delay, retryWindow, lifetime, passesToWhitelist, pass);
  }
}
