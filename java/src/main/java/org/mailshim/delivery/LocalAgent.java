package org.mailshim.delivery;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.message.MailData;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueId;
import org.mailshim.smtp.EnhancedStatusCode;

/**
 * Takes the mail of an address of this host, where no maildrop does: a mailing list, a user's
 * program ({@link LocalRecipients.Attended}). Asked when a message comes from the queue, on the
 * thread of its delivery; several at once; may block.
 *
 * <p>It decides and does not send: a message that follows comes into the queue in the same instant
 * in which its recipient is settled, so that both happen or neither. An agent that has effects of
 * its own is asked again when the process dies before that instant.
 */
@FunctionalInterface
public interface LocalAgent {
  /**
   * A message for the agent's address.
   *
   * @param id its name in the queue
   * @param envelope with this recipient alone
   * @param data the message
   * @param arrived when it came
   * @param announced whether a notice was sent with an earlier {@link Outcome.Held}
   */
  record Arrival(
      QueueId id, QueueEnvelope envelope, MailData data, Instant arrived, boolean announced) {
    /** The agent's address, as the sender wrote it. */
    public ForwardPath recipient() {
      return envelope.recipients().getFirst().forwardPath();
    }
  }

  /**
   * A message that follows from another.
   *
   * @param envelope who gets it
   * @param data the message
   */
  record Following(QueueEnvelope envelope, MailData data) {}

  /** What becomes of a message. */
  sealed interface Outcome {
    /**
     * It is done with: taken, answered, or passed on by a message that follows.
     *
     * @param sentence what was done, for people; printable, one line
     * @param following comes into the queue in the same instant
     */
    record Taken(String sentence, Optional<Following> following) implements Outcome {}

    /**
     * It goes on as if the address were a maildrop's or an alias.
     *
     * @param place to whom
     */
    record GoesOn(LocalRecipients.Deliverable place) implements Outcome {}

    /**
     * It waits for somebody's decision, and the agent is asked again then or at that time.
     *
     * @param until the latest time for that
     * @param sentence why, for people; printable, one line
     * @param notice comes into the queue in the same instant, and makes the next {@link Arrival} an
     *     announced one
     */
    record Held(Instant until, String sentence, Optional<Following> notice) implements Outcome {}

    /**
     * It is refused, and its sender is told.
     *
     * @param status 5.subject.detail
     * @param sentence why, for people; printable, one line
     */
    record Refused(EnhancedStatusCode status, String sentence) implements Outcome {}

    /**
     * It cannot be taken now, and is tried again as a delivery is.
     *
     * @param status 4.subject.detail
     * @param sentence why, for people; printable, one line
     */
    record Deferred(EnhancedStatusCode status, String sentence) implements Outcome {}
  }

  /**
   * Decides about a message. What it throws unchecked is trouble of this host: the message is tried
   * again later.
   *
   * @throws IOException when the message cannot be read
   */
  Outcome take(Arrival arrival) throws IOException;
}
