package org.mailshim.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Ascii;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * Puts replies together from the lines of a server (RFC 5321 §4.2.1).
 *
 * <p>Each line begins with three digits, 200 to 599. A hyphen after them says that more lines
 * follow, a space or the line's end says that this is the last. All lines of a reply have the same
 * code. An enhanced status code of the same class at a line's start (RFC 2034) is taken off; the
 * first one found is the reply's, and where a later line has another one that stays in its text.
 *
 * <p>A server cannot make this grow for ever: a reply has at most {@link Reply#LINES_LIMIT} lines
 * and {@value #OCTETS_LIMIT} characters, CRLFs counted. After an exception the conversation is out
 * of step and the assembler is of no more use. One conversation, one thread at a time.
 */
public final class ReplyAssembler {
  /**
   * The most a reply may hold, in characters as decoded, with two for each CRLF; never more than
   * the octets read.
   */
  public static final int OCTETS_LIMIT = 64 * 1024;

  private static final int CODE_LENGTH = 3;

  private final List<String> lines = new ArrayList<>();
  private int code;
  private int octets;
  private Optional<EnhancedStatusCode> enhanced = Optional.empty();

  /** Makes an assembler that waits for the first line of a reply. */
  public ReplyAssembler() {}

  /**
   * Takes the next line.
   *
   * @param line a line of the server, without CRLF
   * @return the reply that the line completes; empty when more lines follow
   * @throws SmtpSyntaxException of kind {@link Kind#REPLY} when the line is none of a reply, has
   *     another code than the lines before it, holds CR, LF or NUL, or when the reply grows beyond
   *     its limits
   */
  public Optional<Reply> line(String line) {
    int lineCode = code(line);
    if (!lines.isEmpty() && lineCode != code) {
      throw new SmtpSyntaxException(
          Kind.REPLY, "reply code " + code + " expected, as on the line before", line, 0);
    }
    octets += line.length() + 2;
    if (octets > OCTETS_LIMIT) {
      throw new SmtpSyntaxException(Kind.REPLY, "reply longer than 64 KiB", line, 0);
    }
    if (lines.size() == Reply.LINES_LIMIT) {
      throw new SmtpSyntaxException(Kind.REPLY, "reply of more than 512 lines", line, 0);
    }
    code = lineCode;
    lines.add(
        withoutEnhancedCode(line.length() <= CODE_LENGTH ? "" : line.substring(CODE_LENGTH + 1)));
    return isLast(line) ? Optional.of(complete()) : Optional.empty();
  }

  /**
   * Whether a reply has begun and is not complete.
   *
   * @return true between the first and the last line of a reply of several lines
   */
  public boolean isInsideReply() {
    return !lines.isEmpty();
  }

  private Reply complete() {
    Reply reply = new Reply(code, enhanced, lines);
    lines.clear();
    octets = 0;
    enhanced = Optional.empty();
    return reply;
  }

  private static int code(String line) {
    for (int i = 0; i < CODE_LENGTH; i++) {
      if (i >= line.length() || !Ascii.isDigit(line.charAt(i))) {
        throw new SmtpSyntaxException(Kind.REPLY, "reply code of three digits expected", line, i);
      }
    }
    int code = (line.charAt(0) - '0') * 100 + (line.charAt(1) - '0') * 10 + line.charAt(2) - '0';
    if (code < 200 || code > 599) {
      throw new SmtpSyntaxException(Kind.REPLY, "reply code of 200 to 599 expected", line, 0);
    }
    if (line.length() > CODE_LENGTH
        && line.charAt(CODE_LENGTH) != ' '
        && line.charAt(CODE_LENGTH) != '-') {
      throw new SmtpSyntaxException(
          Kind.REPLY, "space or hyphen expected after the reply code", line, CODE_LENGTH);
    }
    return code;
  }

  private static boolean isLast(String line) {
    return line.length() == CODE_LENGTH || line.charAt(CODE_LENGTH) == ' ';
  }

  private String withoutEnhancedCode(String text) {
    Optional<EnhancedStatusCode> found = EnhancedStatusCode.atStartOf(text);
    if (found.isEmpty() || found.get().clazz() != code / 100) {
      return text;
    }
    if (enhanced.isEmpty()) {
      enhanced = found;
    } else if (!found.get().text().equals(enhanced.get().text())) {
      return text;
    }
    int end = found.get().text().length();
    return end == text.length() ? "" : text.substring(end + 1);
  }
}
