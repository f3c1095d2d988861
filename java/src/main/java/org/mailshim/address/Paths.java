package org.mailshim.address;

/**
 * What reverse-path and forward-path have in common: the angle brackets and the source route of RFC
 * 5321 §4.1.2, around a mailbox.
 */
final class Paths {
  private Paths() {}

  /** What stands between the angle brackets, or the text itself when it has none. */
  static String withoutBrackets(String text) {
    if (!text.startsWith("<")) {
      return text;
    }
    if (!text.endsWith(">")) {
      throw new AddressSyntaxException("path without its closing >", text, text.length());
    }
    return text.substring(1, text.length() - 1);
  }

  /**
   * Reads the mailbox of a path, with or without angle brackets; problems are told of the whole
   * path.
   */
  static Mailbox mailbox(String path) {
    String inner = withoutBrackets(path);
    int start = inner.length() == path.length() ? 0 : 1;
    int mailbox = inner.startsWith("@") ? endOfSourceRoute(path, start) : start;
    try {
      return Mailbox.parse(path.substring(mailbox, start + inner.length()));
    } catch (AddressSyntaxException wrong) {
      throw wrong.within(path, mailbox);
    }
  }

  /**
   * Checks {@code @domain,@domain:}, which RFC 5321 wants accepted and not followed; the index
   * after it.
   */
  private static int endOfSourceRoute(String path, int from) {
    int at = from;
    while (true) {
      int end = endOfHop(path, at + 1);
      try {
        DomainName.parse(path.substring(at + 1, end));
      } catch (AddressSyntaxException wrong) {
        throw wrong.within(path, at + 1);
      }
      at = end + 1;
      if (path.charAt(end) == ':') {
        return at;
      }
      if (at == path.length() || path.charAt(at) != '@') {
        throw new AddressSyntaxException("@ expected in a source route", path, at);
      }
    }
  }

  private static int endOfHop(String path, int from) {
    for (int i = from; i < path.length(); i++) {
      if (path.charAt(i) == ',' || path.charAt(i) == ':') {
        return i;
      }
    }
    throw new AddressSyntaxException("source route without its colon", path, path.length());
  }
}
