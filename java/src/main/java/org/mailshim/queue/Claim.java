package org.mailshim.queue;

import java.time.Instant;
import java.util.List;
import org.mailshim.message.MailData;

/**
 * The right to deliver a message to some of its recipients, for a limited time. Who has it
 * delivers, {@link MailQueue#renew renews} it while that takes, and {@link MailQueue#settle
 * settles} each recipient. When it has expired, whoever comes next may claim them. Immutable.
 *
 * @param id the message
 * @param lease parts this claim from others of the same recipients
 * @param arrived when the message was committed
 * @param envelope with the recipients that were claimed, and no others
 * @param due for each of them, in the same order
 * @param data the message; readable until it leaves the queue
 */
public record Claim(
    QueueId id, long lease, Instant arrived, QueueEnvelope envelope, List<Due> due, MailData data) {
  /**
   * A recipient whose attempt is due.
   *
   * @param position its place in the envelope with which the message was submitted, from 0
   * @param attempts how many attempts were settled as deferred before
   * @param warned whether the sender was told that the message is late
   */
  public record Due(int position, int attempts, boolean warned) {
    /** One whose sender was not told. */
    public Due(int position, int attempts) {
      this(position, attempts, false);
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException when it is not as long as the envelope's
   */
  public Claim {
    due = List.copyOf(due);
    if (due.size() != envelope.recipients().size()) {
      throw new IllegalArgumentException("not one due entry for each recipient");
    }
  }

  /** When delivery could begin: as {@link QueueEnvelope#release} says. */
  public Instant released() {
    return envelope.release(arrived);
  }
}
