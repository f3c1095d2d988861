package org.mailshim;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mailshim.address.Ascii;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.ReversePath;
import org.mailshim.message.DateTimes;
import org.mailshim.message.MessageIds;
import org.mailshim.mime.Content;
import org.mailshim.mime.ContentType;
import org.mailshim.mime.HeaderField;
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
  private static final Domain NAMELESS = DomainName.parse("localhost.invalid");

  /**
   * A wish for a receipt.
   *
   * @param whom who is to get it; empty for the sender, or for no wish
   * @param toSender whether the sender is
   */
  private record Receipt(Optional<NamedMailbox> whom, boolean toSender) {
    static final Receipt NONE = new Receipt(Optional.empty(), false);
    static final Receipt TO_SENDER = new Receipt(Optional.empty(), true);

    List<NamedMailbox> to(Optional<NamedMailbox> sender, List<NamedMailbox> from) {
      if (whom.isPresent()) {
        return List.of(whom.get());
      }
      boolean known = sender.isPresent() || !from.isEmpty();
      return toSender && known ? List.of(sender.orElseGet(from::getFirst)) : List.of();
    }
  }

  /** Loaded with the first message that is built with nothing else given. */
  private static final class SystemRandom {
    static final SecureRandom INSTANCE = new SecureRandom();
  }

  private final Clock clock;
  private final RandomGenerator random;
  private final List<NamedMailbox> from = new ArrayList<>();
  private final List<NamedMailbox> to = new ArrayList<>();
  private final List<NamedMailbox> cc = new ArrayList<>();
  private final List<NamedMailbox> bcc = new ArrayList<>();
  private final List<NamedMailbox> replyTo = new ArrayList<>();
  private Optional<NamedMailbox> sender = Optional.empty();
  private Optional<ReversePath> reversePath = Optional.empty();
  private Optional<String> subject = Optional.empty();
  private Optional<String> date = Optional.empty();
  private Optional<String> messageId = Optional.empty();
  private boolean important;
  private Receipt readReceipt = Receipt.NONE;
  private Receipt deliveryReceipt = Receipt.NONE;
  private final List<HeaderField> more = new ArrayList<>();
  private final MessageBody body = new MessageBody();

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
    from.addAll(NamedMailbox.parseList(mailboxes));
    return this;
  }

  /**
   * Who writes the message.
   *
   * @param mailbox the mailbox
   * @return this
   */
  public MailMessageBuilder from(NamedMailbox mailbox) {
    from.add(mailbox);
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
    sender = Optional.of(NamedMailbox.parse(mailbox));
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
    replyTo.addAll(NamedMailbox.parseList(mailboxes));
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
    to.addAll(NamedMailbox.parseList(mailboxes));
    return this;
  }

  /**
   * To whom the message is.
   *
   * @param mailbox the mailbox
   * @return this
   */
  public MailMessageBuilder to(NamedMailbox mailbox) {
    to.add(mailbox);
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
    cc.addAll(NamedMailbox.parseList(mailboxes));
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
    subject =
        line.isBlank()
            ? Optional.empty()
            : Optional.of(HeaderField.of("Subject", line.strip()).body());
    return this;
  }

  /**
   * When it was written; otherwise that is when it is built.
   *
   * @param when the time; the zone is the clock's
   * @return this
   */
  public MailMessageBuilder date(Instant when) {
    date = Optional.of(DateTimes.text(when, clock.getZone().getRules().getOffset(when)));
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
    if (!id.startsWith("<") || !id.endsWith(">") || id.indexOf(' ') >= 0) {
      throw new MessageException(MessageException.Kind.HEADER, "no Message-ID");
    }
    messageId = Optional.of(HeaderField.of("Message-ID", id).body());
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
    Optional<String> id = other.messageId();
    if (id.isPresent()) {
      String before = other.field("References").or(() -> other.field("In-Reply-To")).orElse("");
      replace("In-Reply-To", id.get());
      replace("References", (before + " " + id.get()).strip());
    }
    if (subject.isEmpty() && other.subject().isPresent()) {
      String about = other.subject().get();
      subject(Ascii.startsWithIgnoringCase(about, 0, "Re:") ? about : "Re: " + about);
    }
    return this;
  }

  /**
   * Says that it is important, in the three ways that mail programs look for.
   *
   * @param is whether it is
   * @return this
   */
  public MailMessageBuilder important(boolean is) {
    important = is;
    return this;
  }

  /**
   * Asks whoever reads it to say so (RFC 8098): Disposition-Notification-To with the sender.
   *
   * @param wanted whether to ask
   * @return this
   */
  public MailMessageBuilder requestReadReceipt(boolean wanted) {
    readReceipt = wanted ? Receipt.TO_SENDER : Receipt.NONE;
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
    readReceipt = new Receipt(Optional.of(NamedMailbox.parse(whom)), false);
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
    deliveryReceipt = wanted ? Receipt.TO_SENDER : Receipt.NONE;
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
    deliveryReceipt = new Receipt(Optional.of(NamedMailbox.parse(whom)), false);
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
    if (MessageFields.isOwn(name)) {
      throw new MessageException(
          MessageException.Kind.HEADER, "the header field " + name + " is set in another way");
    }
    more.add(HeaderField.of(name, value));
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
    return replace(name, value);
  }

  private MailMessageBuilder replace(String name, String value) {
    more.removeIf(field -> Ascii.equalsIgnoringCase(field.name(), name));
    return header(name, value);
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
    from.addAll(message.from());
    sender = message.field("Sender").isPresent() ? message.sender() : Optional.empty();
    replyTo.addAll(MessageAddresses.lenient(message.fields(), "Reply-To"));
    to.addAll(message.to());
    cc.addAll(message.cc());
    bcc.addAll(message.bcc());
    subject = message.subject().map(MessageFields::clean);
    date = message.field("Date").map(MessageFields::clean);
    messageId = message.messageId().map(MessageFields::clean);
    body.whole(message.body());
    for (HeaderField field : message.fields()) {
      if (!MessageFields.isOwn(field.name()) && !field.text().isEmpty()) {
        more.add(HeaderField.of(field.name(), MessageFields.clean(field.text())));
      }
    }
    return this;
  }

  /**
   * The message as it is now.
   *
   * @return the message, which may still lack what {@link MailMessage#check} wants
   */
  public MailMessage build() {
    List<HeaderField> fields = new ArrayList<>(more.size() + 12);
    fields.add(new HeaderField("Date", date.orElseGet(() -> DateTimes.now(clock))));
    addresses(fields, "From", from);
    sender.ifPresent(one -> addresses(fields, "Sender", List.of(one)));
    addresses(fields, "Reply-To", replyTo);
    addresses(fields, "To", to);
    addresses(fields, "Cc", cc);
    fields.add(new HeaderField("Message-ID", messageId.orElseGet(this::newMessageId)));
    subject.ifPresent(line -> fields.add(new HeaderField("Subject", line)));
    if (important) {
      fields.add(new HeaderField("Importance", "high"));
      fields.add(new HeaderField("X-Priority", "1"));
      fields.add(new HeaderField("Priority", "urgent"));
    }
    addresses(fields, "Disposition-Notification-To", readReceipt.to(sender, from));
    addresses(fields, "Return-Receipt-To", deliveryReceipt.to(sender, from));
    fields.addAll(more);
    return new MailMessage(
        new HeaderFields(fields), body.assembled(), bcc, reversePath, random.nextLong());
  }

  private String newMessageId() {
    Domain domain = from.isEmpty() ? NAMELESS : from.getFirst().mailbox().domain();
    return new MessageIds(random, domain).next();
  }

  private static void addresses(
      List<HeaderField> fields, String name, List<NamedMailbox> mailboxes) {
    if (mailboxes.isEmpty()) {
      return;
    }
    var body = new StringBuilder(32 * mailboxes.size());
    for (NamedMailbox each : mailboxes) {
      body.append(body.isEmpty() ? "" : ", ").append(each);
    }
    fields.add(new HeaderField(name, body.toString()));
  }
}
