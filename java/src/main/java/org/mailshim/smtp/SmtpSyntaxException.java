package org.mailshim.smtp;

import org.mailshim.address.PrintableText;

/**
 * A text or an octet stream is no SMTP.
 *
 * <p>The message shows the problem, the position and the text, with controls escaped and the length
 * bounded, so it can be logged or shown as it is. A server answers by {@link #kind}; a client gives
 * up the conversation.
 */
public final class SmtpSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** How much of the offending text the message shows, in UTF-16 units. */
  private static final int SHOWN = 200;

  /** What was to be read, which decides what is answered. */
  public enum Kind {
    /** A command whose verb is unknown: reply code 500 (RFC 5321 §4.2.4). */
    VERB,
    /** The argument of a known verb: reply code 501. */
    ARGUMENT,
    /** A parameter of MAIL or RCPT: reply code 501. */
    PARAMETER,
    /**
     * A parameter of MAIL or RCPT that is well-formed and not known, or of an extension that is not
     * offered: reply code 555 (RFC 5321 §4.1.1.11).
     */
    UNKNOWN_PARAMETER,
    /** A reply of a server. */
    REPLY,
    /** Mail data: a CR, LF or NUL where none may be. */
    MAIL_DATA
  }

  private final Kind kind;
  private final String problem;
  private final long position;

  /**
   * Makes the exception for a text.
   *
   * @param kind what was to be read
   * @param problem what is wrong, as a phrase without a full stop
   * @param text the whole text that was to be read
   * @param position index in {@code text} of the first character that is wrong; the text's length
   *     when something is missing at its end
   */
  public SmtpSyntaxException(Kind kind, String problem, String text, int position) {
    super(problem + " at position " + position + " of \"" + PrintableText.of(text, SHOWN) + '"');
    this.kind = kind;
    this.problem = problem;
    this.position = position;
  }

  /**
   * Makes the exception for mail data, whose octets are not shown.
   *
   * @param problem what is wrong, as a phrase without a full stop
   * @param position how many octets came before the wrong one
   */
  SmtpSyntaxException(String problem, long position) {
    super(problem + " at octet " + position + " of the mail data");
    this.kind = Kind.MAIL_DATA;
    this.problem = problem;
    this.position = position;
  }

  /**
   * What was to be read.
   *
   * @return the kind of text
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Where it went wrong.
   *
   * @return for a text the index of the first wrong character, from 0; for mail data the number of
   *     octets before the wrong one
   */
  public long position() {
    return position;
  }

  /**
   * What a server answers: the reply code of the kind, an enhanced status code of RFC 3463 §3.6 and
   * the problem. Nothing of what the client sent is in it.
   *
   * @return 500 5.5.2 for a verb, 501 5.5.4 for an argument or a parameter, 555 5.5.4 for an
   *     unknown parameter, 550 5.6.0 for mail data, 554 5.5.0 for another server's reply
   */
  public Reply reply() {
    return switch (kind) {
      case VERB -> Reply.of(500, new EnhancedStatusCode(5, 5, 2), problem);
      case ARGUMENT, PARAMETER -> Reply.of(501, new EnhancedStatusCode(5, 5, 4), problem);
      case UNKNOWN_PARAMETER -> Reply.of(555, new EnhancedStatusCode(5, 5, 4), problem);
      case MAIL_DATA -> Reply.of(550, new EnhancedStatusCode(5, 6, 0), problem);
      case REPLY -> Reply.of(554, new EnhancedStatusCode(5, 5, 0), problem);
    };
  }
}
