package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.message.MailData;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.store.Delivery;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropStore;
import org.mailshim.store.StoreException;
import org.mailshim.transport.Deadline;

/**
 * Final delivery (RFC 5321 §4.4): each recipient's copy goes into its maildrop, with a Return-Path
 * and a Delivered-To field before it. One recipient's trouble is not another's.
 *
 * @param maildrops one for each recipient, in the envelope's order
 * @param store where they are
 */
record MaildropWay(List<MaildropName> maildrops, MaildropStore store) implements Destination.Way {
  private static final int BUFFER = 16 * 1024;
  private static final String STAGE = "delivering to a maildrop";
  private static final int OK = 250;
  private static final EnhancedStatusCode DELIVERED = new EnhancedStatusCode(2, 1, 5);

  @Override
  public List<RecipientReport> deliver(Envelope envelope, PendingMail mail, Context context) {
    Optional<MailData> data = mail.await(Deadline.never(), context.cancellation());
    if (data.isEmpty()) {
      return Verdict.cancelled("the message was not completed", STAGE)
          .about(envelope.forwardPaths());
    }
    List<RecipientReport> reports = new ArrayList<>(maildrops.size());
    for (int i = 0; i < maildrops.size(); i++) {
      ForwardPath recipient = envelope.forwardPaths().get(i);
      reports.add(deliver(envelope, recipient, maildrops.get(i), data.get()).about(recipient));
    }
    return reports;
  }

  private Verdict deliver(
      Envelope envelope, ForwardPath recipient, MaildropName maildrop, MailData data) {
    try (Delivery delivery = store.deliver(maildrop)) {
      byte[] trace = trace(envelope, recipient);
      delivery.write(trace, 0, trace.length);
      copy(data, delivery);
      String uniqueId = delivery.commit();
      return new Verdict(
          Disposition.ACCEPTED,
          Cause.LOCAL,
          Reply.of(OK, DELIVERED, "delivered to " + maildrop + " as " + uniqueId),
          Optional.empty(),
          STAGE);
    } catch (StoreException e) {
      return verdict(e);
    } catch (IOException e) {
      return Verdict.later(Cause.LOCAL, 3, 0, "reading the message: " + e.getMessage(), STAGE);
    }
  }

  private static Verdict verdict(StoreException trouble) {
    return switch (trouble.kind()) {
      case OVER_QUOTA -> Verdict.later(Cause.LOCAL, 2, 2, trouble.getMessage(), STAGE);
      case FULL -> Verdict.later(Cause.LOCAL, 3, 1, trouble.getMessage(), STAGE);
      default -> Verdict.later(Cause.LOCAL, 3, 0, trouble.getMessage(), STAGE);
    };
  }

  private static byte[] trace(Envelope envelope, ForwardPath recipient) {
    String address =
        switch (recipient) {
          case ForwardPath.Postmaster postmaster -> "postmaster";
          case ForwardPath.Of path -> path.mailbox().text();
        };
    String fields =
        "Return-Path: " + envelope.reversePath().text() + "\r\nDelivered-To: " + address + "\r\n";
    return fields.getBytes(UTF_8);
  }

  private static void copy(MailData data, Delivery delivery) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = data.open()) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        delivery.write(buffer, 0, length);
      }
    }
  }
}
