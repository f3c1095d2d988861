package org.mailshim.pop3;

/**
 * Finds the end of what TOP shows: the header, the empty line after it, and so many lines of the
 * body (RFC 1939 §7).
 *
 * <p>Lines end with LF or CRLF. In the header every line end is looked at, and an empty line (LF or
 * CRLF right at a line's start) ends it; in the body line ends are counted down. A message without
 * an empty line is all header.
 *
 * <p>One message per instance; one thread at a time.
 */
public final class TopCut {
  private int bodyLines;
  private boolean inBody;
  private boolean complete;

  /**
   * How many octets the line that is under way has, its CR included; what matters is 0, 1, more.
   */
  private int lineOctets;

  /** Whether the line that is under way begins with CR. */
  private boolean beginsWithCr;

  /**
   * Makes a machine at the start of a message.
   *
   * @param bodyLines how many lines of the body to show, 0 or more
   */
  public TopCut(int bodyLines) {
    if (bodyLines < 0) {
      throw new IllegalArgumentException("bodyLines: " + bodyLines);
    }
    this.bodyLines = bodyLines;
  }

  /**
   * Looks at the next piece of the message, cut anywhere.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   * @return index after the last octet to show; less than {@code to} only when {@link #isComplete}
   */
  public int end(byte[] in, int from, int to) {
    int at = from;
    while (at < to && !complete) {
      int feed = LineFeeds.next(in, at, to);
      if (lineOctets == 0) {
        beginsWithCr = in[at] == '\r';
      }
      lineOctets = Math.min(2, lineOctets + Math.min(2, feed - at));
      at = feed;
      if (feed < to) {
        lineEnded();
        at++;
      }
    }
    return at;
  }

  private void lineEnded() {
    if (inBody) {
      bodyLines--;
    } else {
      inBody = lineOctets == 0 || (lineOctets == 1 && beginsWithCr);
    }
    complete = inBody && bodyLines == 0;
    lineOctets = 0;
  }

  /**
   * Whether all that TOP shows has been seen.
   *
   * @return true when the rest of the message need not be read
   */
  public boolean isComplete() {
    return complete;
  }
}
