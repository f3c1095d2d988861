package org.mailshim.smtp;

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
 * LINE_START   a line may begin here        → CR_SEEN       refuse               → DOT           refuse   give, → INSIDE
 * INSIDE       within a line                → CR_SEEN       refuse               give, → INSIDE  refuse   give, → INSIDE
 * CR_SEEN      CR, not yet given            refuse          give CRLF, → START   refuse          refuse   refuse
 * DOT          dot at the start, not given  → DOT_CR        refuse               give, → INSIDE  refuse   give, → INSIDE
 * DOT_CR       dot and CR, not given        refuse          → ENDED              refuse          refuse   refuse
 * ENDED        CRLF.CRLF has been read      no octet is looked at any more
 * </pre>
 *
 * <p>In state DOT an octet is given alone: a line that begins with a dot loses it, whatever
 * follows. After a refusal the machine is of no more use: the conversation is out of step, and the
 * server answers and hangs up.
 *
 * <p>One message per instance; one thread at a time.
 */
public final class DotUnstuffer {
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

  /**
   * The next state, by state and class of the octet. Dots and others INSIDE are copied as a run
   * first.
   */
  private static final int[][] NEXT = {
    {CR_SEEN, REFUSE, DOT, REFUSE, INSIDE},
    {CR_SEEN, REFUSE, INSIDE, REFUSE, INSIDE},
    {REFUSE, LINE_START, REFUSE, REFUSE, REFUSE},
    {DOT_CR, REFUSE, INSIDE, REFUSE, INSIDE},
    {REFUSE, ENDED, REFUSE, REFUSE, REFUSE},
  };

  private int state = LINE_START;
  private int consumed;
  private long position;

  /** Makes a machine at the start of the mail data, right after the reply 354. */
  public DotUnstuffer() {}

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
   * Decodes the next piece of the stream, cut anywhere, as far as the mail data goes.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   * @param out takes the mail data, with CRLF line ends; another array than {@code in}
   * @param at index in {@code out} to write at; {@link #limit} octets must fit there
   * @return index in {@code out} after the last octet written; {@link #consumed} tells how far
   *     {@code in} was read
   * @throws SmtpSyntaxException of kind {@link SmtpSyntaxException.Kind#MAIL_DATA} at a bare CR, a
   *     bare LF or a NUL
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
      }
      if (i < to) {
        end = step(in[i], position + i - from, out, end);
        i++;
      }
    }
    consumed = i;
    position += i - from;
    return end;
  }

  /**
   * How far the last call of {@link #decode} read.
   *
   * @return index in its {@code in} after the last octet it took; what follows the end of the data
   *     is the next command
   */
  public int consumed() {
    return consumed;
  }

  /**
   * Whether CRLF.CRLF has been read.
   *
   * @return true when the mail data is complete
   */
  public boolean isEnded() {
    return state == ENDED;
  }

  /** Takes one octet through the table and gives what its row says. */
  private int step(byte octet, long octetPosition, byte[] out, int at) {
    int kind = classOf(octet);
    int next = NEXT[state][kind];
    if (next == REFUSE) {
      throw refusal(kind, octetPosition);
    }
    int end = at;
    if (next == LINE_START) {
      out[end++] = '\r';
      out[end++] = '\n';
    } else if (next == INSIDE) {
      out[end++] = octet;
    }
    state = next;
    return end;
  }

  private SmtpSyntaxException refusal(int kind, long octetPosition) {
    if (state == CR_SEEN || state == DOT_CR) {
      return new SmtpSyntaxException("CR without LF", octetPosition - 1);
    }
    return new SmtpSyntaxException(kind == NUL ? "NUL" : "LF without CR", octetPosition);
  }

  /**
   * The first octet within a line that the table must see; what is above CR in value is always
   * text.
   */
  private static int endOfRun(byte[] in, int from, int to) {
    int i = from;
    while (i < to && (in[i] > '\r' || in[i] < 0 || isText(in[i]))) {
      i++;
    }
    return i;
  }

  private static boolean isText(byte octet) {
    return octet != '\r' && octet != '\n' && octet != 0;
  }

  private static int classOf(byte octet) {
    return switch (octet) {
      case '\r' -> CR;
      case '\n' -> LF;
      case '.' -> DOT_OCTET;
      case 0 -> NUL;
      default -> OTHER;
    };
  }
}
