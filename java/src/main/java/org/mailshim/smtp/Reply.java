package org.mailshim.smtp;

import java.util.List;
import java.util.Optional;
import org.mailshim.address.PrintableText;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * A whole SMTP reply: what a server says and a client hears (RFC 5321 §4.2, RFC 2034).
 *
 * <p>A reply's lines are whatever the other side wrote, apart from CR, LF and NUL: controls and
 * invisible characters may be in them. {@link #text} is the form to show; {@link #wire} the form to
 * send. Immutable, for any thread.
 *
 * @param code the reply code, 200 to 599
 * @param enhanced the enhanced status code, of the class of {@code code}; empty when the reply has
 *     none
 * @param lines the text of each line without reply code and enhanced status code; at least one, at
 *     most {@value #LINES_LIMIT}, possibly empty; copied
 */
public record Reply(int code, Optional<EnhancedStatusCode> enhanced, List<String> lines) {
  /**
   * The most lines a reply may have. RFC 5321 has no limit; a server that talks on for ever needs
   * one.
   */
  public static final int LINES_LIMIT = 512;

  /** The longest {@link #text}, about: so many UTF-16 units of the lines are looked at. */
  private static final int TEXT_LIMIT = 1000;

  /**
   * Checks the code and copies the lines.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#REPLY} when the code is out of range, the
   *     enhanced status code is of another class, there are no lines or too many, or one holds CR,
   *     LF or NUL
   */
  public Reply {
    lines = List.copyOf(lines);
    if (code < 200 || code > 599) {
      throw new SmtpSyntaxException(
          Kind.REPLY, "reply code of 200 to 599 expected", Integer.toString(code), 0);
    }
    if (enhanced.isPresent() && enhanced.get().clazz() != code / 100) {
      throw new SmtpSyntaxException(
          Kind.REPLY, "enhanced status code of another class", code + " " + enhanced.get(), 4);
    }
    if (lines.isEmpty() || lines.size() > LINES_LIMIT) {
      throw new SmtpSyntaxException(
          Kind.REPLY, "1 to 512 lines expected", Integer.toString(code), 3);
    }
    for (String line : lines) {
      checkLine(line);
    }
  }

  /**
   * Makes a reply without an enhanced status code.
   *
   * @param code the reply code
   * @param lines the text of each line
   * @return the reply
   * @throws SmtpSyntaxException as the constructor does
   */
  public static Reply of(int code, String... lines) {
    return new Reply(code, Optional.empty(), List.of(lines));
  }

  /**
   * Makes a reply with an enhanced status code.
   *
   * @param code the reply code
   * @param enhanced the enhanced status code
   * @param lines the text of each line
   * @return the reply
   * @throws SmtpSyntaxException as the constructor does
   */
  public static Reply of(int code, EnhancedStatusCode enhanced, String... lines) {
    return new Reply(code, Optional.of(enhanced), List.of(lines));
  }

  /**
   * 2yz: done.
   *
   * @return true for a positive completion reply (RFC 5321 §4.2.1)
   */
  public boolean isPositiveCompletion() {
    return code / 100 == 2;
  }

  /**
   * 3yz: go on.
   *
   * @return true for a positive intermediate reply
   */
  public boolean isIntermediate() {
    return code / 100 == 3;
  }

  /**
   * 4yz: try again later.
   *
   * @return true for a transient negative completion reply
   */
  public boolean isTransient() {
    return code / 100 == 4;
  }

  /**
   * 5yz: do not try again.
   *
   * @return true for a permanent negative completion reply
   */
  public boolean isPermanent() {
    return code / 100 == 5;
  }

  /**
   * The reply for a person or a log.
   *
   * @return one line, {@code 550 5.1.1 No such mailbox}, further lines after {@code "; "}, controls
   *     escaped, cut with {@code …} where it grows long
   */
  public String text() {
    StringBuilder text = new StringBuilder(80).append(code);
    if (enhanced.isPresent()) {
      text.append(' ').append(enhanced.get().text());
    }
    int budget = TEXT_LIMIT;
    String separator = " ";
    for (String line : lines) {
      if (budget <= 0) {
        return text.append(" …").toString();
      }
      if (!line.isEmpty()) {
        text.append(separator).append(PrintableText.of(line, budget));
        separator = "; ";
      }
      // An empty line is charged too, so that the loop ends early on a thousand of them.
      budget -= line.length() + separator.length();
    }
    return text.toString();
  }

  /**
   * The reply as it stands on the wire.
   *
   * @return every line with the reply code, the enhanced status code if there is one (RFC 2034 §4),
   *     and CRLF
   */
  public String wire() {
    String prefix = enhanced.isPresent() ? enhanced.get().text() : "";
    StringBuilder wire = new StringBuilder(80);
    int last = lines.size() - 1;
    for (int i = 0; i <= last; i++) {
      String line = lines.get(i);
      String text = prefix.isEmpty() || line.isEmpty() ? prefix + line : prefix + " " + line;
      wire.append(code);
      if (i < last) {
        wire.append('-');
      } else if (!text.isEmpty()) {
        wire.append(' ');
      }
      wire.append(text).append("\r\n");
    }
    return wire.toString();
  }

  /** The reply, as {@link #text}. */
  @Override
  public String toString() {
    return text();
  }

  private static void checkLine(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new SmtpSyntaxException(Kind.REPLY, "CR, LF or NUL in a reply", line, i);
      }
    }
  }
}
