package org.mailshim;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mailshim.MessageFields.Receipt;
import org.mailshim.address.ReversePath;
import org.mailshim.message.DateTimes;
import org.mailshim.mime.Content;
import org.mailshim.mime.ContentType;
import org.mailshim.mime.HeaderFields;
import org.mailshim.mime.MessageException;
import org.mailshim.mime.MimePart;
import org.mailshim.mime.NamedMailbox;
import org.mailshim.mime.TransferEncoding;

/**
 * Builds a {@link MailMessage}. What is given more than once: addresses, attachments and fields add
 * up, everything else is replaced.
 *
 * <p>The parts are put together as mail programs expect them: plain text, HTML and calendar as
 * {@code multipart/alternative}, HTML with its inline pictures as {@code multipart/related}, all of
 * it with the attachments as {@code multipart/mixed}; and no multipart around a single part.
 *
 * <p>Every text that ends up in a header field is checked for control characters, CR and LF above
 * all, and refused with {@link MessageException}. One thread at a time.
 */
public final class MailMessageBuilder {
  /** Loaded with the first message that is built with nothing else given. */
  private static final class SystemRandom {
    static final SecureRandom INSTANCE = new SecureRandom();
  }

  private final Clock clock;
  private final RandomGenerator random;
  private final MessageFields fields = new MessageFields();
  private final MessageBody body = new MessageBody();
  private final List<NamedMailbox> bcc = new ArrayList<>();
  private Optional<ReversePath> reversePath = Optional.empty();

  MailMessageBuilder(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  static MailMessageBuilder ofSystem() {
    return new MailMessageBuilder(Clock.systemDefaultZone(), SystemRandom.INSTANCE);
  }

  /**
   * Who writes the message.
   *
   * @param mailboxes one or more, with names or without, with commas between
   * @return this
   * @throws MessageException of kind ADDRESS when one is none
   */
  public MailMessageBuilder from(String mailboxes) {
    fields.from(NamedMailbox.parseList(mailboxes));
    return this;
  }

  /**
   * Who writes the message.
   *
   * @param mailbox the mailbox
   * @return this
   */
  public MailMessageBuilder from(NamedMailbox mailbox) {
    fields.from(List.of(mailbox));
    return this;
  }

  /**
   * Who sends the message, when that is not its writer.
   *
   * @param mailbox one mailbox
   * @return this
   * @throws MessageException of kind ADDRESS when it is none
   */
  public MailMessageBuilder sender(String mailbox) {
    fields.sender(NamedMailbox.parse(mailbox));
    return this;
  }

  /**
   * Who hears of failures, when that is not the sender.
   *
   * @param path the reverse-path; {@link ReversePath#NULL} for nobody
   * @return this
   */
  public MailMessageBuilder reversePath(ReversePath path) {
    reversePath = Optional.of(path);
    return this;
  }

  /**
   * Who wants the answers.
   *
   * @param mailboxes as in {@link #from(String)}
   * @return this
   * @throws MessageException of kind ADDRESS when one is none
   */
  public MailMessageBuilder replyTo(String mailboxes) {
    fields.replyTo(NamedMailbox.parseList(mailboxes));
    return this;
  }

  /**
   * To whom the message is.
   *
   * @param mailboxes as in {@link #from(String)}
   * @return this
   * @throws MessageException of kind ADDRESS when one is none
   */
  public MailMessageBuilder to(String mailboxes) {
    fields.to(NamedMailbox.parseList(mailboxes));
    return this;
  }

  /**
   * To whom the message is.
   *
   * @param mailbox the mailbox
   * @return this
   */
  public MailMessageBuilder to(NamedMailbox mailbox) {
    fields.to(List.of(mailbox));
    return this;
  }

  /**
   * Who gets a copy.
   *
   * @param mailboxes as in {@link #from(String)}
   * @return this
   * @throws MessageException of kind ADDRESS when one is none
   */
  public MailMessageBuilder cc(String mailboxes) {
    fields.cc(NamedMailbox.parseList(mailboxes));
    return this;
  }

  /**
   * Who gets a copy without the others' knowing: in the envelope, in no header field.
   *
   * @param mailboxes as in {@link #from(String)}
   * @return this
   * @throws MessageException of kind ADDRESS when one is none
   */
  public MailMessageBuilder bcc(String mailboxes) {
    bcc.addAll(NamedMailbox.parseList(mailboxes));
    return this;
  }

  /**
   * What it is about.
   *
   * @param line any text without control characters; a blank one for no subject
   * @return this
   * @throws MessageException of kind HEADER when it holds a control character
   */
  public MailMessageBuilder subject(String line) {
    fields.subject(line);
    return this;
  }

  /**
   * When it was written; otherwise that is when it is built.
   *
   * @param when the time; the zone is the clock's
   * @return this
   */
  public MailMessageBuilder date(Instant when) {
    fields.date(DateTimes.text(when, clock.getZone().getRules().getOffset(when)));
    return this;
  }

  /**
   * What names it; otherwise that is made of random bits and the sender's domain.
   *
   * @param id with angle brackets
   * @return this
   * @throws MessageException of kind HEADER when it has none
   */
  public MailMessageBuilder messageId(String id) {
    fields.messageId(id);
    return this;
  }

  /**
   * Makes it an answer: In-Reply-To and References, and the subject with {@code Re:} if none was
   * given.
   *
   * @param other the message that is answered
   * @return this
   */
  public MailMessageBuilder inReplyTo(MailMessage other) {
    fields.inReplyTo(other);
    return this;
  }

  /**
   * Says that it is important, in the three ways that mail programs look for.
   *
   * @param is whether it is
   * @return this
   */
  public MailMessageBuilder important(boolean is) {
    fields.important(is);
    return this;
  }

  /**
   * Asks whoever reads it to say so (RFC 8098): Disposition-Notification-To with the sender.
   *
   * @param wanted whether to ask
   * @return this
   */
  public MailMessageBuilder requestReadReceipt(boolean wanted) {
    fields.readReceipt(Receipt.toSender(wanted));
    return this;
  }

  /**
   * Asks whoever reads it to say so (RFC 8098).
   *
   * @param whom who is to hear of it
   * @return this
   * @throws MessageException of kind ADDRESS when it is no mailbox
   */
  public MailMessageBuilder requestReadReceipt(String whom) {
    fields.readReceipt(Receipt.to(whom));
    return this;
  }

  /**
   * Asks for a notice of delivery: Return-Receipt-To with the sender, which few servers know, and
   * when {@link SmtpClient} sends the message, NOTIFY=SUCCESS (RFC 3461) where the server has DSN.
   *
   * @param wanted whether to ask
   * @return this
   */
  public MailMessageBuilder requestDeliveryReceipt(boolean wanted) {
    fields.deliveryReceipt(Receipt.toSender(wanted));
    return this;
  }

  /**
   * Asks for a notice of delivery.
   *
   * @param whom who is named in Return-Receipt-To
   * @return this
   * @throws MessageException of kind ADDRESS when it is no mailbox
   */
  public MailMessageBuilder requestDeliveryReceipt(String whom) {
    fields.deliveryReceipt(Receipt.to(whom));
    return this;
  }

  /**
   * Adds a header field.
   *
   * @param name its name; not one that this builder has a method for, or that says what the body is
   * @param value any text without control characters
   * @return this
   * @throws MessageException of kind HEADER when name or value cannot be sent
   */
  public MailMessageBuilder header(String name, String value) {
    fields.add(name, value);
    return this;
  }

  /**
   * Sets a header field, in place of those of that name that were added.
   *
   * @param name as in {@link #header}
   * @param value any text without control characters
   * @return this
   * @throws MessageException as {@link #header}
   */
  public MailMessageBuilder replaceHeader(String name, String value) {
    fields.replace(name, value);
    return this;
  }

  /**
   * The body as plain text.
   *
   * @param lines the text, with any line ends
   * @return this
   */
  public MailMessageBuilder text(String lines) {
    body.text(lines);
    return this;
  }

  /**
   * The body as HTML.
   *
   * @param document what is shown; {@code cid:} in it names what {@link #inline} adds
   * @return this
   */
  public MailMessageBuilder html(String document) {
    body.html(document);
    return this;
  }

  /**
   * An invitation or another calendar object, beside the text (RFC 6047).
   *
   * @param object the iCalendar object
   * @param method its method: {@code REQUEST}, say
   * @return this
   * @throws IllegalArgumentException when the method cannot be a parameter
   */
  public MailMessageBuilder calendar(String object, String method) {
    body.calendar(object, method);
    return this;
  }

  /**
   * The body as anything; text, HTML and calendar are left out then, attachments are not.
   *
   * @param part the body
   * @return this
   */
  public MailMessageBuilder body(MimePart part) {
    body.whole(part);
    return this;
  }

  /**
   * Adds to the body as plain text.
   *
   * @param further goes behind what is there
   * @return this
   * @throws MessageException of kind BODY when the body was given with {@link #body} and is no text
   */
  public MailMessageBuilder append(String further) {
    body.append(further);
    return this;
  }

  /**
   * How the body as text and HTML is encoded; otherwise in the best way.
   *
   * @param how the encoding; 7bit and 8bit only where the text is so
   * @return this
   * @throws MessageException of kind ENCODING for binary
   */
  public MailMessageBuilder encoding(TransferEncoding how) {
    body.encoding(how);
    return this;
  }

  /**
   * Attaches a file, which is read while the message is sent. Its media type is guessed by its
   * name.
   *
   * @param file the file
   * @return this
   * @throws MessageException of kind HEADER when its name holds a control character
   */
  public MailMessageBuilder attach(Path file) {
    String name = String.valueOf(file.getFileName());
    return attach(name, MessageBody.typeOf(name), Content.of(file));
  }

  /**
   * Attaches something.
   *
   * @param name the name that a file of it should have
   * @param type its media type
   * @param content what it holds, sent octet for octet
   * @return this
   * @throws MessageException of kind HEADER when the name holds a control character
   */
  public MailMessageBuilder attach(String name, ContentType type, Content content) {
    MimePart part = MimePart.of(type, content).asAttachment(name);
    return attach(part.withEncoding(TransferEncoding.BASE64));
  }

  /**
   * Attaches another message, as it is.
   *
   * @param message the message
   * @return this
   */
  public MailMessageBuilder attach(MailMessage message) {
    return attach(MessageBody.part(message));
  }

  /**
   * Attaches a part, with whatever fields it has.
   *
   * @param part the part
   * @return this
   */
  public MailMessageBuilder attach(MimePart part) {
    body.attach(part);
    return this;
  }

  /**
   * Adds a picture or the like that the HTML shows.
   *
   * @param id how the HTML names it after {@code cid:}
   * @param type its media type
   * @param content what it holds
   * @return this
   * @throws MessageException of kind HEADER when the id cannot be sent
   */
  public MailMessageBuilder inline(String id, ContentType type, Content content) {
    body.inline(MimePart.of(type, content).asInline(id, Optional.empty()));
    return this;
  }

  /**
   * Adds a picture or the like that the HTML shows, from a file.
   *
   * @param id how the HTML names it after {@code cid:}
   * @param file the file
   * @return this
   * @throws MessageException of kind HEADER when id or name cannot be sent
   */
  public MailMessageBuilder inline(String id, Path file) {
    String name = String.valueOf(file.getFileName());
    MimePart part = MimePart.of(MessageBody.typeOf(name), Content.of(file));
    body.inline(part.asInline(id, Optional.of(name)));
    return this;
  }

  /** Takes over what a message has. */
  MailMessageBuilder startFrom(MailMessage message) {
    fields.startFrom(message);
    body.whole(message.body());
    bcc.addAll(message.bcc());
    return this;
  }

  /**
   * The message as it is now.
   *
   * @return the message, which may still lack what {@link MailMessage#check} wants
   */
  public MailMessage build() {
    HeaderFields header = fields.assembled(clock, random);
    return new MailMessage(
        new MessageOrigin.Built(header, body.assembled(), bcc, reversePath, random.nextLong()));
  }
}
