package org.mailshim.smtp.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.MailParameters;

/**
 * One mail transaction: from MAIL to the reply after the data, or until RSET, EHLO, STARTTLS or the
 * session's end drops it (RFC 5321 §3.3). One thread.
 */
final class ServerTransaction {
  private final String id;
  private final ReversePath reversePath;
  private final MailParameters parameters;
  private final List<ReceivedEnvelope.Recipient> recipients = new ArrayList<>(1);
  private final MailSink sink;
  private @Nullable MessageIntake intake;

  ServerTransaction(String id, ReversePath reversePath, MailParameters parameters, MailSink sink) {
    this.id = id;
    this.reversePath = reversePath;
    this.parameters = parameters;
    this.sink = sink;
  }

  MailParameters parameters() {
    return parameters;
  }

  void add(ReceivedEnvelope.Recipient recipient) {
    recipients.add(recipient);
  }

  int recipientCount() {
    return recipients.size();
  }

  ReceivedEnvelope envelope() {
    return new ReceivedEnvelope(id, reversePath, parameters, recipients);
  }

  MailSink sink() {
    return sink;
  }

  /** What takes the mail data; null until DATA or the first BDAT. */
  @Nullable MessageIntake intake() {
    return intake;
  }

  void intake(MessageIntake begun) {
    intake = begun;
  }

  /** Drops it: the sink hears that there will be no message. */
  void drop() {
    if (intake != null) {
      intake.abort();
    }
  }
}
