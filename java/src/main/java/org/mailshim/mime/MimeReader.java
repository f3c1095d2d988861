package org.mailshim.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Ascii;

/**
 * Reads the structure of a message, whatever it looks like: in one pass and without holding more of
 * it than its header fields. Never fails because of what a message says.
 *
 * <p><b>The machine</b> takes lines, of which only the beginning matters in a body. It is in one
 * entity, within the multiparts around it:
 *
 * <pre>
 * state     a line that is           does
 * HEADER    empty                    → BODY, or PREAMBLE when the fields say multipart
 *           a field or its fold      is kept
 *           neither                  → BODY when there was no field yet; else is passed over
 * BODY      a boundary around it     ends the entity, and all within that multipart
 * PREAMBLE  its boundary             → HEADER of a new part
 * EPILOGUE  a boundary around it     as in BODY
 * </pre>
 *
 * <p>A boundary ends whatever is open within its multipart, also a header section; the end of the
 * message ends all. Line ends may be CRLF or LF.
 *
 * <p><b>Limits.</b> A header section counts up to 1 MiB, and fields beyond it are not there; parts
 * within parts count to a depth of 60, and 10,000 of them in all: what is beyond is content of the
 * part before. A {@code message/rfc822} is not looked into; its content can be read in turn.
 */
public final class MimeReader {
  private static final int BLOCK = 32 * 1024;
  private static final int HEADER_LIMIT = 1024 * 1024;
  private static final int DEEPEST = 60;
  private static final int MOST_PARTS = 10_000;

  /**
   * What was read.
   *
   * @param fields the message's header fields
   * @param body its body, whose own fields are those of the message
   * @param octets how long the message is
   * @param isEightBit whether it has octets above 127
   * @param isSmtpUtf8 whether its header section has
   * @param isCanonical whether each line ends with CRLF, the last one included
   */
  public record Message(
      HeaderFields fields,
      MimePart body,
      long octets,
      boolean isEightBit,
      boolean isSmtpUtf8,
      boolean isCanonical) {}

  private enum State {
    HEADER,
    BODY,
    PREAMBLE,
    EPILOGUE
  }

  private final Content source;
  private final OctetBuffer header = new OctetBuffer(4096);
  private final Entity root = new Entity(null, false);
  private Entity current = root;
  private State state = State.HEADER;
  private boolean anyField;
  private boolean headerEightBit;
  private int parts;

  /** Where the line before ended, without its line end; and with it. */
  private long lastLineEnd;

  private MimeReader(Content source) {
    this.source = source;
  }

  /**
   * Reads a message.
   *
   * @param source the message; opened now, and whenever a part of it is opened
   * @return its structure
   * @throws IOException when the place that holds it fails
   */
  public static Message read(Content source) throws IOException {
    return new MimeReader(source).read();
  }

  private Message read() throws IOException {
    var scan = new LineScan();
    try (InputStream in = source.open()) {
      scan.run(in);
    }
    finish(scan.offset);
    return new Message(
        root.fields,
        root.part(source, false),
        scan.offset,
        scan.high < 0,
        headerEightBit,
        scan.canonical);
  }

  /** Cuts the stream into lines. */
  private final class LineScan {
    private final byte[] block = new byte[BLOCK];
    private int end;

    /** Of {@code block[0]}, then of the end. */
    private long offset;

    private int high;
    private boolean canonical = true;

    /** Whether what comes continues a line whose beginning was taken. */
    private boolean within;

    /** Whether that beginning ended in CR, which may be half of a line end. */
    private boolean endedInCr;

    void run(InputStream in) throws IOException {
      int start = 0;
      for (int count = fill(in); count > 0; count = fill(in)) {
        start = lines(end - count);
        keep(start);
      }
      if (end > 0) {
        canonical = false;
        line(0, end, end);
      } else if (within) {
        canonical = false;
      }
      offset += end;
    }

    private int fill(InputStream in) throws IOException {
      int count = in.read(block, end, block.length - end);
      end += Math.max(0, count);
      return count;
    }

    /** Takes the lines that are whole; gives where the rest begins. */
    private int lines(int from) {
      int start = 0;
      int bits = high;
      for (int i = from; i < end; i++) {
        byte octet = block[i];
        bits |= octet;
        if (octet == '\n') {
          boolean crlf = i > start && block[i - 1] == '\r';
          canonical &= crlf || (within && i == start && endedInCr);
          line(start, crlf ? i - 1 : i, i + 1);
          within = false;
          endedInCr = false;
          start = i + 1;
        }
      }
      high = bits;
      return start;
    }

    /** Moves what is left to the front; takes it when it fills the block. */
    private void keep(int start) {
      int rest = end - start;
      if (rest == block.length) {
        line(0, rest, rest);
        within = true;
        endedInCr = block[rest - 1] == '\r';
        offset += rest;
        end = 0;
        return;
      }
      System.arraycopy(block, start, block, 0, rest);
      offset += start;
      end = rest;
    }

    private void line(int from, int to, int next) {
      if (within) {
        // A CR that ended the block before belongs to the line end.
        MimeReader.this.more(block, from, to, offset + to - (from == to && endedInCr ? 1 : 0));
      } else {
        MimeReader.this.line(block, from, to, offset + from, offset + to, offset + next);
      }
    }
  }

  /** The rest of a long line. */
  private void more(byte[] octets, int from, int to, long end) {
    lastLineEnd = end;
    if (state == State.HEADER) {
      keep(octets, from, to);
    }
  }

  private void line(byte[] octets, int from, int to, long start, long end, long next) {
    if (to - from > 2 && octets[from] == '-' && octets[from + 1] == '-') {
      Entity around = current;
      while (around != null) {
        if (around.boundary != null) {
          int kind = around.delimits(octets, from, to);
          if (kind != Entity.NO && mayBegin(around, kind)) {
            boundary(around, kind == Entity.CLOSE, start, next);
            lastLineEnd = end;
            return;
          }
        }
        around = around.parent;
      }
    }
    if (state == State.HEADER) {
      headerLine(octets, from, to, start, next);
    }
    lastLineEnd = end;
  }

  private boolean mayBegin(Entity multipart, int kind) {
    return kind == Entity.CLOSE || parts < MOST_PARTS;
  }

  private void headerLine(byte[] octets, int from, int to, long start, long next) {
    if (from == to) {
      endHeader(next);
    } else if (isFold(octets[from]) && anyField) {
      header.octet('\n');
      keep(octets, from, to);
    } else if (isField(octets, from, to)) {
      anyField = true;
      header.octet('\n');
      keep(octets, from, to);
    } else if (!anyField && !isMboxLine(octets, from, to)) {
      endHeader(start);
    }
  }

  private void keep(byte[] octets, int from, int to) {
    if (header.length() + to - from <= HEADER_LIMIT) {
      header.octets(octets, from, to);
    }
  }

  private static boolean isFold(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /** {@code From ann@example.org Fri …}, with which a message in an mbox file begins. */
  private static boolean isMboxLine(byte[] octets, int from, int to) {
    int at = octets[from] == '>' ? from + 1 : from;
    return to - at > 5 && octets[at] == 'F' && octets[at + 1] == 'r' && octets[at + 4] == ' ';
  }

  /** A name, perhaps white space, a colon. */
  private static boolean isField(byte[] octets, int from, int to) {
    int i = from;
    while (i < to && octets[i] > ' ' && octets[i] < 0x7f && octets[i] != ':') {
      i++;
    }
    boolean named = i > from;
    while (i < to && isFold(octets[i])) {
      i++;
    }
    return named && i < to && octets[i] == ':';
  }

  private void endHeader(long bodyStart) {
    current.fields = fields();
    current.begin(bodyStart);
    boolean deep = current.depth >= DEEPEST;
    state = current.boundary != null && !deep ? State.PREAMBLE : State.BODY;
    if (deep) {
      current.boundary = null;
    }
  }

  /** The fields in the buffer, each behind an LF; a fold is an LF and white space. */
  private HeaderFields fields() {
    List<HeaderField> fields = new ArrayList<>();
    byte[] octets = header.array();
    int end = header.length();
    int start = 1;
    boolean inMessage = current == root;
    for (int i = 1; i <= end; i++) {
      if (i < end) {
        headerEightBit |= inMessage && octets[i] < 0;
      }
      if (i == end || (octets[i] == '\n' && !(i + 1 < end && isFold(octets[i + 1])))) {
        add(fields, octets, start, i);
        start = i + 1;
      }
    }
    header.clear();
    anyField = false;
    return new HeaderFields(fields);
  }

  private static void add(List<HeaderField> fields, byte[] octets, int from, int to) {
    int colon = from;
    while (colon < to && octets[colon] != ':') {
      colon++;
    }
    if (colon < to) {
      fields.add(HeaderField.received(octets, from, colon, to));
    }
  }

  /** A boundary of one of the multiparts that are open. */
  private void boundary(Entity multipart, boolean close, long start, long next) {
    Entity open = current;
    while (open != multipart) {
      end(open, start);
      open = open.parentOr(multipart);
    }
    current = multipart;
    if (close) {
      state = State.EPILOGUE;
      multipart.boundary = null;
      return;
    }
    boolean digest = multipart.type.subtype().equals("digest");
    current = new Entity(multipart, digest);
    multipart.children.add(current);
    parts++;
    state = State.HEADER;
    current.bodyStart = next;
    current.bodyEnd = next;
  }

  /**
   * Ends an entity before the line that begins there, whose line end before it is the boundary's.
   */
  private void end(Entity entity, long boundaryStart) {
    if (entity == current && state == State.HEADER) {
      endHeader(boundaryStart);
    }
    entity.bodyEnd = Math.max(entity.bodyStart, lastLineEnd);
  }

  private void finish(long octets) {
    if (state == State.HEADER) {
      endHeader(octets);
    }
    for (Entity open = current; open != null; open = open.parent) {
      open.bodyEnd = octets;
    }
  }

  /** A part while it is read. */
  private static final class Entity {
    static final int NO = 0;
    static final int NEXT = 1;
    static final int CLOSE = 2;

    final @Nullable Entity parent;
    final int depth;
    final boolean inDigest;
    final List<Entity> children = new ArrayList<>();
    HeaderFields fields = HeaderFields.NONE;
    ContentType type = ContentType.TEXT_PLAIN;
    byte @Nullable [] boundary;
    long bodyStart;
    long bodyEnd;

    Entity(@Nullable Entity parent, boolean inDigest) {
      this.parent = parent;
      this.depth = parent == null ? 0 : parent.depth + 1;
      this.inDigest = inDigest;
    }

    Entity parentOr(Entity other) {
      return parent == null ? other : parent;
    }

    void begin(long start) {
      bodyStart = start;
      Optional<HeaderField> said = fields.first("Content-Type");
      if (said.isPresent()) {
        type = ContentType.lenient(said.get().body());
      } else if (inDigest) {
        type = ContentType.of("message/rfc822");
      }
      Optional<String> name = type.isMultipart() ? type.parameter("boundary") : Optional.empty();
      if (name.isPresent() && !name.get().isEmpty() && encoding().isEmpty()) {
        boundary = name.get().getBytes(StandardCharsets.UTF_8);
      }
    }

    /** Whether the octets are encoded, so that there are no parts to be found in them. */
    private Optional<TransferEncoding> encoding() {
      Optional<TransferEncoding> named = named();
      return named.isPresent() && named.get().isIdentity() ? Optional.empty() : named;
    }

    private Optional<TransferEncoding> named() {
      Optional<HeaderField> said = fields.first("Content-Transfer-Encoding");
      return said.isEmpty()
          ? Optional.empty()
          : TransferEncoding.of(new FieldText(said.get().body().strip()).until("; \t("));
    }

    /** Whether a line that begins with two hyphens is a delimiter (RFC 2046 §5.1.1). */
    int delimits(byte[] octets, int from, int to) {
      byte[] wanted = boundary;
      int at = from + 2;
      if (wanted == null || to - at < wanted.length) {
        return NO;
      }
      for (byte each : wanted) {
        if (octets[at++] != each) {
          return NO;
        }
      }
      if (to - at >= 2 && octets[at] == '-' && octets[at + 1] == '-') {
        return CLOSE;
      }
      // Whatever stands behind white space is ignored; another boundary that begins alike is not.
      return at == to || isFold(octets[at]) ? NEXT : NO;
    }

    MimePart part(Content source, boolean withFields) {
      List<MimePart> parts = new ArrayList<>();
      for (Entity child : children) {
        parts.add(child.part(source, true));
      }
      FieldText said =
          new FieldText(fields.first("Content-Disposition").map(HeaderField::body).orElse(""));
      said.skipBlanks();
      String how = said.until("; \t(");
      Optional<String> name = Optional.ofNullable(Parameters.read(said).get("filename"));
      Optional<TransferEncoding> named = named();
      Content content =
          parts.isEmpty()
              ? new RangeContent(source, bodyStart, bodyEnd, encoding())
              : Content.EMPTY;
      return new MimePart(
          type,
          withFields ? fields : HeaderFields.NONE,
          disposition(how),
          (name.isPresent() ? name : type.parameter("name")).map(Entity::fileName),
          fields.first("Content-ID").map(field -> bare(field.body())),
          named,
          content,
          parts);
    }

    private static Optional<Disposition> disposition(String how) {
      if (how.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          Ascii.equalsIgnoringCase(how, "inline") ? Disposition.INLINE : Disposition.ATTACHMENT);
    }

    /** Without directories, which are not the sender's to choose. */
    private static String fileName(String name) {
      int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
      String bare = ContentType.clean(name.substring(slash + 1)).strip();
      return bare.equals(".") || bare.equals("..") || bare.isEmpty() ? "unnamed" : bare;
    }

    private static String bare(String id) {
      String stripped = id.strip();
      boolean brackets = stripped.startsWith("<") && stripped.endsWith(">");
      return brackets ? stripped.substring(1, stripped.length() - 1) : stripped;
    }
  }
}
