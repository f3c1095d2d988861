package org.mailshim.smtp.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.Ret;

/** One message with its envelope. One thread at a time. */
public class SubmittedMessage {
  private final ReplyStatus reversePathStatus;
  private final ReplyStatus transferStatus;
  private final List<SubmittedRecipient> recipients = new ArrayList<>();
  private final HeaderFields header = new HeaderFields();
  private @Nullable String reversePath;
  private @Nullable MessageSource source;
  private Optional<Ret> returned = Optional.empty();
  private @Nullable String envelopeId;

  /** Once it was wanted it is missed, also when it is not any more. */
  private boolean wantsDsn;

  private long sizeEstimate;
  private Optional<BodyType> body = Optional.empty();
  private Optional<DeliveryTime> deliverBy = Optional.empty();

  /**
   * When a message is to be delivered (RFC 2852).
   *
   * @param seconds from now on
   * @param returned whether it is to be returned when it is late; otherwise the sender is told
   * @param traced whether relays tell of it
   */
  public record DeliveryTime(long seconds, boolean returned, boolean traced) {}

  /** A message whose replies go into these. */
  public SubmittedMessage(ReplyStatus reversePathStatus, ReplyStatus transferStatus) {
    this.reversePathStatus = reversePathStatus;
    this.transferStatus = transferStatus;
  }

  /** The last reply to MAIL. */
  public final ReplyStatus reversePathStatus() {
    return reversePathStatus;
  }

  /** The last reply to DATA, or to the end of the message. */
  public final ReplyStatus transferStatus() {
    return transferStatus;
  }

  /** The sender's address; null or empty is the null reverse-path. */
  public final @Nullable String reversePath() {
    return reversePath;
  }

  /** Sets it; it holds no line ends. */
  public final void reversePath(@Nullable String mailbox) {
    reversePath = mailbox;
  }

  /** Adds a recipient. */
  public final void add(SubmittedRecipient recipient) {
    recipients.add(recipient);
  }

  /** The recipients in the order in which they were added. */
  public final List<SubmittedRecipient> recipients() {
    return recipients;
  }

  /** What is set and ordered about the header. */
  public final HeaderFields header() {
    return header;
  }

  /** Where the text comes from; null when nobody has said. */
  public final @Nullable MessageSource source() {
    return source;
  }

  /** Sets it. */
  public final void source(MessageSource text) {
    source = text;
  }

  /** What a notification is to return (RFC 3461 §4.3). */
  public final void returned(Optional<Ret> part) {
    returned = part;
    wantsDsn |= part.isPresent();
  }

  /** The ENVID, not encoded; null = none (RFC 3461 §4.4). */
  public final void envelopeId(@Nullable String id) {
    envelopeId = id;
    wantsDsn |= id != null;
  }

  /** The SIZE to declare in octets; 0 = none (RFC 1870). */
  public final void sizeEstimate(long octets) {
    sizeEstimate = octets;
  }

  /** What the body is; empty = nobody has said. */
  public final void body(Optional<BodyType> type) {
    body = type;
  }

  /** When it is to be delivered. */
  public final void deliverBy(Optional<DeliveryTime> time) {
    deliverBy = time;
  }

  final Optional<BodyType> body() {
    return body;
  }

  final boolean wantsDsn() {
    boolean wants = wantsDsn;
    for (SubmittedRecipient recipient : recipients) {
      wants |= recipient.wantsDsn();
    }
    return wants;
  }

  final boolean hasWork() {
    for (SubmittedRecipient recipient : recipients) {
      if (!recipient.isComplete()) {
        return true;
      }
    }
    return false;
  }

  /** MAIL with the parameters that the server knows. */
  final String mailCommand(Offer offer, SubmissionListener listener, boolean utf8) {
    StringBuilder line = new StringBuilder("MAIL FROM:<");
    line.append(reversePath == null ? "" : reversePath).append('>');
    if (offer.has(Offer.SIZE) && sizeEstimate != 0) {
      line.append(" SIZE=").append(Long.toUnsignedString(sizeEstimate));
    }
    if (offer.has(Offer.DSN)) {
      if (returned.isPresent()) {
        line.append(" RET=").append(returned.get());
      }
      if (envelopeId != null) {
        line.append(" ENVID=").append(Xtext.of(envelopeId));
      }
    }
    boolean declared =
        body.isPresent()
            && offer.has(
                body.get() == BodyType.BINARY_MIME ? Offer.BINARYMIME : Offer.EIGHT_BIT_MIME);
    if (declared) {
      line.append(" BODY=").append(body.get().text());
    }
    if (offer.has(Offer.DELIVERBY) && deliverBy.isPresent()) {
      appendBy(line, deliverBy.get(), offer, listener);
    }
    return utf8 ? line.append(" SMTPUTF8").toString() : line.toString();
  }

  private static void appendBy(
      StringBuilder line, DeliveryTime by, Offer offer, SubmissionListener listener) {
    long seconds = by.seconds();
    if (seconds < offer.leastDeliveryTime()) {
      int more = listener.deliverByTooSoon(offer.leastDeliveryTime() - seconds);
      seconds = more > 0 ? offer.leastDeliveryTime() + more : seconds;
    }
    line.append(" BY=").append(seconds).append(';').append(by.returned() ? 'R' : 'N');
    if (by.traced()) {
      line.append('T');
    }
  }

  /** Whether anything of the envelope is beyond ASCII. */
  final boolean isInternationalised() {
    boolean beyond = reversePath != null && isBeyondAscii(reversePath);
    for (SubmittedRecipient recipient : recipients) {
      beyond |= isBeyondAscii(recipient.mailbox());
    }
    return beyond;
  }

  private static boolean isBeyondAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7e) {
        return true;
      }
    }
    return false;
  }
}
