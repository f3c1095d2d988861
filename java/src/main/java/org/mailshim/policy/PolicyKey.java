package org.mailshim.policy;

/**
 * What a policy remembers something about.
 *
 * @param kind which of its rules
 * @param subject whom or what, at most some 600 characters: an address, a triplet
 */
public record PolicyKey(Kind kind, String subject) {
  /** Which rule remembers. The names are in databases, and stay. */
  public enum Kind {
    /** Greylisting, a triplet: since when it is known, how often it has passed. */
    TRIPLET,
    /** Greylisting, a network: how many triplets have passed. */
    NETWORK,
    /** A limit: its bucket. */
    BUCKET,
    /** POP-before-SMTP: an address from which somebody has logged in. */
    LOGIN,
    /** Traps: an address from which somebody has written to one. */
    TRAPPED,
    /** Mailing lists, a member: how often mail to it came back. */
    BOUNCED,
    /** Mailing lists, an address: that it was asked to confirm something. */
    ASKED,
    /** Mailing lists, a message that waits: what a moderator has decided. */
    DECIDED
  }
}
