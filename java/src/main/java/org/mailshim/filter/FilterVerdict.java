package org.mailshim.filter;

import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;

/** What a filter says of a message. Immutable. */
public sealed interface FilterVerdict {
  /** Nothing is against it. */
  FilterVerdict ACCEPTED = new Accepted();

  /** Nothing is against it. */
  record Accepted() implements FilterVerdict {}

  /**
   * It goes on with the field {@code X-Spam-Flag: YES}, by which readers and their filters sort it.
   *
   * @param reason for the field {@code X-Spam-Status}; what is not printable ASCII is left out
   */
  record Tagged(String reason) implements FilterVerdict {}

  /**
   * It does not go on.
   *
   * @param reply what the client hears: 5yz, or 4yz to have it sent again
   */
  record Refused(Reply reply) implements FilterVerdict {}

  /**
   * The filter could not tell.
   *
   * @param reason for whoever runs the server
   */
  record Failed(String reason) implements FilterVerdict {}

  /**
   * It is refused for good, with 554 5.7.1.
   *
   * @param text what the sender is told
   */
  static FilterVerdict refused(String text) {
    return new Refused(Reply.of(554, new EnhancedStatusCode(5, 7, 1), printable(text)));
  }

  /**
   * It is refused for now, with 451 4.7.1.
   *
   * @param text what the sender is told
   */
  static FilterVerdict deferred(String text) {
    return new Refused(Reply.of(451, new EnhancedStatusCode(4, 7, 1), printable(text)));
  }

  /** A filter's words on one line of a header field or reply: printable ASCII, 200 of them. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && out.length() < 200; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        out.append(c);
      }
    }
    return out.toString().strip();
  }
}
