package org.mailshim.smtp.submission;

/**
 * The xtext of RFC 3461 §4, of octets: {@code +}, {@code =}, spaces, controls and what is not ASCII
 * become {@code +} and two digits. (That of {@link org.mailshim.address} is of valid text only.)
 */
final class Xtext {
  private static final String DIGITS = "0123456789ABCDEF";

  private Xtext() {}

  static String of(String octets) {
    StringBuilder out = new StringBuilder(octets.length() + 8);
    for (int i = 0; i < octets.length(); i++) {
      char c = octets.charAt(i);
      if (c > ' ' && c < 0x7f && c != '+' && c != '=') {
        out.append(c);
      } else {
        out.append('+').append(DIGITS.charAt(c >> 4 & 15)).append(DIGITS.charAt(c & 15));
      }
    }
    return out.toString();
  }
}
