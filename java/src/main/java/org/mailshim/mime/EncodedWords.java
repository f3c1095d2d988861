package org.mailshim.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mailshim.address.Ascii;

/**
 * Encoded words: text that is not US-ASCII, in header fields that are (RFC 2047).
 *
 * <p>What is written is UTF-8, in Q or B whichever is shorter, in words of at most 75 octets that
 * hold whole characters. What is read is lenient, as mail is: words stuck to other text are decoded
 * too, adjacent words whose characters were cut in two are joined first, and what cannot be decoded
 * stays as it is. Stateless.
 */
final class EncodedWords {
  private static final String PREFIX_Q = "=?UTF-8?Q?";
  private static final String PREFIX_B = "=?UTF-8?B?";

  /** A line with an encoded word has at most 76 octets (RFC 2047 §2). */
  private static final int LINE = 76;

  private static final int AROUND = PREFIX_Q.length() + 2;

  private EncodedWords() {}

  /** Whether a text can stand in a header field as it is. */
  static boolean isNeeded(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x7f || c < ' ' || (c == '=' && text.startsWith("=?", i))) {
        return true;
      }
    }
    return false;
  }

  /** Writes a text as encoded words, with folding between them. */
  static void append(OctetBuffer out, String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    boolean base64 = isShorterInBase64(octets);
    int at = 0;
    while (at < octets.length) {
      int room = LINE - out.column() - AROUND;
      int to = base64 ? endOfB(octets, at, room) : endOfQ(octets, at, room);
      if (to == at) {
        out.crlf().octet(' ');
        continue;
      }
      word(out, octets, at, to, base64);
      at = to;
    }
  }

  private static boolean isShorterInBase64(byte[] octets) {
    int special = 0;
    for (byte octet : octets) {
      special += isPlain(octet) || octet == ' ' ? 0 : 1;
    }
    return special * 6 > octets.length;
  }

  private static int endOfB(byte[] octets, int from, int room) {
    return wholeCharacters(octets, from, from + Math.max(0, room) / 4 * 3);
  }

  private static int endOfQ(byte[] octets, int from, int room) {
    int left = room;
    int to = from;
    while (to < octets.length && left > 0) {
      left -= isPlain(octets[to]) || octets[to] == ' ' ? 1 : 3;
      to += left >= 0 ? 1 : 0;
    }
    return wholeCharacters(octets, from, to);
  }

  /** Goes back to where a character begins. */
  private static int wholeCharacters(byte[] octets, int from, int to) {
    if (to >= octets.length) {
      return octets.length;
    }
    int end = to;
    while (end > from && (octets[end] & 0xc0) == 0x80) {
      end--;
    }
    return end;
  }

  private static void word(OctetBuffer out, byte[] octets, int from, int to, boolean base64) {
    if (base64) {
      byte[] piece = new byte[to - from];
      System.arraycopy(octets, from, piece, 0, piece.length);
      out.ascii(PREFIX_B).octets(Base64.getEncoder().encode(piece)).ascii("?=");
      return;
    }
    out.ascii(PREFIX_Q);
    for (int i = from; i < to; i++) {
      if (isPlain(octets[i])) {
        out.octet(octets[i]);
      } else if (octets[i] == ' ') {
        out.octet('_');
      } else {
        out.hex('=', octets[i]);
      }
    }
    out.ascii("?=");
  }

  /** What Q leaves as it is anywhere, in a phrase too (RFC 2047 §5). */
  private static boolean isPlain(byte octet) {
    return octet > ' ' && Ascii.isLetterOrDigit((char) octet)
        || octet == '!'
        || octet == '*'
        || octet == '+'
        || octet == '-'
        || octet == '/';
  }

  /** Reads a text with encoded words in it. */
  static String decode(String text) {
    return text.contains("=?") ? new EncodedWordDecoder(text).decode() : text;
  }
}
