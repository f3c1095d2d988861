package org.mailshim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.PrintableText;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.mime.Composition;
import org.mailshim.mime.Content;
import org.mailshim.mime.FieldDates;
import org.mailshim.mime.HeaderField;
import org.mailshim.mime.HeaderFields;
import org.mailshim.mime.MessageException;
import org.mailshim.mime.MimePart;
import org.mailshim.mime.MimeReader;
import org.mailshim.mime.NamedMailbox;
import org.mailshim.mime.WireForm;

/**
 * A mail message: one that was built here and is to be sent, or one that was received.
 *
 * <pre>{@code
 * MailMessage message = MailMessage.builder()
 *     .from("Ann Example <ann@example.org>").to("bob@example.net").subject("Angebot für Juni")
 *     .text("Anbei.").attach(Path.of("offer.pdf")).build();
 *
 * MailMessage received = MailMessage.parse(Path.of("message.eml"));
 * received.attachments().getFirst().copyTo(out);
 * }</pre>
 *
 * <p>A built message has Date and Message-ID from {@link MailMessageBuilder#build} on, so sending
 * it twice sends the same message. Its Bcc recipients are in the {@link #envelope} and nowhere
 * else.
 *
 * <p>A received message is read once, for its structure; its parts are read where they lie when
 * they are opened, so the file or whatever it came from must stay as it is. It is sent on as it was
 * received, octet for octet, but for Bcc fields and for line ends that are no CRLF; {@link
 * #toBuilder} makes another message of it.
 *
 * <p>Immutable, for any thread. Nothing of it is held in memory but header fields and what was
 * given to its builder there.
 */
public final class MailMessage {
  /** The most octets of a body that {@link #text} and {@link #html} read. */
  public static final int TEXT_LIMIT = 16 * 1024 * 1024;

  private final MessageOrigin origin;

  MailMessage(MessageOrigin origin) {
    this.origin = origin;
  }

  /**
   * Begins a message, with the system's clock and zone and random bits that nobody can guess.
   *
   * @return a builder
   */
  public static MailMessageBuilder builder() {
    return MailMessageBuilder.ofSystem();
  }

  /**
   * Begins a message.
   *
   * @param clock time and zone of its Date field
   * @param random for its Message-ID and boundaries
   * @return a builder
   */
  public static MailMessageBuilder builder(Clock clock, RandomGenerator random) {
    return new MailMessageBuilder(clock, random);
  }

  /**
   * Reads a message in memory.
   *
   * @param message the message; not copied, and not to be changed any more
   * @return the message, whatever it looks like
   */
  public static MailMessage parse(byte[] message) {
    return parse(Content.of(message));
  }

  /**
   * Reads a message from a stream, into memory. One that may be large is better read from a file,
   * where its parts can lie: see {@link #parse(Path)}.
   *
   * @param in read to its end, not closed
   * @return the message, whatever it looks like
   * @throws UncheckedIOException when it cannot be read
   */
  public static MailMessage parse(InputStream in) {
    try {
      return parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a message in a file.
   *
   * @param file the file, which must stay as it is while the message is in use
   * @return the message, whatever it looks like
   * @throws UncheckedIOException when it cannot be read
   */
  public static MailMessage parse(Path file) {
    return parse(Content.of(file));
  }

  /**
   * Reads a message that was received or composed.
   *
   * @param data the message
   * @return the message, whatever it looks like
   * @throws UncheckedIOException when it cannot be read
   */
  public static MailMessage parse(MailData data) {
    return parse(Content.of(data));
  }

  /**
   * Reads a message that lies anywhere: a part of type {@code message/rfc822}, say.
   *
   * @param content the message
   * @return the message, whatever it looks like
   * @throws UncheckedIOException when it cannot be read
   */
  public static MailMessage parse(Content content) {
    try {
      MimeReader.Message read = MimeReader.read(content);
      List<NamedMailbox> bcc = MessageAddresses.lenient(read.fields(), "Bcc");
      return new MailMessage(new MessageOrigin.Received(content, read, bcc));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Its header fields, without Bcc where it was built here.
   *
   * @return in their order
   */
  public HeaderFields fields() {
    return origin.fields();
  }

  /**
   * The text of its first field of a name.
   *
   * @param name the name in any case
   * @return decoded and unfolded; empty when there is none
   */
  public Optional<String> field(String name) {
    return fields().text(name);
  }

  /**
   * Its body, the root of its parts.
   *
   * @return the part
   */
  public MimePart body() {
    return origin.body();
  }

  /**
   * Who wrote it.
   *
   * @return the mailboxes of From
   */
  public List<NamedMailbox> from() {
    return MessageAddresses.lenient(fields(), "From");
  }

  /**
   * Who sent it.
   *
   * @return the mailbox of Sender, or the first of From
   */
  public Optional<NamedMailbox> sender() {
    List<NamedMailbox> sender = MessageAddresses.lenient(fields(), "Sender");
    List<NamedMailbox> said = sender.isEmpty() ? from() : sender;
    return said.isEmpty() ? Optional.empty() : Optional.of(said.getFirst());
  }

  /**
   * Who wants the answers.
   *
   * @return the mailboxes of Reply-To, or those of From
   */
  public List<NamedMailbox> replyTo() {
    List<NamedMailbox> replyTo = MessageAddresses.lenient(fields(), "Reply-To");
    return replyTo.isEmpty() ? from() : replyTo;
  }

  /**
   * To whom it is.
   *
   * @return the mailboxes of To
   */
  public List<NamedMailbox> to() {
    return MessageAddresses.lenient(fields(), "To");
  }

  /**
   * Who gets a copy.
   *
   * @return the mailboxes of Cc
   */
  public List<NamedMailbox> cc() {
    return MessageAddresses.lenient(fields(), "Cc");
  }

  /**
   * Who gets a copy without the others' knowing.
   *
   * @return those that the builder was given, or the mailboxes of a received Bcc
   */
  public List<NamedMailbox> bcc() {
    return origin.bcc();
  }

  /**
   * What it is about.
   *
   * @return the subject, decoded; empty when there is none
   */
  public Optional<String> subject() {
    return fields().text("Subject");
  }

  /**
   * What names it.
   *
   * @return its Message-ID with angle brackets
   */
  public Optional<String> messageId() {
    return fields().text("Message-ID");
  }

  /**
   * When it was written.
   *
   * @return its Date; empty when there is none that can be read
   */
  public Optional<OffsetDateTime> date() {
    Optional<HeaderField> date = fields().first("Date");
    return date.isEmpty() ? Optional.empty() : FieldDates.parse(date.get().body());
  }

  /**
   * Its body as plain text.
   *
   * @return the first part of that type that is no attachment, 16 MiB of it at most; empty when
   *     there is none
   * @throws UncheckedIOException when the place that holds the message fails
   */
  public Optional<String> text() {
    return MessageParts.text(body(), "text/plain", TEXT_LIMIT);
  }

  /**
   * Its body as HTML.
   *
   * @return as {@link #text}
   * @throws UncheckedIOException when the place that holds the message fails
   */
  public Optional<String> html() {
    return MessageParts.text(body(), "text/html", TEXT_LIMIT);
  }

  /**
   * All parts that have content, in their order.
   *
   * @return the leaves of the tree under {@link #body}
   */
  public List<MimePart> leaves() {
    return MessageParts.leaves(body());
  }

  /**
   * The files that come with it.
   *
   * @return the parts that say that they are attachments, and those that are neither text nor
   *     within the text
   */
  public List<MimePart> attachments() {
    return MessageParts.attachments(body());
  }

  /**
   * Who is to receive it: To, Cc and Bcc, each once.
   *
   * @return in their order
   */
  public List<ForwardPath> recipients() {
    Set<ForwardPath> recipients = new LinkedHashSet<>();
    for (List<NamedMailbox> each : List.of(to(), cc(), bcc())) {
      for (NamedMailbox mailbox : each) {
        recipients.add(ForwardPath.of(mailbox.mailbox()));
      }
    }
    return List.copyOf(recipients);
  }

  /**
   * Who sends it and who receives it, as SMTP is told.
   *
   * @return the reverse-path is the one the builder was given, else that of {@link #sender}
   * @throws MessageException of kind INCOMPLETE when there is no sender or no recipient
   */
  public Envelope envelope() {
    List<ForwardPath> recipients = recipients();
    if (recipients.isEmpty()) {
      throw new MessageException(MessageException.Kind.INCOMPLETE, "the message has no recipient");
    }
    if (origin.reversePath().isPresent()) {
      return new Envelope(origin.reversePath().get(), recipients);
    }
    Optional<NamedMailbox> sender = sender();
    if (sender.isEmpty()) {
      throw new MessageException(MessageException.Kind.INCOMPLETE, "the message has no sender");
    }
    return new Envelope(ReversePath.of(sender.get().mailbox()), recipients);
  }

  /**
   * Whether it can be sent: it has a sender, a recipient and a body.
   *
   * @return false when {@link #check} would complain
   */
  public boolean isSendable() {
    return sender().isPresent() && !recipients().isEmpty() && origin.hasBody();
  }

  /**
   * Checks that it can be sent.
   *
   * @throws MessageException of kind INCOMPLETE, with what is missing, when it cannot
   */
  public void check() {
    envelope();
    if (!origin.hasBody()) {
      throw new MessageException(MessageException.Kind.INCOMPLETE, "the message has no body");
    }
  }

  /**
   * Whether one of the addresses in its header fields needs SMTPUTF8 (RFC 6531), so that it has
   * only one form.
   *
   * @return true when a local-part is not US-ASCII
   */
  public boolean needsSmtpUtf8() {
    return origin.needsSmtpUtf8();
  }

  /**
   * The message as mail data.
   *
   * @param form what its octets may be; without effect on one that was received
   * @return the message as it is sent
   * @throws MessageException of kind ADDRESS when an address needs {@link WireForm#UTF8}
   * @throws UncheckedIOException when a file of it cannot be read
   */
  public Composition mailData(WireForm form) {
    try {
      return origin.mailData(form);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the form that every server takes, and every message that it is a part of. */
  Composition safestData() {
    return mailData(safest());
  }

  /** The form that every server takes, and that this message can have. */
  private WireForm safest() {
    return needsSmtpUtf8() ? WireForm.UTF8 : WireForm.SEVEN_BIT;
  }

  /**
   * Writes the message.
   *
   * @param out not closed
   * @param form as in {@link #mailData}
   * @throws IOException when {@code out} fails, or a file of the message does
   * @throws MessageException as {@link #mailData}
   */
  public void writeTo(OutputStream out, WireForm form) throws IOException {
    try (InputStream in = mailData(form).open()) {
      in.transferTo(out);
    }
  }

  /**
   * The whole message in memory, in the form that every server takes.
   *
   * @return the octets, with CRLF line ends
   * @throws UncheckedIOException when a file of it cannot be read
   */
  public byte[] toBytes() {
    var out = new ByteArrayOutputStream();
    try {
      writeTo(out, safest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Its header section as it is sent, for a person or a log.
   *
   * @return the lines up to the blank one, with CRLF
   * @throws UncheckedIOException when a file of it cannot be read
   */
  public String headerText() {
    try (InputStream in = origin.headerData(safest()).open()) {
      String text = new String(in.readNBytes(1024 * 1024), StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      return end < 0 ? text : text.substring(0, end + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Begins another message with what this one has: fields, recipients, parts.
   *
   * @return a builder; Date and Message-ID stay unless they are set anew
   */
  public MailMessageBuilder toBuilder() {
    return MailMessageBuilder.ofSystem().startFrom(this);
  }

  /** One line: from whom, to whom, about what. */
  @Override
  public String toString() {
    String ready = isSendable() ? "sendable" : "incomplete";
    String sender = sender().map(NamedMailbox::toString).orElse("nobody");
    return PrintableText.of(
        "MailMessage (" + ready + ") from " + sender + " to " + to() + ": " + subject().orElse(""),
        300);
  }
}
