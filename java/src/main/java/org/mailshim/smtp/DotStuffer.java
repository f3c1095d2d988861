package org.mailshim.smtp;

import java.nio.ByteBuffer;

/**
 * Makes mail data transparent on its way out: doubles each dot that begins a line and ends the data
 * (RFC 5321 §4.5.2).
 *
 * <p>The machine remembers what the last octet was, since that decides whether a dot begins a line:
 *
 * <pre>
 * state        after                    CR           LF           dot                 other
 * LINE_START   nothing yet, or CRLF     → AFTER_CR   → AFTER_LF   doubled, → INSIDE   → INSIDE
 * INSIDE       any other octet          → AFTER_CR   → AFTER_LF   → INSIDE            → INSIDE
 * AFTER_CR     CR                       → AFTER_CR   → LINE_START doubled, → INSIDE   → INSIDE
 * AFTER_LF     LF without CR            → AFTER_CR   → AFTER_LF   doubled, → INSIDE   → INSIDE
 * </pre>
 *
 * <p>Every octet goes out as it came; a doubled dot goes out twice. The data is meant to have CRLF
 * line ends ({@code org.mailshim.message.LineEndNormalizer} sees to that), and then AFTER_LF never
 * occurs and AFTER_CR lasts for one octet. The table is total all the same: a dot after a bare CR
 * or a bare LF is doubled too, so that no receiver, however it takes line ends, can find the end of
 * the data before {@link #finish} wrote it (SMTP smuggling, CVE-2023-51764 to 51766).
 *
 * <p>Only a dot ever needs anything done, so {@link #encode} looks for dots and copies what is
 * between them in one piece: base64, which is most of a large message, has none.
 *
 * <p>One message per instance; one thread at a time.
 */
public final class DotStuffer {
  private static final int LINE_START = 0;
  private static final int INSIDE = 1;
  private static final int AFTER_CR = 2;
  private static final int AFTER_LF = 3;

  private static final int CR = 0;
  private static final int LF = 1;
  private static final int OTHER = 2;

  /**
   * The state after an octet that is no dot, by state and class of the octet; after a dot it is
   * always INSIDE.
   */
  private static final int[][] NEXT = {
    {AFTER_CR, AFTER_LF, INSIDE},
    {AFTER_CR, AFTER_LF, INSIDE},
    {AFTER_CR, LINE_START, INSIDE},
    {AFTER_CR, AFTER_LF, INSIDE},
  };

  /** How many octets {@link #finish} writes at most. */
  public static final int FINISH_LIMIT = 5;

  private int state = LINE_START;

  /** Makes a machine at the start of the mail data. */
  public DotStuffer() {}

  /**
   * The most octets that {@link #encode} makes of a piece of data.
   *
   * @param length the length of the piece in octets
   * @return the length with every other octet a doubled dot
   */
  public static int limit(int length) {
    return Math.addExact(length, length / 2 + 1);
  }

  /**
   * Encodes the next piece of the mail data, cut anywhere.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   * @param out takes the transparent octets; another array than {@code in}
   * @param at index in {@code out} to write at; {@link #limit} octets must fit there
   * @return index in {@code out} after the last octet written
   * @throws IndexOutOfBoundsException when {@code out} is too small; the machine is then of no more
   *     use
   */
  public int encode(byte[] in, int from, int to, byte[] out, int at) {
    int end = at;
    int run = from;
    ByteBuffer words = OctetSearch.words(in);
    for (int dot = next(words, from, to); dot < to; dot = next(words, dot + 1, to)) {
      if (dot > from ? isLineEnd(in[dot - 1]) : state != INSIDE) {
        // The run with its dot; the next run begins with the same dot once more.
        int length = dot + 1 - run;
        System.arraycopy(in, run, out, end, length);
        end += length;
        run = dot;
      }
    }
    System.arraycopy(in, run, out, end, to - run);
    state = stateAfter(in, from, to);
    return end + to - run;
  }

  /**
   * Ends the mail data: completes the last line if it is open, and writes the line with the single
   * dot.
   *
   * @param out takes the octets
   * @param at index in {@code out} to write at; {@link #FINISH_LIMIT} octets must fit there
   * @return index in {@code out} after the last octet written
   */
  public int finish(byte[] out, int at) {
    int end = at;
    if (state != LINE_START) {
      if (state != AFTER_CR) {
        out[end++] = '\r';
      }
      out[end++] = '\n';
    }
    out[end++] = '.';
    out[end++] = '\r';
    out[end++] = '\n';
    return end;
  }

  private static int next(ByteBuffer words, int from, int to) {
    return OctetSearch.next(words, from, to, (byte) '.');
  }

  private static boolean isLineEnd(byte octet) {
    return octet == '\n' || octet == '\r';
  }

  /** The state after the whole piece, which its last two octets decide. */
  private int stateAfter(byte[] in, int from, int to) {
    int after = to - from > 2 ? INSIDE : state;
    for (int i = Math.max(from, to - 2); i < to; i++) {
      after = NEXT[after][classOf(in[i])];
    }
    return after;
  }

  private static int classOf(byte octet) {
    return octet == '\r' ? CR : octet == '\n' ? LF : OTHER;
  }
}
