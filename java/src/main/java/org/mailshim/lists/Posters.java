package org.mailshim.lists;

/**
 * Whose messages a list takes. Known by the From field, which anybody can forge: only where the
 * list signs, and the author is at the domain that does, is a DKIM signature asked for. Who wants
 * more checks DMARC on receipt, or has every message moderated.
 */
public enum Posters {
  /** Everybody's. */
  ANYONE,
  /** Those of members, owners and moderators. */
  MEMBERS,
  /** Those of moderators and owners: a list for announcements. */
  MODERATORS
}
