package org.mailshim.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.mailshim.address.PrintableText;

/**
 * What a maildrop is called: a user, as {@code bob} or {@code bob@example.net}.
 *
 * <p>A name may become a file name, so it can be none that leads elsewhere. Names are compared as
 * they are; whoever makes them from what a client says decides about letter case. Immutable, for
 * any thread.
 *
 * @param text 1 to {@value #OCTETS_LIMIT} octets of UTF-8, no control, no {@code /} or {@code \},
 *     no dot at the start
 */
public record MaildropName(String text) {
  /** The most octets: what file systems take. */
  public static final int OCTETS_LIMIT = 255;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException when it is empty, too long, or has what it may not have
   */
  public MaildropName {
    if (!isName(text)) {
      throw new IllegalArgumentException("no maildrop name: \"" + PrintableText.of(text, 80) + '"');
    }
  }

  /**
   * Whether a text is the name that a maildrop could have.
   *
   * @param text any text
   * @return true when the constructor takes it
   */
  public static boolean isName(String text) {
    if (text.isEmpty() || text.charAt(0) == '.' || text.getBytes(UTF_8).length > OCTETS_LIMIT) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '\\' || c == '\uFFFD' || Character.isISOControl(c)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
