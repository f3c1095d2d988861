package org.mailshim.delivery;

import java.util.List;
import org.mailshim.address.Envelope;

/**
 * What one attempt has come to: exactly one entry for each recipient of the envelope, in its order,
 * also where the same recipient stands there twice. Immutable.
 *
 * @param recipients at least one
 */
public record DeliveryReport(List<RecipientReport> recipients) {

  /** Copies the list; an empty one is a fault of the caller. */
  public DeliveryReport {
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("no recipient");
    }
  }

  /**
   * What is to be said of recipients whose delivery ended by a fault of ours, when nobody knows how
   * far it had come.
   *
   * @param envelope whose recipients it is about
   * @return a temporary failure for each
   */
  static DeliveryReport unfinished(Envelope envelope) {
    Verdict verdict =
        Verdict.later(
            Cause.FAULT, 3, 0, "the delivery broke off by a fault of mailshim", "delivering");
    return new DeliveryReport(verdict.about(envelope.forwardPaths()));
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
