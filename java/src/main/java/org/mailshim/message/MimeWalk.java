package org.mailshim.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.message.EntityHeader.Shape;

/**
 * Goes through a message once, from its first octet to its last, and tells of the entities that it
 * is made of (RFC 2046 §5): their header sections, the octets of their bodies, and the boundaries
 * between them. What is told, joined again, is the message.
 *
 * <p>The message is not held but for one line, or a piece of a long one, and one header section.
 * The machine takes a line at its start:
 *
 * <pre>
 * state    a boundary              an empty line               another line
 * HEADER   (is a line)             header told, → BODY, or     kept
 *                                  HEADER of the message in it
 * BODY     told, → HEADER, or      told                        told
 *          BODY after the last
 * </pre>
 *
 * <p>One message per instance; one thread.
 */
final class MimeWalk {
  /** A longer header section is given up. */
  static final int MOST_HEADER_OCTETS = 256 * 1024;

  private static final int MOST_NESTED = 50;
  private static final int PIECE = 8 * 1024;

  /** Hears what the message is made of. */
  interface Visitor {
    /**
     * An entity begins.
     *
     * @param index counts all entities from 0, in the order in which they begin
     * @param header its header section
     * @param octets the same, as they stand there
     * @param separated whether an empty line follows, which is told nowhere else
     * @param sealed whether it is inside something signed
     */
    void entity(int index, EntityHeader header, byte[] octets, boolean separated, boolean sealed)
        throws IOException;

    /**
     * Octets of the body of the entity that began last, or of one around it: text between parts.
     *
     * @param index whose
     * @param to index after a line end, unless the line is long or the last one
     */
    void body(int index, byte[] octets, int from, int to) throws IOException;

    /** A line between parts; ends the body that was told before it. */
    void boundary(byte[] octets, int from, int to) throws IOException;
  }

  /** Something that holds parts. */
  private record Frame(int index, byte[] delimiter, boolean sealed) {}

  private final Visitor visitor;
  private final List<Frame> frames = new ArrayList<>();
  private final ByteArrayOutputStream header = new ByteArrayOutputStream();
  private boolean inHeader = true;
  private boolean tooLong;
  private int entities;
  private int current;

  MimeWalk(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Whether there was something that this machine does not go into. */
  boolean isIncomplete() {
    return tooLong;
  }

  /** Goes through the message. */
  void run(InputStream in) throws IOException {
    byte[] line = new byte[PIECE];
    byte[] buffer = new byte[PIECE];
    int length = 0;
    boolean atStart = true;
    for (int count; (count = in.read(buffer)) > 0; ) {
      for (int i = 0; i < count; i++) {
        line[length++] = buffer[i];
        if (buffer[i] == '\n' || length == line.length) {
          take(line, length, atStart);
          atStart = buffer[i] == '\n';
          length = 0;
        }
      }
    }
    if (length > 0) {
      take(line, length, atStart);
    }
    if (inHeader && header.size() > 0) {
      endHeader(false);
    }
  }

  private void take(byte[] line, int length, boolean atStart) throws IOException {
    int frame = atStart ? frame(line, length) : -1;
    if (frame >= 0) {
      meetBoundary(frame, line, length);
    } else if (!inHeader) {
      visitor.body(current, line, 0, length);
    } else if (atStart && isEmpty(line, length)) {
      endHeader(true);
    } else {
      header.write(line, 0, length);
      if (header.size() > MOST_HEADER_OCTETS) {
        tooLong = true;
        endHeader(false);
      }
    }
  }

  private static boolean isEmpty(byte[] line, int length) {
    return line[length - 1] == '\n' && (length == 1 || (length == 2 && line[0] == '\r'));
  }

  /** The innermost frame whose boundary this line is; -1 for none. */
  private int frame(byte[] line, int length) {
    if (length < 3 || line[0] != '-' || line[1] != '-') {
      return -1;
    }
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (isDelimiter(frames.get(i).delimiter(), line, length)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isDelimiter(byte[] delimiter, byte[] line, int length) {
    if (length < delimiter.length) {
      return false;
    }
    for (int i = 0; i < delimiter.length; i++) {
      if (line[i] != delimiter[i]) {
        return false;
      }
    }
    for (int i = isClosing(delimiter, line, length) ? delimiter.length + 2 : delimiter.length;
        i < length;
        i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r' && line[i] != '\n') {
        return false;
      }
    }
    return true;
  }

  private static boolean isClosing(byte[] delimiter, byte[] line, int length) {
    int at = delimiter.length;
    return length >= at + 2 && line[at] == '-' && line[at + 1] == '-';
  }

  private void meetBoundary(int index, byte[] line, int length) throws IOException {
    if (inHeader) {
      endHeader(false);
    }
    Frame frame = frames.get(index);
    boolean closing = isClosing(frame.delimiter(), line, length);
    frames.subList(closing ? index : index + 1, frames.size()).clear();
    current = frame.index();
    inHeader = !closing;
    visitor.boundary(line, 0, length);
  }

  private void endHeader(boolean separated) throws IOException {
    byte[] octets = header.toByteArray();
    header.reset();
    EntityHeader parsed = EntityHeader.of(octets);
    boolean sealed = !frames.isEmpty() && frames.getLast().sealed();
    current = entities++;
    inHeader = false;
    visitor.entity(current, parsed, octets, separated, sealed);
    Shape shape = parsed.shape();
    if (frames.size() >= MOST_NESTED || !separated) {
      tooLong |= frames.size() >= MOST_NESTED;
      return;
    }
    Optional<String> boundary = parsed.boundary();
    if (shape == Shape.MESSAGE) {
      inHeader = true;
    } else if ((shape == Shape.MULTIPART || shape == Shape.SEALED) && boundary.isPresent()) {
      byte[] delimiter = ("--" + boundary.get()).getBytes(ISO_8859_1);
      frames.add(new Frame(current, delimiter, sealed || shape == Shape.SEALED));
    }
  }
}
