package org.mailshim.smtp.client;

import java.util.List;

/**
 * What became of one mail transaction.
 *
 * @param recipients one outcome for each of the envelope's recipients, in its order
 */
public record TransactionOutcome(List<RecipientOutcome> recipients) {
  /** Copies the list. */
  public TransactionOutcome {
    recipients = List.copyOf(recipients);
  }

  /** Whether every recipient was accepted. */
  public boolean isAccepted() {
    for (RecipientOutcome recipient : recipients) {
      if (!recipient.isAccepted()) {
        return false;
      }
    }
    return true;
  }
}
