package org.mailshim.pop3;

import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * A line of the answer to UIDL (RFC 1939 §7). Immutable, for any thread.
 *
 * @param message the message-number, 1 or more
 * @param uniqueId the message's unique-id
 */
public record UniqueIdListing(int message, UniqueId uniqueId) {
  /**
   * Reads a line.
   *
   * @param line the line, without CRLF
   * @return the listing
   * @throws Pop3SyntaxException of kind {@link Kind#LISTING} when it is not a message-number and a
   *     unique-id
   */
  public static UniqueIdListing parse(String line) {
    int end = Grammar.endOfWord(line, 0);
    int second = Grammar.skipSpaces(line, end);
    int message = Grammar.smallNumber(line, 0, end);
    if (message < 1) {
      throw new Pop3SyntaxException(Kind.LISTING, "message-number expected", line, 0);
    }
    String rest = line.substring(second, Grammar.endOfWord(line, second));
    return new UniqueIdListing(message, new UniqueId(rest));
  }

  /**
   * The listing as it stands on the wire.
   *
   * @return message-number and unique-id
   */
  public String text() {
    return message + " " + uniqueId.text();
  }
}
