package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.message.TraceFields;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.store.Delivery;
import org.mailshim.store.MaildropName;
import org.mailshim.store.StoreException;

/**
 * Puts one message into maildrops of this host, each with a Return-Path field (RFC 5321 §4.4) and a
 * Delivered-To field before it. A message that has such a field for the same recipient already has
 * been here before, and is returned (5.4.6). For one thread.
 */
final class LocalHandover {
  private static final String STAGE = "delivering to a maildrop";
  private static final int MOST_HOPS = 50;
  private static final int PIECE = 16 * 1024;

  private final QueueEnvelope envelope;
  private final Destination.Local destination;
  private final PendingMail mail;
  private final Context context;

  LocalHandover(
      QueueEnvelope envelope, Destination.Local destination, PendingMail mail, Context context) {
    this.envelope = envelope;
    this.destination = destination;
    this.mail = mail;
    this.context = context;
  }

  List<RecipientReport> run() {
    Optional<MailData> data = mail.await(context.deadline(), context.cancellation());
    if (data.isEmpty()) {
      return Verdict.cancelled("the message was not completed", STAGE)
          .about(envelope.envelope().forwardPaths());
    }
    try {
      List<RecipientReport> reports = deliver(data.get(), TraceFields.of(data.get()));
      tellLanes();
      return reports;
    } catch (IOException e) {
      return unreadable(e).about(envelope.envelope().forwardPaths());
    }
  }

  private List<RecipientReport> deliver(MailData data, TraceFields way) {
    List<RecipientReport> reports = new ArrayList<>(envelope.recipients().size());
    for (int i = 0; i < envelope.recipients().size(); i++) {
      ForwardPath recipient = envelope.recipients().get(i).forwardPath();
      MaildropName maildrop = destination.maildrops().get(i);
      reports.add(
          context.cancellation().isRequested()
              ? Verdict.cancelled("cancelled", STAGE).about(recipient)
              : deliver(
                  destination.local(), maildrop, envelope.reversePath(), recipient, data, way));
    }
    return reports;
  }

  private static Verdict unreadable(IOException e) {
    String sentence = "cannot read the mail data: " + e.getMessage();
    return Verdict.later(Cause.LOCAL, 3, 0, sentence, STAGE);
  }

  /** Where nobody knows beforehand that these domains are local, they are to get faster too. */
  private void tellLanes() {
    if (context.sessions().isPresent()) {
      Set<Domain> domains = new HashSet<>();
      for (QueueEnvelope.Recipient recipient : envelope.recipients()) {
        recipient.forwardPath().domain().ifPresent(domains::add);
      }
      domains.forEach(context.sessions().get().lanes()::succeeded);
    }
  }

  /** Delivers to one maildrop; what becomes of it is the report. */
  static RecipientReport deliver(
      LocalDelivery local,
      MaildropName maildrop,
      ReversePath reversePath,
      ForwardPath recipient,
      MailData data,
      TraceFields way) {
    Optional<Verdict> loop = loop(way, recipient);
    if (loop.isPresent()) {
      return loop.get().about(recipient);
    }
    String uniqueId;
    try {
      uniqueId = write(local, maildrop, reversePath, recipient, data);
    } catch (StoreException e) {
      return refusal(local, maildrop, e).about(recipient);
    } catch (IOException e) {
      return unreadable(e).about(recipient);
    }
    String text = "delivered to " + maildrop + " as " + uniqueId;
    Reply reply = Reply.of(250, new EnhancedStatusCode(2, 1, 5), text);
    return new RecipientReport(
        recipient,
        Disposition.ACCEPTED,
        Cause.LOCAL,
        reply,
        Optional.empty(),
        STAGE,
        Custody.MAILDROP);
  }

  private static String write(
      LocalDelivery local,
      MaildropName maildrop,
      ReversePath reversePath,
      ForwardPath recipient,
      MailData data)
      throws IOException {
    String fields = "Return-Path: " + reversePath.text() + "\r\n" + deliveredTo(recipient);
    byte[] prefix = fields.getBytes(UTF_8);
    try (Delivery delivery = local.store().deliver(maildrop);
        InputStream in = data.open()) {
      delivery.write(prefix, 0, prefix.length);
      byte[] buffer = new byte[Math.clamp(data.octets(), 1, PIECE)];
      for (int count; (count = in.read(buffer)) > 0; ) {
        delivery.write(buffer, 0, count);
      }
      return delivery.commit();
    }
  }

  /** The field that shows that a message was with a recipient, with its line end. */
  static String deliveredTo(ForwardPath recipient) {
    return "Delivered-To: " + name(recipient) + "\r\n";
  }

  /** A recipient as that field has it. */
  static String name(ForwardPath recipient) {
    return switch (recipient) {
      case ForwardPath.Of of -> of.mailbox().text();
      case ForwardPath.Postmaster postmaster -> "Postmaster";
    };
  }

  /** Why a message must not go on: it goes round and round (RFC 5321 §6.3). */
  static Optional<Verdict> loop(TraceFields way, ForwardPath recipient) {
    String sentence = "";
    if (way.wasDeliveredTo(name(recipient))) {
      sentence = "the message has been delivered to " + name(recipient) + " before";
    } else if (way.received() > MOST_HOPS) {
      sentence = "the message has been passed on " + way.received() + " times";
    }
    return sentence.isEmpty()
        ? Optional.empty()
        : Optional.of(Verdict.never(Cause.LOCAL, 554, 4, 6, sentence, STAGE));
  }

  /** File names are for this host's log, and not for the sender. */
  private static Verdict refusal(LocalDelivery local, MaildropName maildrop, StoreException e) {
    if (e.kind() != StoreException.Kind.OVER_QUOTA) {
      int detail = e.kind() == StoreException.Kind.FULL ? 1 : 0;
      return Verdict.later(Cause.LOCAL, 3, detail, e.kind().words(), STAGE);
    }
    String sentence = "the maildrop " + maildrop + " is over quota";
    return local.bouncesOverQuota()
        ? Verdict.never(Cause.LOCAL, 552, 2, 2, sentence, STAGE)
        : Verdict.later(Cause.LOCAL, 2, 2, sentence, STAGE);
  }
}
