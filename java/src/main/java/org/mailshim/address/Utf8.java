package org.mailshim.address;

/**
 * Facts about a text as it will stand on the wire, in UTF-8.
 *
 * <p>SMTP counts octets (RFC 5321 §4.5.3.1, RFC 6531 §3.3) while Java counts UTF-16 units; and it
 * has characters that no value of ours may hold. Both questions are answered here, without encoding
 * anything. Stateless, for any thread.
 */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * The length of a text in UTF-8.
   *
   * @param text any text; an unpaired surrogate counts as three octets
   * @return the number of octets
   */
  public static int octets(String text) {
    int octets = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // Each half of a surrogate pair stands for two of the pair's four octets.
        octets += c < 0x800 || isPaired(text, i) ? 1 : 2;
      }
    }
    return octets;
  }

  /**
   * Whether a text needs no more than US-ASCII.
   *
   * @param text any text
   * @return true when every character is below 128
   */
  public static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first character that no address, command or parameter may hold: a control (C0 with CR, LF,
   * NUL and TAB; DEL; C1), an unpaired surrogate, or U+FFFD, the trace of malformed UTF-8.
   *
   * @param text any text
   * @return its index, or -1 when the text is clean
   */
  public static int firstForbidden(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)
          || c == REPLACEMENT
          || (Character.isSurrogate(c) && !isPaired(text, i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isPaired(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
