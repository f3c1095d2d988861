package org.mailshim.address;

/**
 * A text is no address: it breaks the grammar of RFC 5321 §4.1.2 or a length limit of §4.5.3.1, or
 * holds a character that no address may hold.
 *
 * <p>The message shows the problem, the position and the text, with controls escaped and the length
 * bounded, so it can be logged or shown as it is. Thrown by everything in this package that takes
 * text.
 */
public final class AddressSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** How much of the offending text the message shows, in UTF-16 units. */
  private static final int SHOWN = 200;

  private final String problem;
  private final int position;

  /**
   * Makes the exception.
   *
   * @param problem what is wrong, as a phrase without a full stop
   * @param text the whole text that was to be parsed
   * @param position index in {@code text} of the first character that is wrong; the text's length
   *     when something is missing at its end
   */
  public AddressSyntaxException(String problem, String text, int position) {
    super(problem + " at position " + position + " of \"" + PrintableText.of(text, SHOWN) + '"');
    this.problem = problem;
    this.position = position;
  }

  /**
   * Where the text went wrong.
   *
   * @return index of the first wrong character in the text that was parsed, in UTF-16 units from 0
   */
  public int position() {
    return position;
  }

  /**
   * The same problem, told of the text that this exception's text is a part of, from an offset on.
   */
  AddressSyntaxException within(String whole, int offset) {
    return new AddressSyntaxException(problem, whole, offset + position);
  }

  /** Refuses a text with a control, an unpaired surrogate or U+FFFD in it. */
  static void refuseForbidden(String text) {
    int at = Utf8.firstForbidden(text);
    if (at >= 0) {
      boolean control = Character.isISOControl(text.charAt(at));
      throw new AddressSyntaxException(control ? "control character" : "malformed text", text, at);
    }
  }
}
