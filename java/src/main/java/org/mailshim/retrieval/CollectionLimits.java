package org.mailshim.retrieval;

import java.time.Duration;

/**
 * How much is taken from a server that may be hostile. Immutable.
 *
 * @param mostMessages how many messages a maildrop may list; one that lists more is left alone
 * @param mostOctets the largest message that is collected, in octets on the wire; larger ones stay
 *     on the server. One that turns out larger than it was listed is read and thrown away up to
 *     twice this, and ends the session there
 * @param session how long one session may take in all; what was collected by then stays collected
 */
public record CollectionLimits(int mostMessages, long mostOctets, Duration session) {
  /** A million messages of 2 GiB, in six hours. */
  public static final CollectionLimits DEFAULT =
      new CollectionLimits(1_000_000, 2L << 30, Duration.ofHours(6));

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException when one is not positive
   */
  public CollectionLimits {
    if (mostMessages < 1 || mostOctets < 1 || !session.isPositive()) {
      throw new IllegalArgumentException("a limit is not positive");
    }
  }

  /** What a session reads of one message before it gives up. */
  long mostRead() {
    return mostOctets > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * mostOctets;
  }
}
