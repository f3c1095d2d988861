package org.mailshim.smtp.submission;

import org.jspecify.annotations.Nullable;

/**
 * The last reply about something: a reverse-path, a recipient, a transfer. All zero and no text
 * before there was one. One thread at a time.
 */
public class ReplyStatus {
  private int code;
  private @Nullable String text;
  private int enhancedClass;
  private int subject;
  private int detail;

  /** No reply yet. */
  public ReplyStatus() {}

  /** The reply code; what a server sends in its place may be any number. */
  public final int code() {
    return code;
  }

  /**
   * The lines of the reply without reply codes, and without enhanced status codes where those are
   * expected, each with its line end; null when there was none.
   */
  public final @Nullable String text() {
    return text;
  }

  /** The first number of the enhanced status code (RFC 2034); 0 when there is none. */
  public final int enhancedClass() {
    return enhancedClass;
  }

  /** Its second number. */
  public final int subject() {
    return subject;
  }

  /** Its third number. */
  public final int detail() {
    return detail;
  }

  /** Forgets the reply. */
  public final void reset() {
    set(0, 0, 0, 0, null);
  }

  final boolean isPositive() {
    return code / 100 == 2;
  }

  final boolean isPermanent() {
    return code / 100 == 5;
  }

  final void set(int newCode, int newClass, int newSubject, int newDetail, @Nullable String said) {
    code = newCode;
    enhancedClass = newClass;
    subject = newSubject;
    detail = newDetail;
    text = said;
    changed();
  }

  /** Called after each change, for who keeps a copy. */
  protected void changed() {}
}
