package org.mailshim.mime;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mailshim.address.Ascii;
import org.mailshim.address.Utf8;

/**
 * The parameters behind Content-Type and Content-Disposition: {@code ; charset=utf-8} (RFC 2045
 * §5.1), with charsets and continuations (RFC 2231). Stateless.
 *
 * <p>Names are in lower case. Of two with one name the first counts. Values that are encoded words
 * in quotes, against RFC 2047 §5, are decoded all the same, since half of all mailers write them.
 */
final class Parameters {
  /** A line of a long value; with its name it stays below 78 octets. */
  private static final int PIECE = 50;

  private Parameters() {}

  /** Reads parameters, from the first semicolon on. */
  static Map<String, String> read(FieldText text) {
    Map<String, String> plain = new LinkedHashMap<>();
    Map<String, Map<Integer, Segment>> segmented = new LinkedHashMap<>();
    while (!text.isOver()) {
      text.until(";");
      text.skip();
      text.skipBlanks();
      String name = lower(text.until("=; \t").strip());
      text.skipBlanks();
      if (!name.isEmpty() && text.take('=')) {
        text.skipBlanks();
        add(plain, segmented, name, value(text));
      }
    }
    segmented.forEach((name, segments) -> plain.put(name, joined(segments)));
    return plain;
  }

  private static String value(FieldText text) {
    if (!text.isOver() && text.peek() == '"') {
      return text.quoted();
    }
    return text.until(";(").strip();
  }

  private record Segment(String text, boolean encoded) {}

  private static void add(
      Map<String, String> plain,
      Map<String, Map<Integer, Segment>> segmented,
      String name,
      String value) {
    int star = name.indexOf('*');
    if (star < 0) {
      plain.putIfAbsent(name, EncodedWords.decode(value));
      return;
    }
    boolean encoded = name.endsWith("*");
    String number = star == name.length() - 1 ? "0" : name.substring(star + 1).replace("*", "");
    int index = index(number);
    if (index >= 0) {
      segmented
          .computeIfAbsent(name.substring(0, star), key -> new TreeMap<>())
          .putIfAbsent(index, new Segment(value, encoded));
    }
  }

  private static int index(String number) {
    int index = 0;
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (!Ascii.isDigit(c) || index > 9999) {
        return -1;
      }
      index = index * 10 + c - '0';
    }
    return index;
  }

  /** RFC 2231 §4.1: the charset stands before the first segment and holds for all. */
  private static String joined(Map<Integer, Segment> segments) {
    var octets = new OctetBuffer(64);
    Charset charset = StandardCharsets.UTF_8;
    boolean first = true;
    for (Segment segment : segments.values()) {
      String text = segment.text;
      if (segment.encoded && first) {
        int quote = text.indexOf('\'');
        int second = quote < 0 ? -1 : text.indexOf('\'', quote + 1);
        if (second >= 0) {
          charset = Charsets.find(text.substring(0, quote)).orElse(charset);
          text = text.substring(second + 1);
        }
      }
      first = false;
      if (segment.encoded) {
        unescape(text, octets);
      } else {
        octets.octets(text.getBytes(charset));
      }
    }
    return new String(octets.array(), 0, octets.length(), charset);
  }

  private static void unescape(String text, OctetBuffer octets) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int octet = c == '%' ? Hex.octet(text, i + 1) : -1;
      if (octet >= 0) {
        octets.octet(octet);
        i += 2;
      } else {
        octets.utf8(String.valueOf(c));
      }
    }
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Writes one parameter, on a line of its own where the line is full. */
  static void write(OctetBuffer out, String name, String value, boolean utf8) {
    boolean ascii = Utf8.isAscii(value);
    if ((ascii || utf8) && value.length() <= PIECE) {
      begin(out, name.length() + value.length() + 3);
      out.ascii(name).octet('=');
      quoted(out, value);
    } else {
      extended(out, name, value);
    }
  }

  private static void begin(OctetBuffer out, int octets) {
    out.octet(';');
    if (out.column() + 1 + octets > 76) {
      out.crlf();
    }
    out.octet(' ');
  }

  private static void quoted(OctetBuffer out, String value) {
    if (FieldText.isToken(value)) {
      out.ascii(value);
      return;
    }
    out.octet('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.octet('\\').octet(c);
      } else if (c < 0x80) {
        out.octet(c);
      } else {
        int end = Character.isHighSurrogate(c) ? Math.min(i + 2, value.length()) : i + 1;
        out.utf8(value.substring(i, end));
        i = end - 1;
      }
    }
    out.octet('"');
  }

  /** In UTF-8, in as many segments as it takes (RFC 2231 §3, §4). */
  private static void extended(OctetBuffer out, String name, String value) {
    List<String> pieces = pieces("UTF-8''", value);
    for (int i = 0; i < pieces.size(); i++) {
      String number = pieces.size() == 1 ? "*=" : "*" + i + "*=";
      begin(out, name.length() + number.length() + pieces.get(i).length());
      out.ascii(name).ascii(number).ascii(pieces.get(i));
    }
  }

  private static List<String> pieces(String prefix, String value) {
    List<String> pieces = new ArrayList<>();
    var piece = new StringBuilder(prefix);
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      if (piece.length() > PIECE) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      char c = (char) (octet & 0xff);
      if (c < 0x80 && (Ascii.isLetterOrDigit(c) || "!#$&+-.^_`{|}~".indexOf(c) >= 0)) {
        piece.append(c);
      } else {
        piece.append('%').append(hex(octet >> 4)).append(hex(octet));
      }
    }
    pieces.add(piece.toString());
    return pieces;
  }

  private static char hex(int value) {
    return "0123456789ABCDEF".charAt(value & 0xf);
  }
}
