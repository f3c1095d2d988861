package org.mailshim.smtp.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.OctetSearch;

/**
 * Reads a message's header field by field, and its body by lines or as it comes. Only CRLF ends a
 * line; a last line without gets one. It asks for the next piece when it needs an octet of that,
 * and never earlier, for a program can see the order.
 */
final class MessageLines {
  /** A piece is taken in portions of so many octets, whatever its size. */
  private static final int PORTION = 32 * 1024;

  /** Room for most messages. */
  private static final int FIRST_ROOM = 8 * 1024;

  /** A longer line of the body is given in parts. */
  private static final int LONGEST_LINE = 64 * 1024;

  private final MessageSource source;
  private byte[] octets = new byte[FIRST_ROOM];

  /** The same octets, to be searched. */
  private ByteBuffer words = OctetSearch.words(octets);

  private int from;
  private int to;

  MessageLines(MessageSource source) {
    this.source = source;
  }

  /** Begins with a message. */
  void rewind() {
    from = 0;
    to = 0;
    source.rewind();
  }

  byte[] octets() {
    return octets;
  }

  /** Where what was read last begins in {@link #octets}. */
  private int start;

  int start() {
    return start;
  }

  /** The next field of the header with its line ends; null at the header's end. */
  @Nullable String field() {
    int end = lineEnd(from, Integer.MAX_VALUE);
    if (end < 0) {
      return null;
    }
    if (end - from == 2 && octets[from] == '\r') {
      from = end;
      return null;
    }
    int length = end - from;
    while (has(from + length) && isBlank(octets[from + length])) {
      length = lineEnd(from + length, Integer.MAX_VALUE) - from;
    }
    String field = new String(octets, from, length, ISO_8859_1);
    from += length;
    return field;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private boolean has(int at) {
    int offset = at - from;
    return at < to || (fill() && from + offset < to);
  }

  /**
   * The next line of the body: from {@link #start} to the result in {@link #octets}.
   *
   * @return -1 when there is none
   */
  int line() {
    int end = lineEnd(from, LONGEST_LINE);
    start = from;
    from = Math.max(from, end);
    return end;
  }

  /** Where the line ends that begins at {@code at}, which filling may move; -1 = there is none. */
  private int lineEnd(int at, int longest) {
    int offset = at - from;
    int scanned = offset;
    while (true) {
      for (int i = next(from + scanned); i < to; i = next(i + 1)) {
        if (i > from + offset && octets[i - 1] == '\r') {
          return i + 1;
        }
      }
      scanned = to - from;
      if (scanned - offset >= longest) {
        return to;
      }
      if (!fill()) {
        return from + offset == to ? -1 : completed();
      }
    }
  }

  private int next(int at) {
    return OctetSearch.next(words, at, to, (byte) '\n');
  }

  /** Ends the last line. */
  private int completed() {
    makeRoom(2);
    if (octets[to - 1] != '\r') {
      octets[to++] = '\r';
    }
    octets[to++] = '\n';
    return to;
  }

  /** Reads a portion; moves what is there. False at the end. */
  private boolean fill() {
    int count = Math.min(source.next(), PORTION);
    if (count <= 0) {
      return false;
    }
    makeRoom(count);
    source.take(octets, to, count);
    to += count;
    return true;
  }

  private void makeRoom(int count) {
    if (from > 0 && octets.length - to < count) {
      System.arraycopy(octets, from, octets, 0, to - from);
      to -= from;
      from = 0;
    }
    if (octets.length - to < count) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, to + count));
      words = OctetSearch.words(octets);
    }
  }

  /**
   * What is read but not given yet, of which the rest of the piece is {@link
   * MessageSource#pending}: from {@link #start}.
   *
   * @return its end
   */
  int rest() {
    start = from;
    from = to;
    return to;
  }

  /** The next portion, from {@link #start} to the result; -1 at the end. */
  int portion() {
    if (from == to) {
      from = 0;
      to = 0;
      if (!fill()) {
        return -1;
      }
    }
    return rest();
  }
}
