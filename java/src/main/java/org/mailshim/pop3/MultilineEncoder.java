package org.mailshim.pop3;

/**
 * Makes a message fit for the wire: gives each line its CRLF, doubles each dot that begins a line,
 * and ends it with the line that is a single dot (RFC 1939 §3).
 *
 * <p>A message in a maildrop has lines that end with LF or with CRLF, as its deliverer liked. The
 * machine remembers what the last octet was:
 *
 * <pre>
 * state        after                 CR            LF                      dot                 other
 * LINE_START   nothing yet, or LF    → AFTER_CR    CRLF, → LINE_START      doubled, → INSIDE   → INSIDE
 * INSIDE       any other octet       → AFTER_CR    CRLF, → LINE_START      → INSIDE            → INSIDE
 * AFTER_CR     CR                    → AFTER_CR    LF, → LINE_START        → INSIDE            → INSIDE
 * </pre>
 *
 * <p>Where nothing else is said the octet goes out as it came, also NUL and a CR without LF, which
 * is no line end to a POP3 client. So what goes out is, after a client has undone the dots, the
 * message with LF made CRLF and nothing else.
 *
 * <p>One message per instance, until {@link #reset}; one thread at a time.
 */
public final class MultilineEncoder {
  private static final int LINE_START = 0;
  private static final int INSIDE = 1;
  private static final int AFTER_CR = 2;

  /** How many octets {@link #finish} writes at most. */
  public static final int FINISH_LIMIT = 5;

  private int state = LINE_START;

  /** Makes a machine at the start of a message. */
  public MultilineEncoder() {}

  /** Makes it ready for another message. */
  public void reset() {
    state = LINE_START;
  }

  /**
   * The most octets that {@link #encode} makes of a piece.
   *
   * @param length the length of the piece in octets
   * @return twice that: all of them could be LF, or every one an LF or a dot
   */
  public static int limit(int length) {
    return Math.multiplyExact(length, 2);
  }

  /**
   * Encodes the next piece of the message, cut anywhere.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   * @param out takes the octets; another array than {@code in}
   * @param at index in {@code out} to write at; {@link #limit} octets must fit there
   * @return index in {@code out} after the last octet written
   * @throws IndexOutOfBoundsException when {@code out} is too small; the machine is then of no more
   *     use
   */
  public int encode(byte[] in, int from, int to, byte[] out, int at) {
    if (from == to) {
      return at;
    }
    int end = at;
    int run = from;
    int lineStart = from;
    if (state == LINE_START && in[from] == '.') {
      out[end++] = '.';
    }
    for (int feed = LineFeeds.next(in, from, to); feed < to; ) {
      boolean afterCr = feed > lineStart ? in[feed - 1] == '\r' : feed == from && state == AFTER_CR;
      if (!afterCr) {
        end = copy(in, run, feed, out, end);
        out[end++] = '\r';
        run = feed;
      }
      lineStart = feed + 1;
      if (lineStart < to && in[lineStart] == '.') {
        end = copy(in, run, lineStart, out, end);
        out[end++] = '.';
        run = lineStart;
      }
      feed = LineFeeds.next(in, lineStart, to);
    }
    byte last = in[to - 1];
    state = last == '\n' ? LINE_START : last == '\r' ? AFTER_CR : INSIDE;
    return copy(in, run, to, out, end);
  }

  private static int copy(byte[] in, int from, int to, byte[] out, int at) {
    System.arraycopy(in, from, out, at, to - from);
    return at + to - from;
  }

  /**
   * Ends the message: completes its last line if that is open, and writes the line with the single
   * dot.
   *
   * @param out takes the octets
   * @param at index in {@code out} to write at; {@link #FINISH_LIMIT} octets must fit there
   * @return index in {@code out} after the last octet written
   */
  public int finish(byte[] out, int at) {
    int end = at;
    if (state != LINE_START) {
      out[end++] = '\r';
      out[end++] = '\n';
    }
    out[end++] = '.';
    out[end++] = '\r';
    out[end++] = '\n';
    return end;
  }
}
