package org.mailshim.delivery;

/** What one attempt has come to for one recipient; the constants run from best to worst. */
public enum Disposition {
  /** A server has taken responsibility for the message. */
  ACCEPTED,
  /** Given up on our side, by a cancellation or because the submitter withdrew the message. */
  CANCELLED,
  /** Not accepted; the same attempt may succeed later (4yz). */
  TRANSIENT,
  /** Not accepted, and the same attempt would fail again (5yz). */
  PERMANENT
}
