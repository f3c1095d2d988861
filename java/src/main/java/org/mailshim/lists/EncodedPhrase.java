package org.mailshim.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import org.mailshim.address.Utf8;

/** Text beyond US-ASCII as the encoded words of a phrase (RFC 2047 §5). Stateless. */
final class EncodedPhrase {
  /** An encoded word has at most 75 characters (§2), of which 12 stand around the text. */
  private static final int MOST_OCTETS = 45;

  private EncodedPhrase() {}

  /** The text in words of UTF-8 and base64, on a line each. */
  static String of(String text) {
    StringBuilder words = new StringBuilder();
    int start = 0;
    while (start < text.length()) {
      int end = end(text, start);
      byte[] octets = text.substring(start, end).getBytes(UTF_8);
      words.append(start == 0 ? "" : "\r\n ").append("=?UTF-8?B?");
      words.append(Base64.getEncoder().encodeToString(octets)).append("?=");
      start = end;
    }
    return words.toString();
  }

  /** Where a word ends that begins there: between characters. */
  private static int end(String text, int start) {
    int end = start;
    while (end < text.length()) {
      int next = end + Character.charCount(text.codePointAt(end));
      if (Utf8.octets(text.substring(start, next)) > MOST_OCTETS) {
        return end;
      }
      end = next;
    }
    return end;
  }
}
