package org.mailshim.pop3;

import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * A line of the answer to LIST (RFC 1939 §5). Immutable, for any thread.
 *
 * @param message the message-number, 1 or more
 * @param octets the message's size in octets, as the server counts it
 */
public record ScanListing(int message, long octets) {
  /**
   * Reads a line; what follows the second number is left alone, as RFC 1939 wants.
   *
   * @param line the line, without CRLF
   * @return the listing
   * @throws Pop3SyntaxException of kind {@link Kind#LISTING} when it does not begin with a
   *     message-number and a number
   */
  public static ScanListing parse(String line) {
    int end = Grammar.endOfWord(line, 0);
    int second = Grammar.skipSpaces(line, end);
    int message = Grammar.smallNumber(line, 0, end);
    long octets = Grammar.number(line, second, Grammar.endOfWord(line, second));
    if (message < 1 || octets < 0) {
      throw new Pop3SyntaxException(Kind.LISTING, "message-number and size expected", line, 0);
    }
    return new ScanListing(message, octets);
  }

  /**
   * The listing as it stands on the wire.
   *
   * @return two numbers
   */
  public String text() {
    return message + " " + octets;
  }
}
