package org.mailshim.smtp;

import java.util.Optional;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * An enhanced status code, such as {@code 5.1.1} (RFC 3463 §2, RFC 2034 §3).
 *
 * @param clazz the class: 2 success, 4 persistent transient failure, 5 permanent failure
 * @param subject what it is about, 0 to 999
 * @param detail which of its problems it is, 0 to 999
 */
public record EnhancedStatusCode(int clazz, int subject, int detail) {
  private static final int COMPONENT_LIMIT = 999;

  /**
   * Checks the ranges.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#REPLY} when one of the numbers is out of its
   *     range
   */
  public EnhancedStatusCode {
    boolean known = clazz == 2 || clazz == 4 || clazz == 5;
    if (!known || !isComponent(subject) || !isComponent(detail)) {
      String text = clazz + "." + subject + "." + detail;
      throw new SmtpSyntaxException(Kind.REPLY, "no enhanced status code", text, 0);
    }
  }

  /**
   * Reads an enhanced status code.
   *
   * @param text three numbers with dots between, without leading zeros
   * @return the code
   * @throws SmtpSyntaxException of kind {@link Kind#REPLY} when the text is none
   */
  public static EnhancedStatusCode parse(String text) {
    Optional<EnhancedStatusCode> code = atStartOf(text);
    if (code.isEmpty() || code.get().text().length() != text.length()) {
      throw new SmtpSyntaxException(Kind.REPLY, "no enhanced status code", text, 0);
    }
    return code.get();
  }

  /**
   * The code that begins a reply's text, if one does.
   *
   * @return the code, when the text begins with one and a space or nothing follows
   */
  static Optional<EnhancedStatusCode> atStartOf(String text) {
    if (text.length() < 5 || text.charAt(1) != '.' || "245".indexOf(text.charAt(0)) < 0) {
      return Optional.empty();
    }
    int secondDot = text.indexOf('.', 2);
    if (secondDot < 0) {
      return Optional.empty();
    }
    int space = text.indexOf(' ', secondDot);
    int subject = component(text, 2, secondDot);
    int detail = component(text, secondDot + 1, space < 0 ? text.length() : space);
    return subject < 0 || detail < 0
        ? Optional.empty()
        : Optional.of(new EnhancedStatusCode(text.charAt(0) - '0', subject, detail));
  }

  /**
   * The code as it is written.
   *
   * @return three numbers with dots between
   */
  public String text() {
    return clazz + "." + subject + "." + detail;
  }

  /** The code, as {@link #text}. */
  @Override
  public String toString() {
    return text();
  }

  /**
   * 2.x.x: done.
   *
   * @return true for the class of success (RFC 3463 §3.1)
   */
  public boolean isSuccess() {
    return clazz == 2;
  }

  /**
   * 4.x.x: try again later.
   *
   * @return true for the class of persistent transient failures
   */
  public boolean isTransient() {
    return clazz == 4;
  }

  /**
   * 5.x.x: do not try again.
   *
   * @return true for the class of permanent failures
   */
  public boolean isPermanent() {
    return clazz == 5;
  }

  /** The number between two positions, or -1: one to three digits without a leading zero. */
  private static int component(String text, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(from) == '0')) {
      return -1;
    }
    return (int) Grammar.number(text.substring(from, to));
  }

  private static boolean isComponent(int number) {
    return number >= 0 && number <= COMPONENT_LIMIT;
  }
}
