package org.mailshim.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mailshim.message.LineEndNormalizer;

/**
 * Writes one message: straight into one array, but for contents that are large, which become
 * segments of their own. One message per instance.
 *
 * <p>Boundaries begin with {@code =_}, which neither quoted-printable nor base64 can hold; a text
 * that has such a line is not sent as it is.
 */
final class Composer {
  /** Contents up to here are encoded at once. */
  private static final int SMALL = 256 * 1024;

  private static final int ROOM = 2048;

  private final WireForm form;
  private final long salt;
  private final List<Composition.Segment> segments = new ArrayList<>();
  private final OctetBuffer out = new OctetBuffer(ROOM);
  private final HeaderWriter header;
  private int multiparts;
  private boolean eightBit;

  Composer(WireForm form, long salt) {
    this.form = form;
    this.salt = salt;
    this.header = new HeaderWriter(out, form == WireForm.UTF8);
  }

  Composition compose(HeaderFields fields, MimePart body) throws IOException {
    for (HeaderField field : fields.fields()) {
      header.field(field);
    }
    out.ascii("MIME-Version: 1.0").crlf();
    entity(body);
    if (out.column() > 0) {
      out.crlf();
    }
    cut();
    return new Composition(segments, eightBit || header.needsUtf8(), header.needsUtf8());
  }

  /** What is in the buffer becomes a segment. */
  private void cut() {
    if (out.length() > 0) {
      segments.add(new Composition.Ready(out.toByteArray()));
      out.clear();
    }
  }

  /** Whether the last line end is the part's own, so that the boundary needs another one. */
  private boolean entity(MimePart part) throws IOException {
    if (part.type().isMultipart()) {
      multipart(part);
      return false;
    }
    return leaf(part) != TransferEncoding.BASE64;
  }

  private void multipart(MimePart part) throws IOException {
    String boundary = boundary();
    fields(part, part.type().with("boundary", boundary), Optional.empty());
    out.crlf();
    // One without parts, which only a broken message has, is sent with what it holds as text.
    List<MimePart> parts =
        part.parts().isEmpty()
            ? List.of(MimePart.of(ContentType.TEXT_PLAIN, part.content()))
            : part.parts();
    for (MimePart each : parts) {
      out.octet('-').octet('-').ascii(boundary).crlf();
      if (entity(each)) {
        out.crlf();
      }
    }
    out.octet('-').octet('-').ascii(boundary).octet('-').octet('-').crlf();
  }

  private String boundary() {
    return "=_" + Long.toHexString(salt) + "_" + multiparts++;
  }

  private void fields(MimePart part, ContentType type, Optional<TransferEncoding> encoding) {
    boolean utf8 = form == WireForm.UTF8;
    out.ascii("Content-Type: ");
    type.write(out, utf8);
    out.crlf();
    if (encoding.isPresent() && encoding.get() != TransferEncoding.SEVEN_BIT) {
      out.ascii("Content-Transfer-Encoding: ").ascii(encoding.get().text()).crlf();
    }
    if (part.disposition().isPresent()) {
      out.ascii("Content-Disposition: ").ascii(part.disposition().get().text());
      if (part.fileName().isPresent()) {
        Parameters.write(out, "filename", part.fileName().get(), utf8);
      }
      out.crlf();
    }
    if (part.contentId().isPresent()) {
      out.ascii("Content-ID: <").ascii(part.contentId().get()).octet('>').crlf();
    }
    for (HeaderField field : part.fields().fields()) {
      if (!isDerived(field.name())) {
        header.field(field);
      }
    }
  }

  /** Whether a received part's field is said by its other values. */
  private static boolean isDerived(String name) {
    return switch (Parameters.lower(name)) {
      case "content-type",
          "content-transfer-encoding",
          "content-disposition",
          "content-id",
          "mime-version" ->
          true;
      default -> false;
    };
  }

  private TransferEncoding leaf(MimePart part) throws IOException {
    if (isMessage(part)) {
      return message(part);
    }
    OptionalLong octets = part.content().octets();
    boolean small = octets.isPresent() && octets.getAsLong() <= SMALL;
    return small ? small(part, inMemory(part.content())) : large(part);
  }

  /** RFC 2046 §5.2.1: such a part is not to be encoded. */
  private static boolean isMessage(MimePart part) {
    return part.type().is("message/rfc822") || part.type().is("message/global");
  }

  private TransferEncoding message(MimePart part) throws IOException {
    var scan = new EightBitScan();
    Composition.Segment segment = EncodedSegment.of(part.content(), scan);
    eightBit |= scan.isEightBit();
    TransferEncoding encoding =
        scan.isEightBit() ? TransferEncoding.EIGHT_BIT : TransferEncoding.SEVEN_BIT;
    fields(part, part.type(), Optional.of(encoding));
    out.crlf();
    cut();
    segments.add(segment);
    return encoding;
  }

  /** Remembers the first pass, which has seen all octets. */
  private static final class EightBitScan implements EncodedSegment.Encoding {
    private Optional<LineEncoder> first = Optional.empty();

    @Override
    public Encoder start() {
      var encoder = new LineEncoder();
      first = first.isPresent() ? first : Optional.of(encoder);
      return encoder;
    }

    boolean isEightBit() {
      return first.isPresent() && first.get().isEightBit();
    }
  }

  private static byte[] inMemory(Content content) throws IOException {
    if (content instanceof Content.InMemory memory) {
      return memory.array();
    }
    try (InputStream in = content.open()) {
      return in.readAllBytes();
    }
  }

  private TransferEncoding small(MimePart part, byte[] octets) {
    boolean text = part.type().isText();
    byte[] source = octets;
    int end = octets.length;
    if (text && hasOtherLineEnds(octets)) {
      source = new byte[LineEndNormalizer.limit(octets.length)];
      end = new LineEndNormalizer().normalize(octets, 0, octets.length, source, 0);
    }
    TransferEncoding encoding = encoding(part, source, end);
    eightBit |= encoding == TransferEncoding.EIGHT_BIT;
    fields(part, part.type(), Optional.of(encoding));
    out.crlf();
    switch (encoding) {
      case BASE64 -> encode(new Base64LineEncoder(), source, end);
      case QUOTED_PRINTABLE -> encode(new QuotedPrintableEncoder(text), source, end);
      case SEVEN_BIT, EIGHT_BIT, BINARY -> asItIs(source, end);
    }
    return encoding;
  }

  private void encode(Encoder encoder, byte[] source, int end) {
    encoder.encode(source, 0, end, out);
    encoder.finish(out);
  }

  private void asItIs(byte[] source, int end) {
    out.octets(source, 0, end);
    if (end >= 2 && source[end - 1] == '\n') {
      out.lineEnded();
    }
  }

  private static boolean hasOtherLineEnds(byte[] octets) {
    byte before = 0;
    for (byte octet : octets) {
      if ((octet == '\n') != (before == '\r')) {
        return true;
      }
      before = octet;
    }
    return before == '\r';
  }

  private TransferEncoding encoding(MimePart part, byte[] octets, int end) {
    if (part.encoding().isPresent() && !part.encoding().get().isIdentity()) {
      return part.encoding().get();
    }
    boolean asked = part.encoding().isPresent();
    if (!part.type().isText() && !asked) {
      return TransferEncoding.BASE64;
    }
    var lines = new LineStatistics(octets, end);
    if (lines.isSendable() && (!lines.isEightBit() || form.isEightBit())) {
      return lines.isEightBit() ? TransferEncoding.EIGHT_BIT : TransferEncoding.SEVEN_BIT;
    }
    return lines.isShorterInBase64() ? TransferEncoding.BASE64 : TransferEncoding.QUOTED_PRINTABLE;
  }

  private TransferEncoding large(MimePart part) throws IOException {
    boolean quoted =
        part.encoding().isPresent() && part.encoding().get() == TransferEncoding.QUOTED_PRINTABLE;
    TransferEncoding encoding =
        quoted ? TransferEncoding.QUOTED_PRINTABLE : TransferEncoding.BASE64;
    fields(part, part.type(), Optional.of(encoding));
    out.crlf();
    cut();
    boolean text = part.type().isText();
    segments.add(
        quoted
            ? EncodedSegment.of(part.content(), () -> new QuotedPrintableEncoder(text))
            : EncodedSegment.base64(part.content()));
    return encoding;
  }
}
