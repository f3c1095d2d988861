package org.mailshim.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Puts what a server receives into a queue, streaming. The client is told 250 when the message is
 * on disk (RFC 5321 §6.1), with its name in the queue; sessions that end a message at the same time
 * share one fsync. A queue that cannot keep it is local trouble, which the session answers with
 * 451.
 *
 * <p>It keeps what DSN, DELIVERBY, FUTURERELEASE and REQUIRETLS ask for (RFC 3461, RFC 2852, RFC
 * 4865, RFC 8689), which a {@link QueueRunner} sees to. It promises no other extension. Several
 * threads at once.
 */
public final class QueueSink implements MailSink {
  private static final EnhancedStatusCode DONE = new EnhancedStatusCode(2, 0, 0);

  private static final Set<EhloKeyword> HONOURED =
      Set.of(
          EhloKeyword.DSN,
          EhloKeyword.DELIVERBY,
          EhloKeyword.FUTURERELEASE,
          EhloKeyword.REQUIRETLS);

  private final MailQueue queue;

  /** A sink of that queue, which stays the caller's to close. */
  public QueueSink(MailQueue queue) {
    this.queue = queue;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return HONOURED;
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    List<QueueEnvelope.Recipient> recipients = new ArrayList<>(envelope.recipients().size());
    for (ReceivedEnvelope.Recipient each : envelope.recipients()) {
      recipients.add(new QueueEnvelope.Recipient(each.forwardPath(), each.parameters()));
    }
    var queued = new QueueEnvelope(envelope.reversePath(), envelope.parameters(), recipients);
    return new Queueing(queue.submit(queued));
  }

  private record Queueing(Submission submission) implements Receiving {
    @Override
    public void data(byte[] octets, int from, int to) {
      submission.write(octets, from, to);
    }

    @Override
    public Reply finish() {
      try (submission) {
        submission.commit();
      }
      return Reply.of(250, DONE, "queued as " + submission.id().text());
    }

    @Override
    public void abort() {
      submission.close();
    }
  }
}
