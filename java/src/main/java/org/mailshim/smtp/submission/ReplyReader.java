package org.mailshim.smtp.submission;

/**
 * Reads replies (RFC 5321 §4.2) into statuses: leniently, but not whatever their lines do not agree
 * on.
 *
 * <p>A line is digits, a space or a hyphen, and text. Where enhanced status codes are offered, the
 * first line of a reply of class 2, 4 or 5 should begin its text with one (RFC 2034 §4); all
 * further lines have the same then.
 */
final class ReplyReader {
  private final Wire wire;
  private final SubmissionListener listener;
  private boolean enhanced;

  // The line that is being read.
  private String line = "";
  private int at;

  // The enhanced status code of the first line.
  private final int[] codes = new int[3];
  private final int[] further = new int[3];

  ReplyReader(Wire wire, SubmissionListener listener) {
    this.wire = wire;
    this.listener = listener;
  }

  /** Whether enhanced status codes are to be expected. */
  void enhanced(boolean offered) {
    enhanced = offered;
  }

  /**
   * Reads one reply.
   *
   * @throws Ending with {@link Ending.How#QUIT} and a fault for what is none
   */
  void read(ReplyStatus status) {
    read(status, Wire.LONGEST_REPLY);
  }

  /** As {@link #read(ReplyStatus)}, of a reply with lines of so many octets in all. */
  void read(ReplyStatus status, int longest) {
    awaitReply(status);
    next(Wire.LONGEST_REPLY);
    int length = line.length();
    int code = number();
    status.set(code, 0, 0, 0, null);
    boolean more = separator();
    boolean coded = firstCodes(code, status);
    StringBuilder text = new StringBuilder(line.length() - at);
    text.append(line, at, line.length());
    while (more) {
      if (length >= longest) {
        throw fault(Fault.UNTERMINATED);
      }
      next(Math.min(Wire.LONGEST_REPLY, longest - length));
      length += line.length();
      more = continuation(code, coded);
      text.append(line, at, line.length());
    }
    status.set(code, codes[0], codes[1], codes[2], text.toString());
  }

  /** What was there goes when something comes, be it the end; not when nothing does. */
  private void awaitReply(ReplyStatus status) {
    try {
      wire.await();
    } catch (Ending e) {
      if (!wire.timedOut()) {
        status.reset();
      }
      throw e;
    }
    status.reset();
  }

  private void next(int most) {
    line = wire.line(most);
    at = 0;
    if (line.charAt(line.length() - 1) != '\n') {
      throw fault(Fault.UNTERMINATED);
    }
  }

  private static Ending fault(int number) {
    return Ending.of(Ending.How.QUIT, number);
  }

  /** Looks at a further line; whether there is another. */
  private boolean continuation(int code, boolean coded) {
    if (number() != code) {
      throw fault(Fault.MISMATCH);
    }
    boolean more = separator();
    if (coded) {
      if (!codes(further)) {
        throw fault(Fault.SYNTAX);
      }
      if (further[0] != codes[0] || further[1] != codes[1] || further[2] != codes[2]) {
        throw fault(Fault.MISMATCH);
      }
    }
    return more;
  }

  private boolean firstCodes(int code, ReplyStatus status) {
    codes[0] = 0;
    codes[1] = 0;
    codes[2] = 0;
    int kind = code / 100;
    if (!enhanced || (kind != 2 && kind != 4 && kind != 5)) {
      return false;
    }
    if (codes(codes)) {
      return true;
    }
    if (listener.missesEnhancedCode()) {
      throw fault(Fault.SYNTAX);
    }
    return false;
  }

  /** Reads the hyphen or space behind the code, and what spaces follow it. */
  private boolean separator() {
    char c = line.charAt(Math.min(at, line.length() - 1));
    if (c != ' ' && c != '-') {
      throw fault(Fault.SYNTAX);
    }
    at++;
    skipBlanks();
    return c == '-';
  }

  /** Skips what is blank, the line's end among it. */
  private void skipBlanks() {
    while (at < line.length() && line.charAt(at) <= ' ') {
      at++;
    }
  }

  /** A number, perhaps behind blanks; 0 where there is none, and nothing is read then. */
  private int number() {
    skipBlanks();
    int number = 0;
    while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
      number = Math.min(10 * Math.min(number, 100_000_000) + line.charAt(at) - '0', 999_999_999);
      at++;
    }
    return number;
  }

  /** Reads an enhanced status code and what is blank behind it; otherwise stays where it was. */
  private boolean codes(int[] into) {
    int begin = at;
    for (int i = 0; i < into.length; i++) {
      int digits = at;
      into[i] = number();
      boolean ended = i == into.length - 1;
      if (at == digits || (!ended && line.charAt(Math.min(at, line.length() - 1)) != '.')) {
        at = begin;
        return false;
      }
      at += ended ? 0 : 1;
    }
    skipBlanks();
    return true;
  }
}
