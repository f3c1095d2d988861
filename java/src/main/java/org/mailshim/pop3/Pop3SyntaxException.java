package org.mailshim.pop3;

import org.mailshim.address.PrintableText;

/**
 * A text that should be POP3 is not (RFC 1939 §3).
 *
 * <p>The message is one printable line that shows the problem, the position and the text, with
 * controls escaped and the length bounded; a text that may hold a secret is not shown. A server
 * answers {@code -ERR}; a client gives up the conversation.
 */
public final class Pop3SyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** How much of the offending text the message shows, in UTF-16 units. */
  private static final int SHOWN = 200;

  /** What was to be read. */
  public enum Kind {
    /** A command whose keyword is unknown. */
    VERB,
    /** The argument of a known command. */
    ARGUMENT,
    /** A response's first line. */
    RESPONSE,
    /** A line of a multi-line response: a listing, a capability, a unique-id. */
    LISTING
  }

  private final Kind kind;
  private final int position;

  /**
   * Makes the exception for a text.
   *
   * @param kind what was to be read
   * @param problem what is wrong, as a phrase without a full stop
   * @param text the whole text that was to be read
   * @param position index in {@code text} of the first character that is wrong; its length when
   *     something is missing at its end
   */
  public Pop3SyntaxException(Kind kind, String problem, String text, int position) {
    super(problem + " at position " + position + " of \"" + PrintableText.of(text, SHOWN) + '"');
    this.kind = kind;
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
   * @return the index of the first wrong character, from 0
   */
  public int position() {
    return position;
  }
}
