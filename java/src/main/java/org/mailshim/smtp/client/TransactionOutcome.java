package org.mailshim.smtp.client;

import java.util.List;
import java.util.Set;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.transport.Endpoint;

/**
 * What became of one mail transaction. Immutable.
 *
 * @param recipients one outcome for each of the envelope's recipients, in its order
 * @param dropped extensions that the server does not offer and that the transaction went without,
 *     because {@link TransactionOptions#dispensable} allows it
 * @param server with whom: host and address
 * @param security how the session was protected
 */
public record TransactionOutcome(
    List<RecipientOutcome> recipients,
    Set<EhloKeyword> dropped,
    Endpoint server,
    SessionSecurity security) {
  /** Copies list and set. */
  public TransactionOutcome {
    recipients = List.copyOf(recipients);
    dropped = Set.copyOf(dropped);
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
