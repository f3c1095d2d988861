package org.mailshim.smtp;

/**
 * {@link DotUnstuffer} for servers that take mail data whose lines end in LF or CR alone (RFC 5321
 * §2.3.8 forbids to send it).
 *
 * <p>The end of the data is CRLF.CRLF all the same, and only that: a line that another line end
 * than CRLF begins cannot end it, which is what SMTP smuggling lives on (CVE-2023-51764 to 51766).
 * Lone line ends are given as they are, for {@code LineEndNormalizer} to make CRLF of. The machine:
 *
 * <pre>
 * state        meaning                      CR              LF                   dot             NUL      other
 * LINE_START   after CRLF, or the first     give, → CR_SEEN give, → SOFT_START   drop, → DOT     refuse   give, → INSIDE
 * SOFT_START   after an LF without CR       give, → CR_SEEN give, → SOFT_START   drop, → INSIDE  refuse   give, → INSIDE
 * INSIDE       within a line                give, → CR_SEEN give, → SOFT_START   give, → INSIDE  refuse   give, → INSIDE
 * CR_SEEN      CR                           give, → CR_SEEN give, → LINE_START   drop, → INSIDE  refuse   give, → INSIDE
 * DOT          dot at the start of a line   drop, → DOT_CR  give, → SOFT_START   give, → INSIDE  refuse   give, → INSIDE
 * DOT_CR       dot and CR                   refuse          drop, → ENDED        refuse          refuse   refuse
 * ENDED        CRLF.CRLF has been read      no octet is looked at any more
 * </pre>
 *
 * <p>After a refusal the machine is of no more use. One message per instance; one thread at a time.
 */
public final class LenientDotUnstuffer implements MailDataDecoder {
  private static final int LINE_START = 0;
  private static final int SOFT_START = 1;
  private static final int INSIDE = 2;
  private static final int CR_SEEN = 3;
  private static final int DOT = 4;
  private static final int DOT_CR = 5;
  private static final int ENDED = 6;

  private static final int REFUSE = -1;

  /** The next state, by state and class of the octet: CR, LF, dot, NUL, other. */
  private static final int[][] NEXT = {
    {CR_SEEN, SOFT_START, DOT, REFUSE, INSIDE},
    {CR_SEEN, SOFT_START, INSIDE, REFUSE, INSIDE},
    {CR_SEEN, SOFT_START, INSIDE, REFUSE, INSIDE},
    {CR_SEEN, LINE_START, INSIDE, REFUSE, INSIDE},
    {DOT_CR, SOFT_START, INSIDE, REFUSE, INSIDE},
    {REFUSE, ENDED, REFUSE, REFUSE, REFUSE},
  };

  private int state = LINE_START;
  private int consumed;
  private long position;

  /** Makes a machine at the start of the mail data, right after the reply 354. */
  public LenientDotUnstuffer() {}

  @Override
  public int decode(byte[] buffer, int from, int to) {
    int end = from;
    int i = from;
    while (i < to && state != ENDED) {
      byte octet = buffer[i];
      int next = NEXT[state][DotUnstuffer.classOf(octet)];
      if (next == REFUSE) {
        throw new SmtpSyntaxException(octet == 0 ? "NUL" : "CR without LF", position + i - from);
      }
      boolean soft = state == SOFT_START || state == CR_SEEN;
      boolean dropped = next >= DOT || (soft && octet == '.');
      if (!dropped) {
        buffer[end++] = octet;
      }
      state = next;
      i++;
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
}
