package org.mailshim.store;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much a maildrop may hold. Deliveries that would make it more are refused; several at the same
 * moment may together exceed it by their sizes. Immutable, for any thread.
 *
 * @param octets all messages together, in octets on the wire; at least 0
 * @param messages how many of them; at least 0
 */
public record Quota(OptionalLong octets, OptionalInt messages) {
  private static final Quota NONE = new Quota(OptionalLong.empty(), OptionalInt.empty());

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one is negative
   */
  public Quota {
    if (octets.orElse(0) < 0 || messages.orElse(0) < 0) {
      throw new IllegalArgumentException("negative quota: " + octets + ", " + messages);
    }
  }

  /**
   * No limit.
   *
   * @return the quota that is never exceeded
   */
  public static Quota none() {
    return NONE;
  }

  /** Whether there is any limit, and so a reason to look how much a maildrop holds. */
  boolean isLimited() {
    return octets.isPresent() || messages.isPresent();
  }

  /** Whether so much is too much. */
  boolean isExceededBy(long heldMessages, long heldOctets) {
    return (octets.isPresent() && heldOctets > octets.getAsLong())
        || (messages.isPresent() && heldMessages > messages.getAsInt());
  }
}
