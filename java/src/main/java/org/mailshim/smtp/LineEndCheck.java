package org.mailshim.smtp;

/**
 * Looks for a CR without LF, an LF without CR and a NUL in mail data that comes counted (BDAT, RFC
 * 3030), where no end has to be found. Text that has them would be another text after its next hop
 * with DATA.
 *
 * <p>One message per instance; one thread at a time.
 */
public final class LineEndCheck {
  private boolean afterCr;
  private long position;

  /** Makes a check at the start of the mail data. */
  public LineEndCheck() {}

  /**
   * Looks at the next piece, cut anywhere.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   * @throws SmtpSyntaxException of kind {@link SmtpSyntaxException.Kind#MAIL_DATA} at a bare CR, a
   *     bare LF or a NUL
   */
  public void look(byte[] in, int from, int to) {
    int i = from;
    while (i < to) {
      if (afterCr != (in[i] == '\n')) {
        throw refusal(position + i - from);
      }
      afterCr = false;
      int start = i;
      i = in[i] == '\n' ? i + 1 : DotUnstuffer.indexOfSpecial(in, i, to);
      if (in[start] == '\n') {
        continue;
      }
      if (i < to && in[i] == '\r') {
        afterCr = true;
        i++;
      } else if (i < to && in[i] == 0) {
        throw new SmtpSyntaxException("NUL", position + i - from);
      }
    }
    position += to - from;
  }

  /**
   * Says that the mail data has ended.
   *
   * @throws SmtpSyntaxException as {@link #look} does, when the last octet was a CR
   */
  public void finish() {
    if (afterCr) {
      throw refusal(position);
    }
  }

  private SmtpSyntaxException refusal(long at) {
    return afterCr
        ? new SmtpSyntaxException("CR without LF", at - 1)
        : new SmtpSyntaxException("LF without CR", at);
  }
}
