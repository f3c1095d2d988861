package org.mailshim.pop3;

import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * What names a message in its maildrop for as long as the maildrop lives (RFC 1939 §7, UIDL).
 *
 * <p>A server gives at most {@value #LENGTH_LIMIT} characters. There are servers that give more,
 * and a client has no better name for their messages, so up to {@value #READ_LIMIT} are read;
 * {@link #isConforming} tells. Two copies of one message may have the same unique-id. Immutable,
 * for any thread.
 *
 * @param text 1 to {@value #READ_LIMIT} characters of {@code !} to {@code ~}
 */
public record UniqueId(String text) {
  /** The most characters that a server may give. */
  public static final int LENGTH_LIMIT = 70;

  /** The most characters that a client reads. */
  public static final int READ_LIMIT = 255;

  /**
   * Checks the characters.
   *
   * @throws Pop3SyntaxException of kind {@link Kind#LISTING} when there are none, too many, or
   *     wrong ones
   */
  public UniqueId {
    Grammar.checkWord(Kind.LISTING, text, false);
    if (text.length() > READ_LIMIT) {
      throw new Pop3SyntaxException(
          Kind.LISTING, "unique-id of more than 255 characters", text, READ_LIMIT);
    }
  }

  /**
   * Whether a server may give it.
   *
   * @return true when it has at most {@value #LENGTH_LIMIT} characters
   */
  public boolean isConforming() {
    return text.length() <= LENGTH_LIMIT;
  }
}
