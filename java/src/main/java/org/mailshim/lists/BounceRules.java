package org.mailshim.lists;

import java.time.Duration;

/**
 * What becomes of members whose mail comes back. Immutable.
 *
 * @param verp whether each member gets a copy of its own, whose reverse-path names the member
 *     ({@code crew-bounces+ann=example.org@example.net}), so that any bounce tells who it is about;
 *     without it only bounces that are RFC 3464 notices do
 * @param most how many bounces suspend a member, of which one a day counts; 0 for never
 * @param memory after how long without a bounce a member's are forgotten
 */
public record BounceRules(boolean verp, int most, Duration memory) {
  /** VERP; five days with bounces, with no week between them, suspend. */
  public static final BounceRules DEFAULT = new BounceRules(true, 5, Duration.ofDays(7));

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException for less than no bounces, or no memory
   */
  public BounceRules {
    if (most < 0 || memory.isNegative() || memory.isZero()) {
      throw new IllegalArgumentException("bounces are counted from 0, and kept for some time");
    }
  }

  /** These with VERP or without. */
  public BounceRules withVerp(boolean with) {
    return new BounceRules(with, most, memory);
  }

  /** These with another limit. */
  public BounceRules withMost(int limit) {
    return new BounceRules(verp, limit, memory);
  }
}
