package org.mailshim;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mailshim.mime.Content;
import org.mailshim.mime.ContentType;
import org.mailshim.mime.MessageException;
import org.mailshim.mime.MimePart;
import org.mailshim.mime.TransferEncoding;

/**
 * The body of a message that is being built: what was given, and the tree of parts that it makes.
 * One thread at a time.
 *
 * <pre>
 *   mixed
 *     alternative
 *       text
 *       related
 *         html
 *         inline …
 *       calendar
 *     attachment …
 * </pre>
 *
 * <p>A multipart that would have one part is that part. A body that was given whole stands where
 * {@code alternative} does; inline parts without HTML stand beside the attachments.
 */
final class MessageBody {
  private Optional<MimePart> text = Optional.empty();
  private Optional<MimePart> html = Optional.empty();
  private Optional<MimePart> calendar = Optional.empty();
  private Optional<MimePart> whole = Optional.empty();
  private Optional<TransferEncoding> encoding = Optional.empty();
  private final List<MimePart> inline = new ArrayList<>();
  private final List<MimePart> attachments = new ArrayList<>();

  /** A message within a message: composed when it is asked for. */
  private record MessageContent(MailMessage message) implements Content {
    @Override
    public InputStream open() throws IOException {
      return message.safestData().open();
    }

    @Override
    public OptionalLong octets() {
      return OptionalLong.of(message.safestData().octets());
    }
  }

  /** A message as a part of another one (RFC 2046 §5.2.1, RFC 6532 §3.7). */
  static MimePart part(MailMessage message) {
    String type = message.needsSmtpUtf8() ? "message/global" : "message/rfc822";
    return MimePart.of(ContentType.of(type), new MessageContent(message));
  }

  /** By the table that the JDK has for URLs. */
  static ContentType typeOf(String fileName) {
    String type = URLConnection.guessContentTypeFromName(fileName);
    return type == null ? ContentType.OCTET_STREAM : ContentType.lenient(type);
  }

  void text(String lines) {
    text = Optional.of(MimePart.text("plain", lines));
  }

  void append(String further) {
    if (whole.isPresent()) {
      throw new MessageException(
          MessageException.Kind.BODY, "text cannot be added to a body of " + whole.get().type());
    }
    String before = text.isEmpty() ? "" : text.get().text(Integer.MAX_VALUE);
    text(before + further);
  }

  void html(String document) {
    html = Optional.of(MimePart.text("html", document));
  }

  void calendar(String object, String method) {
    ContentType type =
        ContentType.of("text/calendar").with("charset", "UTF-8").with("method", method);
    calendar = Optional.of(MimePart.of(type, Content.of(object)));
  }

  void whole(MimePart part) {
    whole = Optional.of(part);
  }

  void encoding(TransferEncoding how) {
    MimePart.text("plain", "").withEncoding(how); // refuses what a text cannot have
    encoding = Optional.of(how);
  }

  void inline(MimePart part) {
    inline.add(part.withEncoding(TransferEncoding.BASE64));
  }

  void attach(MimePart part) {
    attachments.add(part);
  }

  /** The root of the tree. */
  MimePart assembled() {
    List<MimePart> alternatives = new ArrayList<>(3);
    text.ifPresent(part -> alternatives.add(encoded(part)));
    html.ifPresent(part -> alternatives.add(related(encoded(part))));
    calendar.ifPresent(alternatives::add);
    List<MimePart> mixed = new ArrayList<>(attachments.size() + 2);
    if (whole.isPresent()) {
      mixed.add(whole.get());
    } else if (!alternatives.isEmpty()) {
      mixed.add(joined("alternative", alternatives));
    }
    if (html.isEmpty() || whole.isPresent()) {
      mixed.addAll(inline);
    }
    mixed.addAll(attachments);
    return mixed.isEmpty()
        ? MimePart.of(ContentType.TEXT_PLAIN, Content.EMPTY)
        : joined("mixed", mixed);
  }

  private MimePart encoded(MimePart part) {
    return encoding.isPresent() ? part.withEncoding(encoding.get()) : part;
  }

  private MimePart related(MimePart document) {
    if (inline.isEmpty()) {
      return document;
    }
    List<MimePart> parts = new ArrayList<>(inline.size() + 1);
    parts.add(document);
    parts.addAll(inline);
    return joined("related", parts);
  }

  private static MimePart joined(String subtype, List<MimePart> parts) {
    boolean alone = parts.size() == 1 && !parts.getFirst().isAttachment();
    return alone ? parts.getFirst() : MimePart.multipart(subtype, parts);
  }
}
