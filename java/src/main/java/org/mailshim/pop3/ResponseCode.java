package org.mailshim.pop3;

import java.util.Locale;
import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * The word in brackets that says to a program what a negative response's text says to a person (RFC
 * 2449 §8).
 *
 * <p>Codes are hierarchical: who does not know {@code SYS/TEMP} may know {@code SYS} (RFC 3206 §3).
 * Any letter case is the same code. Immutable, for any thread.
 *
 * @param text the code without brackets, in upper case: 1 to 64 printable ASCII characters other
 *     than space, {@code [} and {@code ]}
 */
public record ResponseCode(String text) {
  /** The maildrop is locked by another session (RFC 2449 §8.1.2). */
  public static final ResponseCode IN_USE = new ResponseCode("IN-USE");

  /** Too soon after the last login (RFC 2449 §8.1.1). */
  public static final ResponseCode LOGIN_DELAY = new ResponseCode("LOGIN-DELAY");

  /** A trouble of the server that may pass by itself (RFC 3206 §4). */
  public static final ResponseCode SYS_TEMP = new ResponseCode("SYS/TEMP");

  /** A trouble of the server that somebody has to mend (RFC 3206 §4). */
  public static final ResponseCode SYS_PERM = new ResponseCode("SYS/PERM");

  /** The credentials are wrong: only then is it worth asking the user again (RFC 3206 §5). */
  public static final ResponseCode AUTH = new ResponseCode("AUTH");

  /** The user's name or password needs UTF8 mode (RFC 6856 §5). */
  public static final ResponseCode UTF8 = new ResponseCode("UTF8");

  private static final int LENGTH_LIMIT = 64;

  /**
   * Checks the code and puts it in upper case.
   *
   * @throws Pop3SyntaxException when it is none
   */
  public ResponseCode {
    if (!isCode(text, 0, text.length())) {
      throw new Pop3SyntaxException(Kind.RESPONSE, "response code expected", text, 0);
    }
    text = text.toUpperCase(Locale.ROOT);
  }

  /** Whether that part of a text is a response code. */
  static boolean isCode(String text, int from, int to) {
    if (to <= from || to - from > LENGTH_LIMIT) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == '[' || c == ']') {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether this is a code or below it in the hierarchy.
   *
   * @param general a code
   * @return true for {@code SYS/TEMP} and {@code SYS}, and for equal ones
   */
  public boolean isWithin(ResponseCode general) {
    return text.equals(general.text) || text.startsWith(general.text + '/');
  }
}
