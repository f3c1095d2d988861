package org.mailshim.address;

/**
 * What reverse-path and forward-path have in common: the angle brackets and the source route of RFC
 * 5321 §4.1.2.
 */
final class Paths {
  private Paths() {}

  static String withoutBrackets(String text) {
    if (!text.startsWith("<")) {
      return text;
    }
    if (!text.endsWith(">")) {
      throw new AddressSyntaxException("path without its closing >", text, text.length());
    }
    return text.substring(1, text.length() - 1);
  }

  /** Checks and drops {@code @domain,@domain:}, which RFC 5321 wants accepted and not followed. */
  static String withoutSourceRoute(String path) {
    if (!path.startsWith("@")) {
      return path;
    }
    int at = 0;
    while (true) {
      int end = endOfHop(path, at + 1);
      DomainName.parse(path.substring(at + 1, end));
      if (path.charAt(end) == ':') {
        return path.substring(end + 1);
      }
      at = end + 1;
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
