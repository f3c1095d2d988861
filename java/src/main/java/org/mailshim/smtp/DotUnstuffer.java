package org.mailshim.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes mail data off the wire: finds its end and removes the doubled dots (RFC 5321 §4.5.2,
 * §4.1.1.4).
 *
 * <p>End of data is CRLF.CRLF and nothing else (the first CRLF may be the one of the DATA command).
 * A CR without LF, an LF without CR and a NUL are refused wherever they are, so there is no second
 * way to read the stream, which is what SMTP smuggling lives on (CVE-2023-51764 to 51766). The
 * machine:
 *
 * <pre>
 * state        meaning                      CR              LF                   dot             NUL      other
 * LINE_START   a line may begin here        give, → CR_SEEN refuse               drop, → DOT     refuse   give, → INSIDE
 * INSIDE       within a line                give, → CR_SEEN refuse               give, → INSIDE  refuse   give, → INSIDE
 * CR_SEEN      CR                           refuse          give, → LINE_START   refuse          refuse   refuse
 * DOT          dot at the start of a line   drop, → DOT_CR  refuse               give, → INSIDE  refuse   give, → INSIDE
 * DOT_CR       dot and CR                   refuse          drop, → ENDED        refuse          refuse   refuse
 * ENDED        CRLF.CRLF has been read      no octet is looked at any more
 * </pre>
 *
 * <p>In state DOT an octet is given alone: a line that begins with a dot loses it, whatever
 * follows. After a refusal the machine is of no more use: the conversation is out of step, and the
 * server answers and hangs up; what was given before is to be thrown away.
 *
 * <p>The mail data is what came without some octets, so it is made where the piece stands: nothing
 * moves until a dot is dropped, and most messages have no such line. Between the octets that the
 * table must see, {@link #decode} looks at eight at a time: it is what a server does most.
 *
 * <p>One message per instance; one thread at a time.
 */
public final class DotUnstuffer implements MailDataDecoder {
  private static final int LINE_START = 0;
  private static final int INSIDE = 1;
  private static final int CR_SEEN = 2;
  private static final int DOT = 3;
  private static final int DOT_CR = 4;
  private static final int ENDED = 5;

  private static final int CR = 0;
  private static final int LF = 1;
  private static final int DOT_OCTET = 2;
  private static final int NUL = 3;
  private static final int OTHER = 4;

  private static final int REFUSE = -1;

  /** The next state, by state and class of the octet. */
  private static final int[][] NEXT = {
    {CR_SEEN, REFUSE, DOT, REFUSE, INSIDE},
    {CR_SEEN, REFUSE, INSIDE, REFUSE, INSIDE},
    {REFUSE, LINE_START, REFUSE, REFUSE, REFUSE},
    {DOT_CR, REFUSE, INSIDE, REFUSE, INSIDE},
    {REFUSE, ENDED, REFUSE, REFUSE, REFUSE},
  };

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Each octet 1. */
  private static final long ONES = 0x0101_0101_0101_0101L;

  /** Each octet 0x80. */
  private static final long HIGH_BITS = ONES << 7;

  private int state = LINE_START;
  private int consumed;
  private long position;

  /** Makes a machine at the start of the mail data, right after the reply 354. */
  public DotUnstuffer() {}

  @Override
  public int decode(byte[] buffer, int from, int to) {
    int end = from;
    int i = from;
    while (i < to && state != ENDED) {
      int run = i;
      if (state == LINE_START || state == INSIDE) {
        i = endOfRun(buffer, i, to);
      }
      // What came without a dropped octet before it is where it belongs already.
      if (end < run) {
        System.arraycopy(buffer, run, buffer, end, i - run);
      }
      end += i - run;
      if (i < to) {
        byte octet = buffer[i];
        if (step(octet, position + i - from)) {
          buffer[end++] = octet;
        }
        i++;
      }
    }
    consumed = i;
    position += i - from;
    return end;
  }

  @Override
  public int consumed() {
    return consumed;
  }

  @Override
  public boolean isEnded() {
    return state == ENDED;
  }

  /** Takes one octet through the table; whether it is mail data. */
  private boolean step(byte octet, long octetPosition) {
    int kind = classOf(octet);
    int next = NEXT[state][kind];
    if (next == REFUSE) {
      throw refusal(kind, octetPosition);
    }
    state = next;
    return next < DOT;
  }

  private SmtpSyntaxException refusal(int kind, long octetPosition) {
    if (state == CR_SEEN || state == DOT_CR) {
      return new SmtpSyntaxException("CR without LF", octetPosition - 1);
    }
    return new SmtpSyntaxException(kind == NUL ? "NUL" : "LF without CR", octetPosition);
  }

  /**
   * Goes over whole lines and what begins the next, and leaves the state that the table would have:
   * up to a dot that begins a line, an octet that is refused, a CR with nothing after it, or the
   * piece's end.
   */
  private int endOfRun(byte[] buffer, int from, int to) {
    int i = from;
    boolean lineStart = state == LINE_START;
    while (true) {
      if (i < to && lineStart && buffer[i] == '.') {
        break;
      }
      int special = indexOfSpecial(buffer, i, to);
      lineStart &= special == i;
      i = special;
      if (i + 1 >= to || buffer[i] != '\r' || buffer[i + 1] != '\n') {
        break;
      }
      i += 2;
      lineStart = true;
    }
    state = lineStart ? LINE_START : INSIDE;
    return i;
  }

  /**
   * The first CR, LF or NUL.
   *
   * <p>Octets below 14 are found eight at a time: subtracting 14 from each sets the high bit of
   * those that are less and had none. A borrow can falsify only octets above a true one, and the
   * lowest is the first.
   */
  static int indexOfSpecial(byte[] buffer, int from, int to) {
    int i = from;
    while (i <= to - Long.BYTES) {
      long word = (long) WORD.get(buffer, i);
      long low = (word - ONES * 14) & ~word & HIGH_BITS;
      if (low == 0) {
        i += Long.BYTES;
        continue;
      }
      i += Long.numberOfTrailingZeros(low) >>> 3;
      if (isSpecial(buffer[i])) {
        return i;
      }
      i++;
    }
    while (i < to && !isSpecial(buffer[i])) {
      i++;
    }
    return i;
  }

  private static boolean isSpecial(byte octet) {
    return octet == '\r' || octet == '\n' || octet == 0;
  }

  /** The column of an octet in the tables of both machines. */
  static int classOf(byte octet) {
    return switch (octet) {
      case '\r' -> CR;
      case '\n' -> LF;
      case '.' -> DOT_OCTET;
      case 0 -> NUL;
      default -> OTHER;
    };
  }
}
