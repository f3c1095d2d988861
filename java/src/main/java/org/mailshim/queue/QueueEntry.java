package org.mailshim.queue;

import java.time.Instant;
import java.util.List;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;

/**
 * A message in the queue, as it stood when somebody asked. Immutable.
 *
 * @param id its name
 * @param arrived when it was committed
 * @param octets its size, line ends as CRLF
 * @param reversePath who is told of failures
 * @param recipients all of them, in the envelope's order; copied
 */
public record QueueEntry(
    QueueId id, Instant arrived, long octets, ReversePath reversePath, List<Recipient> recipients) {
  /** Copies the list. */
  public QueueEntry {
    recipients = List.copyOf(recipients);
  }

  /**
   * One recipient.
   *
   * @param forwardPath where the message is to go
   * @param state how it stands
   * @param due when it is tried next; while it is under way, when its lease expires
   * @param isUnderWay whether somebody has claimed it and not settled it
   * @param attempts how many attempts were settled as deferred
   * @param reply what was said last; empty when nothing was
   */
  public record Recipient(
      ForwardPath forwardPath,
      RecipientState state,
      Instant due,
      boolean isUnderWay,
      int attempts,
      String reply) {}
}
