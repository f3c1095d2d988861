package org.mailshim.policy;

/**
 * Patterns with {@code *} for any characters and {@code ?} for one. They take time in proportion to
 * the product of both lengths at worst, whoever wrote text or pattern. Stateless, for any thread.
 */
final class Wildcards {
  private Wildcards() {}

  /** Whether a text has wildcards. */
  static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  /**
   * Whether all of a text matches a pattern.
   *
   * <p>Two cursors go forward together. At a {@code *} both are noted; where they part later, the
   * star takes one character more. Only the last star has to be remembered: an earlier one that
   * took more could gain nothing.
   */
  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starText = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
