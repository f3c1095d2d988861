package org.mailshim.mime;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the encoded words in one text (RFC 2047). White space between two words is not meant
 * (§6.2), and the octets of words in the same charset are put together before they become
 * characters, since some mailers cut characters in two. One text per instance.
 */
final class EncodedWordDecoder {
  /**
   * A word that is longer is none. RFC 2047 §2 has 75; without any bound a field of nothing but
   * beginnings would be searched to its end for each.
   */
  private static final int LONGEST = 4096;

  private final String source;
  private final StringBuilder text;
  private final OctetBuffer pending = new OctetBuffer(64);
  private Charset charset = StandardCharsets.UTF_8;

  /** White space behind a word, of which it is not known yet whether it is meant. */
  private String blank = "";

  private boolean afterWord;

  EncodedWordDecoder(String source) {
    this.source = source;
    this.text = new StringBuilder(source.length());
  }

  String decode() {
    int at = 0;
    int start = source.indexOf("=?");
    while (start >= 0) {
      int end = endOfWord(start);
      if (end > 0) {
        plain(source.substring(at, start));
        word(start, end);
        at = end;
      }
      start = source.indexOf("=?", Math.max(end, start + 2));
    }
    plain(source.substring(at));
    endWord();
    return text.toString();
  }

  /** The index after {@code ?=}; -1 when there is no encoded word here. */
  private int endOfWord(int start) {
    int limit = Math.min(source.length(), start + LONGEST);
    int question = source.indexOf('?', start + 2, limit);
    if (question < 0 || question + 2 >= limit || source.charAt(question + 2) != '?') {
      return -1;
    }
    int end = source.indexOf("?=", question + 3, limit);
    if (end < 0) {
      return -1;
    }
    // Some mailers leave spaces in Q; a charset has none.
    int spaceless = isQ(source.charAt(question + 1)) ? question : end;
    return source.indexOf(' ', start, spaceless) >= 0 ? -1 : end + 2;
  }

  private static boolean isQ(char encoding) {
    return encoding == 'Q' || encoding == 'q';
  }

  private void plain(String between) {
    if (afterWord && between.isBlank()) {
      blank = between;
      return;
    }
    endWord();
    text.append(between);
  }

  private void word(int start, int end) {
    int question = source.indexOf('?', start + 2);
    int star = source.indexOf('*', start + 2);
    int nameEnd = star > 0 && star < question ? star : question; // RFC 2231 §5: a language
    Optional<Charset> named = Charsets.find(source.substring(start + 2, nameEnd));
    char encoding = source.charAt(question + 1);
    String body = source.substring(question + 3, end - 2);
    boolean base64 = encoding == 'B' || encoding == 'b';
    if (named.isEmpty() || !(base64 || isQ(encoding))) {
      endWord();
      text.append(source, start, end);
      return;
    }
    blank = "";
    if (!named.get().equals(charset)) {
      flush();
      charset = named.get();
    }
    pending.octets(base64 ? Base64Decoder.decode(body) : q(body));
    afterWord = true;
  }

  private static byte[] q(String body) {
    var out = new OctetBuffer(body.length());
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      int octet = c == '=' ? Hex.octet(body, i + 1) : -1;
      if (octet >= 0) {
        out.octet(octet);
        i += 2;
      } else if (c < 0x80) {
        out.octet(c == '_' ? ' ' : c);
      } else {
        out.utf8(String.valueOf(c));
      }
    }
    return out.toByteArray();
  }

  private void endWord() {
    flush();
    text.append(blank);
    blank = "";
    afterWord = false;
  }

  private void flush() {
    if (pending.length() > 0) {
      text.append(new String(pending.array(), 0, pending.length(), charset));
      pending.clear();
    }
  }
}
