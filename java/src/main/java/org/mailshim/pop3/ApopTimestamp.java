package org.mailshim.pop3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.mailshim.address.Ascii;
import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * The time stamp in a greeting, which APOP digests together with the password (RFC 1939 §7).
 *
 * <p>APOP's MD5 is broken: a server that is not who it claims to be can choose time stamps so that
 * collisions tell it the password's first characters (CVE-2007-1558). The published attack needs
 * time stamps that are no message identifiers as RFC 5322 has them; so the grammar here is strict,
 * and what does not fit it is no time stamp. Immutable, for any thread.
 *
 * @param text {@code <local-part@domain>} of printable ASCII, angle brackets included
 */
public record ApopTimestamp(String text) {
  private static final int LENGTH_LIMIT = 255;
  private static final int DIGEST_LENGTH = 32;

  /**
   * Checks the form.
   *
   * @throws Pop3SyntaxException of kind {@link Kind#RESPONSE} when it has another one
   */
  public ApopTimestamp {
    if (!isTimestamp(text)) {
      throw new Pop3SyntaxException(Kind.RESPONSE, "time stamp <…@…> expected", text, 0);
    }
  }

  /**
   * Finds the time stamp in a greeting.
   *
   * @param words the greeting's text
   * @return the first one; empty when there is none, and so no APOP
   */
  public static Optional<ApopTimestamp> of(String words) {
    int from = words.indexOf('<');
    int to = from < 0 ? -1 : words.indexOf('>', from);
    if (to < 0 || !isTimestamp(words.substring(from, to + 1))) {
      return Optional.empty();
    }
    return Optional.of(new ApopTimestamp(words.substring(from, to + 1)));
  }

  private static boolean isTimestamp(String text) {
    int last = text.length() - 1;
    int at = text.indexOf('@');
    if (last < 4 || last >= LENGTH_LIMIT || at < 2 || at > last - 2) {
      return false;
    }
    if (text.charAt(0) != '<' || text.charAt(last) != '>') {
      return false;
    }
    for (int i = 1; i < last; i++) {
      if (i != at && !isAtomCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** RFC 5322's atext and the dot, and the brackets of an address literal. */
  private static boolean isAtomCharacter(char c) {
    return Ascii.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.[]:".indexOf(c) >= 0;
  }

  /**
   * The digest that proves knowledge of a password.
   *
   * @param password the password's octets in UTF-8; not kept, not changed
   * @return 32 hexadecimal digits, letters small
   */
  public String digest(byte[] password) {
    MessageDigest md5;
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
    md5.update(text.getBytes(UTF_8));
    return HexFormat.of().formatHex(md5.digest(password));
  }

  /** Whether a text has the form of a digest. */
  static boolean isDigest(String text) {
    if (text.length() != DIGEST_LENGTH) {
      return false;
    }
    for (int i = 0; i < DIGEST_LENGTH; i++) {
      if (!Ascii.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
