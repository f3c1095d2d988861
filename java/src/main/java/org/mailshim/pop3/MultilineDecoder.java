package org.mailshim.pop3;

/**
 * Takes a multi-line response off the wire: finds its end and removes the doubled dots (RFC 1939
 * §3).
 *
 * <p>The end is CRLF.CRLF and nothing else (the first CRLF may be that of the response's first
 * line). A line that begins with a dot and is not the end loses the dot, whatever follows: a server
 * that forgot to double one cannot be told from one that did. Everything else is given as it came;
 * old mail holds bare CRs, bare LFs and NULs, and they end nothing. The machine:
 *
 * <pre>
 * state        meaning                       CR                    LF                   dot                 other
 * LINE_START   a line may begin here         give, → AFTER_CR      give, → INSIDE       → DOT               give, → INSIDE
 * INSIDE       within a line                 give, → AFTER_CR      give, → INSIDE       give, → INSIDE      give, → INSIDE
 * AFTER_CR     CR, given                     give, → AFTER_CR      give, → LINE_START   give, → INSIDE      give, → INSIDE
 * DOT          dot at the start, not given   → DOT_CR              give, → INSIDE       give, → INSIDE      give, → INSIDE
 * DOT_CR       dot and CR, not given         give CR CR, → AFTER_CR  → ENDED            give CR ., → INSIDE   give CR and it, → INSIDE
 * ENDED        CRLF.CRLF has been read       no octet is looked at any more
 * </pre>
 *
 * <p>Outside of the three states around a dot nothing is done but looking for CRLF and a dot behind
 * it, so what lies between such places is copied in one piece.
 *
 * <p>One response per instance, until {@link #reset}; one thread at a time.
 */
public final class MultilineDecoder {
  private static final int LINE_START = 0;
  private static final int INSIDE = 1;
  private static final int AFTER_CR = 2;
  private static final int DOT = 3;
  private static final int DOT_CR = 4;
  private static final int ENDED = 5;

  private int state = LINE_START;
  private int consumed;

  /** Makes a machine right after the response's first line. */
  public MultilineDecoder() {}

  /** Makes it ready for another response. */
  public void reset() {
    state = LINE_START;
  }

  /**
   * The most octets that {@link #decode} makes of a piece of the stream.
   *
   * @param length the length of the piece in octets
   * @return one more than that: a CR may have been held back
   */
  public static int limit(int length) {
    return Math.addExact(length, 1);
  }

  /**
   * Decodes the next piece of the stream, cut anywhere, as far as the response goes.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   * @param out takes the octets; another array than {@code in}
   * @param at index in {@code out} to write at; {@link #limit} octets must fit there
   * @return index in {@code out} after the last octet written; {@link #consumed} tells how far
   *     {@code in} was read
   */
  public int decode(byte[] in, int from, int to, byte[] out, int at) {
    int end = at;
    int i = from;
    while (i < to && state != ENDED) {
      if (state == INSIDE) {
        int run = endOfRun(in, i, to);
        System.arraycopy(in, i, out, end, run - i);
        end += run - i;
        i = run;
      } else {
        end = step(in[i], out, end);
        i++;
      }
    }
    consumed = i;
    return end;
  }

  /**
   * How far the last call of {@link #decode} read.
   *
   * @return index in its {@code in} after the last octet it took; what follows the end is the next
   *     response
   */
  public int consumed() {
    return consumed;
  }

  /**
   * Whether CRLF.CRLF has been read.
   *
   * @return true when the response is complete
   */
  public boolean isEnded() {
    return state == ENDED;
  }

  /**
   * The first index from {@code from} on where the table is needed again: a dot behind CRLF, or the
   * end of the piece. Sets the state there.
   */
  private int endOfRun(byte[] in, int from, int to) {
    for (int feed = LineFeeds.next(in, from, to); feed < to; ) {
      int next = feed + 1;
      if (feed > from && in[feed - 1] == '\r' && (next == to || in[next] == '.')) {
        state = LINE_START;
        return next;
      }
      feed = LineFeeds.next(in, next, to);
    }
    state = in[to - 1] == '\r' ? AFTER_CR : INSIDE;
    return to;
  }

  /** Takes one octet through the table, in any state but INSIDE and ENDED. */
  private int step(byte octet, byte[] out, int at) {
    int end = at;
    switch (state) {
      case LINE_START -> {
        state = octet == '.' ? DOT : octet == '\r' ? AFTER_CR : INSIDE;
        if (octet == '.') {
          return end;
        }
      }
      case AFTER_CR -> state = octet == '\n' ? LINE_START : octet == '\r' ? AFTER_CR : INSIDE;
      case DOT -> {
        state = octet == '\r' ? DOT_CR : INSIDE;
        if (octet == '\r') {
          return end;
        }
      }
      default -> {
        if (octet == '\n') {
          state = ENDED;
          return end;
        }
        out[end++] = '\r';
        state = octet == '\r' ? AFTER_CR : INSIDE;
      }
    }
    out[end++] = octet;
    return end;
  }
}
