package org.mailshim.address;

/**
 * The encoding utf-8-addr-xtext of RFC 6533 §3, for internationalised addresses in ORCPT.
 *
 * <p>Printable ASCII stands for itself, except backslash, {@code +} and {@code =}; every other
 * character is <code>&#92;x{H}</code> with its code point in 2 to 6 hexadecimal digits. The form
 * utf-8-addr-unitext, in which characters beyond ASCII stand for themselves, is read but not
 * written: it needs a server with SMTPUTF8. Stateless, for any thread.
 */
public final class Utf8AddressXtext {
  private static final int DIGITS_LIMIT = 6;

  private Utf8AddressXtext() {}

  /**
   * Encodes an address.
   *
   * @param address any text without controls or malformed surrogates
   * @return its utf-8-addr-xtext, in ASCII; at most six times as long
   * @throws AddressSyntaxException when the text has a control, an unpaired surrogate or U+FFFD
   */
  public static String encode(String address) {
    AddressSyntaxException.refuseForbidden(address);
    StringBuilder xtext = new StringBuilder(address.length() + 16);
    for (int i = 0; i < address.length(); ) {
      int c = address.codePointAt(i);
      if (isQchar(c)) {
        xtext.append((char) c);
      } else {
        xtext.append("\\x{").append(Ascii.upperCase(Integer.toHexString(c))).append('}');
      }
      i += Character.charCount(c);
    }
    return xtext.toString();
  }

  /**
   * Decodes an address.
   *
   * @param encoded utf-8-addr-xtext or utf-8-addr-unitext
   * @return the address
   * @throws AddressSyntaxException when the text is neither, or hides a control
   */
  public static String decode(String encoded) {
    AddressSyntaxException.refuseForbidden(encoded);
    StringBuilder address = new StringBuilder(encoded.length());
    int i = 0;
    while (i < encoded.length()) {
      char c = encoded.charAt(i);
      if (c == '\\') {
        int end = encoded.indexOf('}', i);
        address.appendCodePoint(codePoint(encoded, i, end));
        i = end + 1;
      } else if (isQchar(c) || c >= 0x80) {
        address.append(c);
        i++;
      } else {
        throw new AddressSyntaxException("no character of utf-8-addr-xtext", encoded, i);
      }
    }
    AddressSyntaxException.refuseForbidden(address.toString());
    return address.toString();
  }

  /** The code point of an escape from its backslash up to its brace. */
  private static int codePoint(String encoded, int from, int end) {
    int digits = end - from - 3;
    if (!encoded.startsWith("\\x{", from) || digits < 2 || digits > DIGITS_LIMIT) {
      throw new AddressSyntaxException("\\x{ with 2 to 6 digits and } expected", encoded, from);
    }
    int c = 0;
    for (int i = from + 3; i < end; i++) {
      if (!Ascii.isHexDigit(encoded.charAt(i))) {
        throw new AddressSyntaxException("hexadecimal digit expected", encoded, i);
      }
      c = c << 4 | Character.digit(encoded.charAt(i), 16);
    }
    if (!Character.isValidCodePoint(c)) {
      throw new AddressSyntaxException("no code point", encoded, from);
    }
    return c;
  }

  private static boolean isQchar(int c) {
    return c >= '!' && c <= '~' && c != '\\' && c != '+' && c != '=';
  }
}
