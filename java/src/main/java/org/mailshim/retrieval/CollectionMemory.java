package org.mailshim.retrieval;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.mailshim.pop3.client.MessageKey;

/**
 * Remembers which messages of which external mailbox were collected, so that each is collected once
 * and deleted after its time. Any thread, several at once.
 *
 * <p>Each method throws {@link RetrievalException} when the memory cannot be read or written.
 */
public interface CollectionMemory extends AutoCloseable {
  /**
   * What was collected.
   *
   * @param mailbox its name
   * @return when each message was, to the millisecond; the caller's own
   */
  Map<MessageKey, Instant> collected(String mailbox);

  /**
   * A message was collected. Durable when this returns; the first time it was collected stays.
   *
   * @param mailbox its mailbox's name
   * @param message its key
   * @param now when
   */
  void remember(String mailbox, MessageKey message, Instant now);

  /**
   * Messages are not on their server any more, and need not be remembered.
   *
   * @param mailbox their mailbox's name
   * @param messages their keys
   */
  void forget(String mailbox, Collection<MessageKey> messages);

  /** Ends what was begun. A second call does nothing. */
  @Override
  void close();
}
