package org.mailshim.delivery;

import java.util.List;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;

/**
 * What one attempt has come to: exactly one entry for each recipient of the envelope, in its order,
 * also where the same recipient stands there twice. Immutable.
 *
 * @param recipients at least one
 */
public record DeliveryReport(List<RecipientReport> recipients) {

  private static final String DELIVERING = "delivering";
  private static final String OUT_OF_MEMORY =
      "out of memory on this side; the message may have been delivered if it was being sent";

  /** Copies the list; an empty one is a fault of the caller. */
  public DeliveryReport {
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("no recipient");
    }
  }

  /**
   * What is to be said when a delivery ends for want of memory and nobody knows how far it had
   * come. To be made while there is some.
   *
   * @param envelope whose recipients it is about
   * @return a temporary failure for each
   */
  public static DeliveryReport outOfMemory(Envelope envelope) {
    Verdict verdict = Verdict.later(Cause.MEMORY, 3, 0, OUT_OF_MEMORY, DELIVERING);
    return new DeliveryReport(verdict.about(envelope.forwardPaths()));
  }

  /**
   * What is to be said of a message that its submitter took back.
   *
   * @param envelope whose recipients it is about
   * @return cancelled, for each
   */
  public static DeliveryReport cancelled(Envelope envelope) {
    Verdict verdict = Verdict.cancelled("the submitter withdrew the message", DELIVERING);
    return new DeliveryReport(verdict.about(envelope.forwardPaths()));
  }

  /** As {@link #outOfMemory}, in Java's words, when there is memory for them. */
  static RecipientReport outOfMemory(ForwardPath recipient, OutOfMemoryError error) {
    String sentence = OUT_OF_MEMORY + " (" + error.getMessage() + ")";
    return Verdict.later(Cause.MEMORY, 3, 0, sentence, DELIVERING).about(recipient);
  }

  /** What is to be said of a recipient whose delivery ended by a fault of ours. */
  static RecipientReport fault(ForwardPath recipient) {
    return Verdict.later(
            Cause.FAULT, 3, 0, "the delivery broke off by a fault of mailshim", DELIVERING)
        .about(recipient);
  }

  /**
   * The entry to show when there is room for one: of the worst {@link Disposition}, and of those
   * the first.
   */
  public RecipientReport worst() {
    RecipientReport worst = recipients.getFirst();
    for (RecipientReport each : recipients) {
      if (each.disposition().compareTo(worst.disposition()) > 0) {
        worst = each;
      }
    }
    return worst;
  }

  /** The reply code of {@link #worst}. */
  public int worstCode() {
    return worst().code();
  }

  /** Whether servers have taken responsibility for every recipient. */
  public boolean isAccepted() {
    return worst().disposition() == Disposition.ACCEPTED;
  }
}
