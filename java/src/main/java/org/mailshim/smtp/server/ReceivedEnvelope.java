package org.mailshim.smtp.server;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;

/**
 * The envelope of a message as a client gave it, with the parameters of its extensions (RFC 5321
 * §2.3.1). Immutable, for any thread.
 *
 * @param id tells the mail transaction from others, in logs and in the Received field; printable,
 *     no spaces
 * @param reversePath the reverse-path of MAIL
 * @param parameters the parameters of MAIL
 * @param recipients the recipients that were accepted, in their order; copied
 */
public record ReceivedEnvelope(
    String id, ReversePath reversePath, MailParameters parameters, List<Recipient> recipients) {
  /** Copies the recipients. */
  public ReceivedEnvelope {
    recipients = List.copyOf(recipients);
  }

  /**
   * One recipient.
   *
   * @param forwardPath the forward-path of RCPT; without the source route if it had one (RFC 5321
   *     §3.6.1)
   * @param parameters the parameters of RCPT
   */
  public record Recipient(ForwardPath forwardPath, RcptParameters parameters) {}

  /**
   * The paths alone.
   *
   * @return an envelope as the sending side has it
   * @throws IllegalArgumentException when there is no recipient
   */
  public Envelope envelope() {
    List<ForwardPath> paths = new ArrayList<>(recipients.size());
    for (Recipient recipient : recipients) {
      paths.add(recipient.forwardPath());
    }
    return new Envelope(reversePath, paths);
  }
}
