package org.mailshim.address;

/**
 * Foreign text made safe to show: in an exception's message, a log line, a reply's text handed to a
 * C host.
 *
 * <p>A peer chooses what its replies and a caller chooses what its addresses contain, so neither
 * may move the cursor of a terminal, start a new log line or reverse the reading direction.
 * Controls, unpaired surrogates and the invisible format characters (Unicode category Cf, which has
 * the bidirectional overrides) become {@code \r}, {@code \n}, {@code \t} or <code>&#92;u</code>
 * with four hexadecimal digits. A backslash stays a backslash: the text is for reading, not for
 * parsing back. Stateless, for any thread.
 */
public final class PrintableText {
  private static final String HEX = "0123456789abcdef";

  private PrintableText() {}

  /**
   * Makes a text safe to show and short enough to show.
   *
   * @param text any text
   * @param limit how many UTF-16 units of it to look at, at least 0; the rest is replaced by {@code
   *     …}
   * @return one line of at most {@code 6 * limit + 1} characters, free of controls
   */
  public static String of(String text, int limit) {
    int shown = Math.min(text.length(), limit);
    StringBuilder out = new StringBuilder(shown + 16);
    for (int i = 0; i < shown; ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (next > shown) {
        break;
      }
      append(out, c);
      i = next;
    }
    if (shown < text.length()) {
      out.append('…');
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int c) {
    if (c == '\r') {
      out.append("\\r");
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (isUnprintable(c)) {
      appendEscape(out, c);
    } else {
      out.appendCodePoint(c);
    }
  }

  private static boolean isUnprintable(int c) {
    if (c < 0x80) {
      return c < 0x20 || c == 0x7f;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static void appendEscape(StringBuilder out, int c) {
    for (char unit : Character.toChars(c)) {
      out.append("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        out.append(HEX.charAt(unit >> shift & 0xf));
      }
    }
  }
}
