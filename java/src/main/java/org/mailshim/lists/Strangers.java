package org.mailshim.lists;

/**
 * What becomes of a message from somebody who may not post, or who says that he is at the domain
 * with which the list signs, and has no signature of it.
 */
public enum Strangers {
  /** It waits for a moderator. */
  HELD,
  /** It is returned, with 5.7.2. Spam comes back to those whose address was forged. */
  REFUSED,
  /** It is dropped, and nobody is told. */
  DROPPED
}
