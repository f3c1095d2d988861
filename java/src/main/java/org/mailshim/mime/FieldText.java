package org.mailshim.mime;

import org.mailshim.address.Ascii;

/**
 * Goes through the text of a structured header field: words, quoted strings, comments and what
 * stands between them (RFC 5322 §3.2). Lenient: whatever does not end, ends with the text.
 */
final class FieldText {
  private static final int DEEPEST = 100;

  private final String text;
  private int at;

  FieldText(String text) {
    this.text = text;
  }

  boolean isOver() {
    return at >= text.length();
  }

  char peek() {
    return text.charAt(at);
  }

  int at() {
    return at;
  }

  /** What was passed over since then. */
  String since(int start) {
    return text.substring(start, Math.min(at, text.length()));
  }

  /** Passes over one character, if there is one. */
  void skip() {
    at = Math.min(at + 1, text.length());
  }

  /** Whether the next character is this one, which is passed over then. */
  boolean take(char c) {
    if (isOver() || peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  /** Passes over white space and comments. */
  void skipBlanks() {
    while (!isOver()) {
      char c = peek();
      if (c == '(') {
        comment();
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        at++;
      } else {
        return;
      }
    }
  }

  /** A comment's text, without its parentheses. */
  String comment() {
    int start = ++at;
    int depth = 1;
    while (!isOver()) {
      char c = text.charAt(at++);
      if (c == '\\') {
        at = Math.min(at + 1, text.length());
      } else if (c == '(' && depth < DEEPEST) {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return text.substring(start, at - 1);
      }
    }
    return text.substring(Math.min(start, text.length()));
  }

  /** A quoted string's text, without quotes and backslashes; the quote is next. */
  String quoted() {
    var out = new StringBuilder();
    at++;
    while (!isOver()) {
      char c = text.charAt(at++);
      if (c == '"') {
        break;
      }
      if (c == '\\' && !isOver()) {
        c = text.charAt(at++);
      }
      out.append(c);
    }
    return out.toString();
  }

  /** What comes before the next of these characters. */
  String until(String stops) {
    int start = at;
    while (!isOver() && stops.indexOf(peek()) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  /** Whether a text is a token (RFC 2045 §5.1), so that it needs no quotes as a value. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?=".indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * Whether a text is words of atext with single spaces between, so that a phrase needs no quotes.
   */
  static boolean isPhrase(String text) {
    char before = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean atext =
          c >= 0x80 || Ascii.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
      if (!atext && (c != ' ' || before == ' ')) {
        return false;
      }
      before = c;
    }
    return before != ' ';
  }
}
