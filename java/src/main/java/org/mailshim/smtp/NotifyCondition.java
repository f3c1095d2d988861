package org.mailshim.smtp;

/**
 * When the sender wants to be notified of a recipient, a word of NOTIFY (RFC 3461 §4.1).
 *
 * <p>Where NOTIFY is not given a failure is told, and a delay as the server likes.
 */
public enum NotifyCondition {
  /** When the message is in the recipient's mailbox. */
  SUCCESS,
  /** When it cannot be delivered. */
  FAILURE,
  /** When it is late. */
  DELAY,
  /** Not at all; stands alone. */
  NEVER
}
