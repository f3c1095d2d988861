package org.mailshim.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Gives every line of a message the line end that SMTP has, CRLF (RFC 5321 §2.3.8).
 *
 * <p>Callers write LF, CR or CRLF, and each is one line end. The machine:
 *
 * <pre>
 * state      after             CR                    LF                    other
 * TEXT       anything else     CRLF, → AFTER_CR      CRLF, → TEXT          as it is, → TEXT
 * AFTER_CR   CR                CRLF, → AFTER_CR      nothing, → TEXT       as it is, → TEXT
 * </pre>
 *
 * <p>The CRLF for a CR goes out at once, so nothing is ever held back. All that is left to do at
 * the end is {@link #finish}: a last line without a line end gets one, since in SMTP no line is
 * without (RFC 5321 §4.1.1.4) and what is kept is to be as long as what is sent. NUL and 8-bit
 * octets pass. Known limit: CR CR LF, which some broken programs write, is two line ends.
 *
 * <p>Lines that have their CRLF already are copied in one piece together with their neighbours, and
 * are looked at eight octets at a time. One message per instance; one thread at a time.
 */
public final class LineEndNormalizer {
  /** How many octets {@link #finish} writes at most. */
  public static final int FINISH_LIMIT = 2;

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /** In each octet the first one above CR. */
  private static final long ABOVE_CR = 0x0E0E_0E0E_0E0E_0E0EL;

  private boolean afterCr;
  private boolean insideLine;
  private boolean eightBit;

  /** Makes a machine at the start of a message. */
  public LineEndNormalizer() {}

  /**
   * The most octets that {@link #normalize} makes of a piece.
   *
   * @param length the length of the piece in octets
   * @return twice that: all of them could be line ends
   */
  public static int limit(int length) {
    return Math.multiplyExact(length, 2);
  }

  /**
   * Normalises the next piece of the message, cut anywhere.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   * @param out takes the normalised octets; another array than {@code in}
   * @param at index in {@code out} to write at; {@link #limit} octets must fit there
   * @return index in {@code out} after the last octet written
   * @throws IndexOutOfBoundsException when {@code out} is too small; the machine is then of no more
   *     use
   */
  public int normalize(byte[] in, int from, int to, byte[] out, int at) {
    if (from == to) {
      return at;
    }
    int end = at;
    // The LF that completes a CR of the piece before has gone out with it.
    int run = afterCr && in[from] == '\n' ? from + 1 : from;
    ByteBuffer words = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN);
    int i = indexOfLineEnd(words, run, to);
    while (i < to) {
      if (in[i] == '\r' && i + 1 < to && in[i + 1] == '\n') {
        i += 2;
      } else {
        System.arraycopy(in, run, out, end, i - run);
        end += i - run;
        out[end++] = '\r';
        out[end++] = '\n';
        i++;
        run = i;
      }
      i = indexOfLineEnd(words, i, to);
    }
    System.arraycopy(in, run, out, end, to - run);
    byte last = in[to - 1];
    afterCr = last == '\r';
    insideLine = last != '\r' && last != '\n';
    return end + to - run;
  }

  /**
   * Ends the message: completes its last line if that is open.
   *
   * @param out takes the octets
   * @param at index in {@code out} to write at; {@link #FINISH_LIMIT} octets must fit there
   * @return index in {@code out} after the last octet written
   */
  public int finish(byte[] out, int at) {
    if (!insideLine) {
      return at;
    }
    insideLine = false;
    out[at] = '\r';
    out[at + 1] = '\n';
    return at + FINISH_LIMIT;
  }

  /**
   * Whether an octet above 127 has passed, so that the message is not for a 7-bit path (RFC 6152).
   *
   * @return true when one of the pieces so far had one
   */
  public boolean isEightBit() {
    return eightBit;
  }

  private int indexOfLineEnd(ByteBuffer in, int from, int to) {
    int i = indexOfControl(in, from, to);
    while (i < to && in.get(i) != '\n' && in.get(i) != '\r') {
      i = indexOfControl(in, i + 1, to);
    }
    return i;
  }

  /** The next octet up to CR in value, which are few; notes what is above 127 on the way. */
  private int indexOfControl(ByteBuffer in, int from, int to) {
    long seen = 0;
    int i = from;
    while (i + Long.BYTES <= to) {
      long word = in.getLong(i);
      seen |= word;
      // An octet's high bit is left where the subtraction borrowed and the octet had none. A borrow
      // may reach the next octets, but the lowest one marked is right, and that is the first.
      long marks = (word - ABOVE_CR) & ~word & HIGH_BITS;
      if (marks != 0) {
        eightBit |= (seen & HIGH_BITS) != 0;
        return i + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
      }
      i += Long.BYTES;
    }
    while (i < to && (in.get(i) < 0 || in.get(i) > '\r')) {
      seen |= in.get(i); // as a long, an octet above 127 has all high bits
      i++;
    }
    eightBit |= (seen & HIGH_BITS) != 0;
    return i;
  }
}
