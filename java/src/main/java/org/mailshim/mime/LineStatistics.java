package org.mailshim.mime;

/** What a text is made of, which decides how it is sent. Immutable. */
final class LineStatistics {
  /** RFC 5322 §2.1.1, without CRLF. */
  private static final int LONGEST = 998;

  private final int octets;
  private final int special;
  private final int longest;
  private final boolean eightBit;
  private final boolean unsendable;

  /** Looks at {@code source[0..end)}, whose line ends are CRLF. */
  LineStatistics(byte[] source, int end) {
    int specials = 0;
    int widest = 0;
    int lineStart = 0;
    int high = 0;
    boolean bad = false;
    for (int i = 0; i < end; i++) {
      byte octet = source[i];
      high |= octet;
      if (octet == '\n') {
        widest = Math.max(widest, i - 1 - lineStart);
        bad |= i == 0 || source[i - 1] != '\r';
        lineStart = i + 1;
      } else if (octet < ' ' && octet != '\t' && octet != '\r') {
        specials++;
        bad |= octet == 0;
      } else if (octet == '=') {
        specials++;
        bad |= i - lineStart == 2 && isBoundary(source, lineStart, end);
      } else if (octet == '\r') {
        bad |= i + 1 == end || source[i + 1] != '\n';
      }
    }
    this.octets = end;
    this.special = specials;
    this.longest = Math.max(widest, end - lineStart);
    this.eightBit = high < 0;
    this.unsendable = bad;
  }

  /** Whether a line begins as our boundaries do. */
  private static boolean isBoundary(byte[] source, int at, int end) {
    return at + 3 < end && source[at] == '-' && source[at + 1] == '-' && source[at + 3] == '_';
  }

  /** Whether its lines can stand in a message as they are. */
  boolean isSendable() {
    return !unsendable && longest <= LONGEST;
  }

  boolean isEightBit() {
    return eightBit;
  }

  /** Whether quoted-printable would take more than base64's third more. */
  boolean isShorterInBase64() {
    return special > octets / 6;
  }
}
