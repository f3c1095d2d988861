package org.mailshim.lists;

import java.time.Duration;

/**
 * Whose messages a list takes, and which. Immutable.
 *
 * @param posters whose
 * @param strangers what becomes of the others'
 * @param isModerated whether every message waits for a moderator, but for those of moderators and
 *     owners
 * @param mostOctets the longest message, header section included; longer ones are returned with
 *     5.2.3
 * @param holding how long a message waits for a moderator; it is dropped then
 */
public record PostingRules(
    Posters posters, Strangers strangers, boolean isModerated, long mostOctets, Duration holding) {
  /** Members post, strangers' messages wait five days, 10 MiB at most. */
  public static final PostingRules DEFAULT =
      new PostingRules(
          Posters.MEMBERS, Strangers.HELD, false, 10L * 1024 * 1024, Duration.ofDays(5));

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one is not above 0
   */
  public PostingRules {
    if (mostOctets <= 0 || holding.isNegative() || holding.isZero()) {
      throw new IllegalArgumentException("a list's limits are above 0");
    }
  }

  /** These for other posters. */
  public PostingRules withPosters(Posters others) {
    return new PostingRules(others, strangers, isModerated, mostOctets, holding);
  }

  /** These with something else done to strangers' messages. */
  public PostingRules withStrangers(Strangers others) {
    return new PostingRules(posters, others, isModerated, mostOctets, holding);
  }

  /** These, moderated or not. */
  public PostingRules withModeration(boolean moderated) {
    return new PostingRules(posters, strangers, moderated, mostOctets, holding);
  }

  /** These with another longest message, in octets. */
  public PostingRules withMostOctets(long most) {
    return new PostingRules(posters, strangers, isModerated, most, holding);
  }
}
