package org.mailshim.mime;

/** Two hexadecimal digits, as quoted-printable, Q and RFC 2231 have them. Stateless. */
final class Hex {
  private Hex() {}

  /** The octet that two digits at that index make, in any case; -1 when there are none. */
  static int octet(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = digit(text.charAt(at));
    int low = digit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** The value of a digit; -1 when it is none. */
  static int digit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
