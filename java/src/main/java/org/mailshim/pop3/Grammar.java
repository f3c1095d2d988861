package org.mailshim.pop3;

import org.mailshim.address.Utf8;
import org.mailshim.pop3.Pop3SyntaxException.Kind;

/** The small pieces of grammar that commands, responses and listings share. */
final class Grammar {
  private Grammar() {}

  /** Refuses controls, unpaired surrogates and U+FFFD, the trace of malformed UTF-8. */
  static void checkClean(Kind kind, String text) {
    int at = Utf8.firstForbidden(text);
    if (at >= 0) {
      throw new Pop3SyntaxException(kind, "control character or malformed UTF-8", text, at);
    }
  }

  /** As {@link #checkClean}, for a text that must not be shown. */
  static void checkCleanSecret(String text) {
    int at = Utf8.firstForbidden(text);
    if (at >= 0) {
      throw new Pop3SyntaxException(
          Kind.ARGUMENT, "control character or malformed UTF-8", "(hidden)", at);
    }
  }

  /** Wants one word of printable ASCII, and shows it only when it is no secret. */
  static void checkWord(Kind kind, String word, boolean secret) {
    String shown = secret ? "(hidden)" : word;
    if (word.isEmpty()) {
      throw new Pop3SyntaxException(kind, "argument expected", shown, 0);
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) <= ' ' || word.charAt(i) > '~') {
        throw new Pop3SyntaxException(kind, "one word of printable ASCII expected", shown, i);
      }
    }
  }

  /** Wants a message-number, which begins at 1 (RFC 1939 §4). */
  static void checkMessage(int message) {
    if (message < 1) {
      throw new Pop3SyntaxException(
          Kind.ARGUMENT, "message-numbers begin with 1", Integer.toString(message), 0);
    }
  }

  /**
   * Reads digits.
   *
   * @return the number, {@link Long#MAX_VALUE} for one that is larger, -1 for what is none
   */
  static long number(String text, int from, int to) {
    long number = from < to ? 0 : -1;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
    }
    return number;
  }

  /** As {@link #number}, with {@link Integer#MAX_VALUE} for what is larger than that. */
  static int smallNumber(String text, int from, int to) {
    return (int) Math.min(number(text, from, to), Integer.MAX_VALUE);
  }

  /** Where the next word begins: the first character from {@code at} on that is no space. */
  static int skipSpaces(String text, int at) {
    int i = at;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  /** Where the word ends that begins at {@code at}: at a space, or with the text. */
  static int endOfWord(String text, int at) {
    int space = text.indexOf(' ', at);
    return space < 0 ? text.length() : space;
  }
}
