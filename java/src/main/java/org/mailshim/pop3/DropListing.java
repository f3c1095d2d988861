package org.mailshim.pop3;

import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * The answer to STAT (RFC 1939 §5): how much there is in the maildrop, without what is marked as
 * deleted. Immutable, for any thread.
 *
 * @param messages how many messages
 * @param octets their sizes together, in octets
 */
public record DropListing(int messages, long octets) {
  /**
   * Reads the words after {@code +OK}; what follows the second number is left alone, as RFC 1939
   * wants.
   *
   * @param text the words
   * @return the listing
   * @throws Pop3SyntaxException of kind {@link Kind#LISTING} when they do not begin with two
   *     numbers
   */
  public static DropListing parse(String text) {
    int end = Grammar.endOfWord(text, 0);
    int second = Grammar.skipSpaces(text, end);
    int messages = Grammar.smallNumber(text, 0, end);
    long octets = Grammar.number(text, second, Grammar.endOfWord(text, second));
    if (messages < 0 || octets < 0) {
      throw new Pop3SyntaxException(Kind.LISTING, "two numbers expected", text, 0);
    }
    return new DropListing(messages, octets);
  }

  /**
   * The listing as it stands on the wire.
   *
   * @return two numbers
   */
  public String text() {
    return messages + " " + octets;
  }
}
