package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.message.MailData;
import org.mailshim.queue.QueueEnvelope;

/**
 * Goes one way once for each recipient, with the copy that is this recipient's own ({@link
 * IndividualCopies}): a reverse-path, and fields above the message. One after the other, since a
 * kept session serves them all. For one thread.
 */
final class Individually {
  private static final String STAGE = "waiting for the message";

  private final IndividualCopies copies;
  private final Destination.Way way;
  private final Context context;

  Individually(IndividualCopies copies, Destination.Way way, Context context) {
    this.copies = copies;
    this.way = way;
    this.context = context;
  }

  /** One report for each recipient of the envelope, in its order. */
  List<RecipientReport> deliver(QueueEnvelope envelope, PendingMail mail) {
    Optional<MailData> data = mail.await(context.deadline(), context.cancellation());
    if (data.isEmpty()) {
      return Verdict.cancelled("cancelled", STAGE).about(envelope.envelope().forwardPaths());
    }
    List<RecipientReport> reports = new ArrayList<>(envelope.recipients().size());
    for (int i = 0; i < envelope.recipients().size(); i++) {
      QueueEnvelope.Recipient recipient = envelope.recipients().get(i);
      var copy = copies.of(envelope.reversePath(), recipient.forwardPath());
      var own = new QueueEnvelope(copy.reversePath(), envelope.parameters(), List.of(recipient));
      reports.addAll(way.only(i).deliver(own, with(copy, data.get(), mail), context));
    }
    return reports;
  }

  private static PendingMail with(IndividualCopies.Copy copy, MailData data, PendingMail mail) {
    PendingMail own = new PendingMail();
    boolean plain = copy.fields().isEmpty();
    own.complete(plain ? data : data.precededBy(copy.fields().getBytes(UTF_8)), mail.body());
    return own;
  }
}
