package org.mailshim.queue;

/** How it stands with one recipient of a queued message; {@code package-info} has the table. */
public enum RecipientState {
  /** To be delivered when its next attempt is due: never tried, or deferred. */
  WAITING,
  /** As WAITING, but not before somebody releases it. */
  HELD,
  /** A server or a maildrop has taken responsibility. Final. */
  DELIVERED,
  /** Given up. Final. */
  FAILED,
  /** Somebody has taken it back. Final. */
  CANCELLED;

  /** Whether nothing more is done about the recipient. */
  public boolean isFinal() {
    return this != WAITING && this != HELD;
  }
}
