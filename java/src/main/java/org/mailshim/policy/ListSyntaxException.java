package org.mailshim.policy;

import org.mailshim.address.PrintableText;

/** A line of an access list that means nothing. */
public final class ListSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 80;

  /**
   * Makes the exception.
   *
   * @param problem what is wrong, as {@code no addresses}; it may quote the line, and like that is
   *     shown printable and cut
   * @param text where
   */
  ListSyntaxException(String problem, String text) {
    super(PrintableText.of(problem, SHOWN) + ": \"" + PrintableText.of(text, SHOWN) + '"');
  }

  private ListSyntaxException(String message, ListSyntaxException cause) {
    super(message, cause);
  }

  /** The same, with the line's number. */
  ListSyntaxException atLine(int number) {
    return new ListSyntaxException("line " + number + ": " + getMessage(), this);
  }
}
