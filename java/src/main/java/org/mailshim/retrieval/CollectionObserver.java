package org.mailshim.retrieval;

import org.mailshim.pop3.client.MessageKey;

/**
 * Hears how collections go, on the thread of each; for progress, logs and numbers. It decides
 * nothing, and what it throws ends the collection.
 */
public interface CollectionObserver {
  /** Ignores everything. */
  CollectionObserver NONE = new CollectionObserver() {};

  /**
   * It is known what there is to do.
   *
   * @param mailbox the mailbox's name
   * @param messages how many are to be collected
   * @param octets how many octets those have, as the server says
   */
  default void begins(String mailbox, int messages, long octets) {}

  /**
   * A message is safe here.
   *
   * @param mailbox the mailbox's name
   * @param message its key
   * @param octets how many it had
   */
  default void collected(String mailbox, MessageKey message, long octets) {}

  /**
   * A message stays on the server uncollected.
   *
   * @param mailbox the mailbox's name
   * @param message its key
   * @param reason why, in one line
   */
  default void passedOver(String mailbox, MessageKey message, String reason) {}

  /**
   * A collection is over. What this throws is dropped.
   *
   * @param report what came of it
   */
  default void ended(CollectionReport report) {}
}
