package org.mailshim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.mailshim.address.Envelope;
import org.mailshim.message.MailData;
import org.mailshim.mime.Composition;
import org.mailshim.mime.WireForm;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.transport.Deadline;

/**
 * One message on its way through an {@link SmtpClient}: composed before the first octet is sent,
 * and once more when the server cannot take the form that was wished.
 */
final class Sending {
  private final Optional<MailMessage> message;
  private final SendOptions options;
  private final Optional<MessageSigner> signer;
  private final Envelope envelope;
  private final Set<NotifyCondition> notifyOn;
  private MailData data;
  private boolean eightBit;
  private boolean smtpUtf8;

  private Sending(
      Optional<MailMessage> message,
      Envelope envelope,
      MailData data,
      SendOptions options,
      Optional<MessageSigner> signer) {
    this.message = message;
    this.envelope = envelope;
    this.options = options;
    this.signer = signer;
    this.data = data;
    this.notifyOn = new HashSet<>(options.notifyOn());
  }

  static Sending of(MailMessage message, SendOptions options, Optional<MessageSigner> signer) {
    message.check();
    var sending =
        new Sending(
            Optional.of(message),
            message.envelope(),
            MailData.verbatim(new byte[0]),
            options,
            signer);
    if (message.field("Return-Receipt-To").isPresent() && sending.notifyOn.isEmpty()) {
      sending.notifyOn.addAll(Set.of(NotifyCondition.SUCCESS, NotifyCondition.FAILURE));
    }
    sending.compose(message, sending.wished());
    return sending;
  }

  /** Mail data that is ready, of which only its maker knows what it holds. */
  static Sending of(
      Envelope envelope, MailData data, SendOptions options, Optional<MessageSigner> signer) {
    var sending = new Sending(Optional.empty(), envelope, data, options, signer);
    sending.eightBit = options.mail().body() == BodyType.EIGHT_BIT_MIME;
    sending.smtpUtf8 = options.mail().smtpUtf8();
    sending.data = sending.signed(data);
    return sending;
  }

  private WireForm wished() {
    boolean must = message.isPresent() && message.get().needsSmtpUtf8();
    return must ? WireForm.UTF8 : options.form().orElse(WireForm.SEVEN_BIT);
  }

  private void compose(MailMessage whole, WireForm form) {
    Composition composed = whole.mailData(form);
    eightBit = composed.isEightBit();
    smtpUtf8 = composed.isSmtpUtf8();
    data = signed(composed);
  }

  private MailData signed(MailData plain) {
    if (signer.isEmpty()) {
      return plain;
    }
    try {
      return signer.get().sign(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Envelope envelope() {
    return envelope;
  }

  MailData data() {
    return data;
  }

  Optional<String> messageId() {
    return message.flatMap(MailMessage::messageId);
  }

  /** By when it is to be sent, from now on. */
  Deadline deadline() {
    Optional<Duration> timeout = options.timeout();
    return timeout.isPresent() ? Deadline.after(timeout.get()) : Deadline.never();
  }

  /** Chooses what this server can take. */
  TransactionOptions suited(EhloReply extensions) {
    boolean utf8Missing = smtpUtf8 && !extensions.offers(EhloKeyword.SMTPUTF8);
    boolean eightBitMissing = eightBit && !extensions.offers(EhloKeyword.EIGHTBITMIME);
    if (message.isPresent() && (utf8Missing || eightBitMissing) && !message.get().needsSmtpUtf8()) {
      compose(message.get(), eightBitMissing ? WireForm.SEVEN_BIT : WireForm.EIGHT_BIT);
    }
    return transaction();
  }

  private TransactionOptions transaction() {
    MailParameters asked = options.mail();
    Set<EhloKeyword> dispensable = EnumSet.noneOf(EhloKeyword.class);
    dispensable.addAll(options.dispensable());
    // What cannot be encoded any more, a received message say, goes as it is: most servers bear it.
    dispensable.add(EhloKeyword.EIGHTBITMIME);
    if (!notifyOn.isEmpty()) {
      dispensable.add(EhloKeyword.DSN);
    }
    BodyType body =
        asked.body() == BodyType.BINARY_MIME
            ? asked.body()
            : eightBit ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
    var mail =
        new MailParameters(
            OptionalLong.empty(),
            body,
            smtpUtf8,
            asked.ret(),
            asked.envid(),
            asked.auth(),
            asked.by(),
            asked.hold(),
            asked.mtPriority(),
            asked.requireTls());
    return new TransactionOptions(mail, recipients(), dispensable, options.chunking());
  }

  private List<RcptParameters> recipients() {
    if (notifyOn.isEmpty()) {
      return List.of();
    }
    var each = new RcptParameters(notifyOn, Optional.empty());
    return new ArrayList<>(Collections.nCopies(envelope.forwardPaths().size(), each));
  }
}
