package org.mailshim.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.FutureRelease;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;

/**
 * An envelope with the parameters of its extensions, as a queue keeps it (RFC 5321 §2.3.1).
 * Immutable, for any thread.
 *
 * @param reversePath who is told of failures
 * @param parameters what was said in MAIL
 * @param recipients at least one; copied
 */
public record QueueEnvelope(
    ReversePath reversePath, MailParameters parameters, List<Recipient> recipients) {
  /**
   * One recipient.
   *
   * @param forwardPath where the message is to go
   * @param parameters what was said in RCPT
   */
  public record Recipient(ForwardPath forwardPath, RcptParameters parameters) {}

  /**
   * Copies the recipients.
   *
   * @throws IllegalArgumentException when there is none
   */
  public QueueEnvelope {
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("an envelope has at least one recipient");
    }
  }

  /** An envelope without parameters. */
  public static QueueEnvelope of(Envelope envelope) {
    return of(envelope, MailParameters.NONE);
  }

  /** An envelope whose recipients have no parameters. */
  public static QueueEnvelope of(Envelope envelope, MailParameters parameters) {
    List<Recipient> recipients = new ArrayList<>(envelope.forwardPaths().size());
    for (ForwardPath path : envelope.forwardPaths()) {
      recipients.add(new Recipient(path, RcptParameters.NONE));
    }
    return new QueueEnvelope(envelope.reversePath(), parameters, recipients);
  }

  /**
   * When delivery may begin: at once, or when the sender wants the message to be released (HOLDFOR,
   * HOLDUNTIL; RFC 4865).
   *
   * @param arrived when the message was committed
   * @return not before that
   */
  public Instant release(Instant arrived) {
    Optional<FutureRelease> hold = parameters.hold();
    if (hold.isEmpty()) {
      return arrived;
    }
    Instant release =
        switch (hold.get()) {
          case FutureRelease.HoldFor time -> arrived.plusSeconds(time.seconds());
          case FutureRelease.HoldUntil until -> until.moment();
        };
    return release.isBefore(arrived) ? arrived : release;
  }

  /** The paths alone. */
  public Envelope envelope() {
    List<ForwardPath> paths = new ArrayList<>(recipients.size());
    for (Recipient recipient : recipients) {
      paths.add(recipient.forwardPath());
    }
    return new Envelope(reversePath, paths);
  }
}
