package org.mailshim.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Utf8;

/**
 * One part of a message, the message's body itself included (RFC 2045 §2.4): of one that was
 * received, or of one that is to be sent.
 *
 * <p>A multipart has parts and no content; any other part has content and no parts. A message
 * within a message ({@code message/rfc822}) is content, which the reader parses if it wants to.
 * Immutable, for any thread.
 *
 * @param type its media type
 * @param fields of a received part all header fields; of one to be sent those beyond what the other
 *     values say
 * @param disposition how it is meant to be shown; empty when it does not say
 * @param fileName what it calls its file; without a directory, but otherwise whatever the sender
 *     wrote
 * @param contentId how parts of the same {@code multipart/related} name it, without angle brackets
 * @param encoding of a received part its transfer encoding, empty when it has none that is known;
 *     of one to be sent the one to use, empty for the best
 * @param content what it holds, decoded
 * @param parts the parts of a multipart; copied
 */
public record MimePart(
    ContentType type,
    HeaderFields fields,
    Optional<Disposition> disposition,
    Optional<String> fileName,
    Optional<String> contentId,
    Optional<TransferEncoding> encoding,
    Content content,
    List<MimePart> parts) {
  private static final int BLOCK = 16 * 1024;

  /** Copies the parts. */
  public MimePart {
    parts = List.copyOf(parts);
  }

  /**
   * A part that is to be sent.
   *
   * @param type its media type
   * @param content what it holds; of text the line ends do not matter, but its charset must be the
   *     one of {@code type}
   * @return the part, with nothing else said
   */
  public static MimePart of(ContentType type, Content content) {
    return new MimePart(
        type,
        HeaderFields.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        content,
        List.of());
  }

  /**
   * A text that is to be sent.
   *
   * @param subtype {@code plain} or {@code html}, say
   * @param text the text, sent in UTF-8
   * @return the part
   */
  public static MimePart text(String subtype, String text) {
    String charset = Utf8.isAscii(text) ? "US-ASCII" : "UTF-8";
    return of(ContentType.of("text/" + subtype).with("charset", charset), Content.of(text));
  }

  /**
   * Several parts that are to be sent.
   *
   * @param subtype {@code mixed}, {@code alternative}, {@code related}, …
   * @param parts at least one
   * @return the multipart; its boundary is chosen when it is sent
   */
  public static MimePart multipart(String subtype, List<MimePart> parts) {
    MimePart none = of(ContentType.of("multipart/" + subtype), Content.EMPTY);
    return new MimePart(
        none.type,
        none.fields,
        none.disposition,
        none.fileName,
        none.contentId,
        none.encoding,
        none.content,
        parts);
  }

  /**
   * This as a file to keep.
   *
   * @param name the file's name, any text without control characters
   * @return the part
   * @throws MessageException of kind HEADER when the name holds a control character
   */
  public MimePart asAttachment(String name) {
    return disposed(Disposition.ATTACHMENT, Optional.of(checked(name)), contentId);
  }

  /**
   * This as something that is shown within the message.
   *
   * @param id how HTML names it after {@code cid:}, without angle brackets; printable US-ASCII
   * @param name the file's name; empty for none
   * @return the part
   * @throws MessageException of kind HEADER when id or name cannot be sent
   */
  public MimePart asInline(String id, Optional<String> name) {
    name.ifPresent(MimePart::checked);
    boolean sound = !id.isEmpty();
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      sound &= c > ' ' && c < 0x7f && c != '<' && c != '>';
    }
    if (!sound) {
      throw new MessageException(MessageException.Kind.HEADER, "no content-id");
    }
    return disposed(Disposition.INLINE, name, Optional.of(id));
  }

  private static String checked(String name) {
    return HeaderField.of("Content-Disposition", name).body();
  }

  private MimePart disposed(Disposition how, Optional<String> name, Optional<String> id) {
    return new MimePart(type, fields, Optional.of(how), name, id, encoding, content, parts);
  }

  /**
   * This in a transfer encoding of the caller's choice.
   *
   * @param how the encoding
   * @return the part
   * @throws MessageException of kind ENCODING for {@link TransferEncoding#BINARY}, which most
   *     servers do not take
   */
  public MimePart withEncoding(TransferEncoding how) {
    if (how == TransferEncoding.BINARY) {
      throw new MessageException(MessageException.Kind.ENCODING, "binary parts are not sent");
    }
    return new MimePart(
        type, fields, disposition, fileName, contentId, Optional.of(how), content, parts);
  }

  /**
   * This with another header field.
   *
   * @param field the field
   * @return the part
   */
  public MimePart withField(HeaderField field) {
    List<HeaderField> more = new ArrayList<>(fields.fields());
    more.add(field);
    return new MimePart(
        type, new HeaderFields(more), disposition, fileName, contentId, encoding, content, parts);
  }

  /**
   * Whether it is a file to keep rather than something to show.
   *
   * @return true when it says so
   */
  public boolean isAttachment() {
    return disposition.isPresent() && disposition.get() == Disposition.ATTACHMENT;
  }

  /**
   * Opens the content, decoded.
   *
   * @return a new stream, which the caller closes
   * @throws UncheckedIOException when the place that holds the message fails
   */
  public InputStream open() {
    try {
      return content.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The content, decoded, in memory.
   *
   * @param limit the most octets to read
   * @return the first {@code limit} octets at most
   * @throws UncheckedIOException when the place that holds the message fails
   */
  public byte[] octets(int limit) {
    try (InputStream in = content.open()) {
      return in.readNBytes(limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The content as text, in its charset; in UTF-8 when it names none that is known.
   *
   * @param limit the most octets to read
   * @return the text, with the line ends that it has
   * @throws UncheckedIOException when the place that holds the message fails
   */
  public String text(int limit) {
    Charset charset = type.charset().orElse(StandardCharsets.UTF_8);
    return new String(octets(limit), charset);
  }

  /**
   * Copies the content, decoded, to a stream.
   *
   * @param out not closed
   * @return how many octets that were
   * @throws IOException when the place that holds the message fails, or {@code out} does
   */
  public long copyTo(OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK];
    long octets = 0;
    try (InputStream in = content.open()) {
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        out.write(block, 0, count);
        octets += count;
      }
    }
    return octets;
  }
}
