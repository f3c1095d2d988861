package org.mailshim.mime;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.mailshim.address.PrintableText;
import org.mailshim.address.Utf8;

/**
 * One header field (RFC 5322 §2.2). Immutable, for any thread.
 *
 * @param name its name as it is written, without the colon
 * @param body its body as it stands in the message, unfolded, encoded words not decoded
 */
public record HeaderField(String name, String body) {
  /** The longest name; with its colon and the line end it fits a line (RFC 5322 §2.1.1). */
  public static final int NAME_LIMIT = 76;

  /**
   * Makes a field that is to be sent.
   *
   * @param name printable US-ASCII without a colon
   * @param text any text without control characters; what is not US-ASCII is encoded when it is
   *     sent
   * @return the field
   * @throws MessageException of kind HEADER when the name is no name, or the text holds a control
   *     character, CR and LF above all: neither can put another field into the message
   */
  public static HeaderField of(String name, String text) {
    boolean sound = !name.isEmpty() && name.length() <= NAME_LIMIT;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      sound &= c > ' ' && c < 0x7f && c != ':';
    }
    if (!sound) {
      throw new MessageException(
          MessageException.Kind.HEADER, "no name of a header field: " + shown(name));
    }
    if (text.isBlank()) {
      throw new MessageException(
          MessageException.Kind.HEADER, "the header field " + shown(name) + " has no text");
    }
    int forbidden = Utf8.firstForbidden(text.replace('\t', ' '));
    if (forbidden >= 0) {
      throw new MessageException(
          MessageException.Kind.HEADER,
          "a control character at " + forbidden + " of the header field " + name);
    }
    return new HeaderField(name, text);
  }

  private static String shown(String name) {
    return "\"" + PrintableText.of(name, NAME_LIMIT) + "\"";
  }

  /**
   * The body for a person: encoded words decoded (RFC 2047), without white space around it.
   *
   * @return the text; it may hold controls that encoded words had in them
   */
  public String text() {
    return EncodedWords.decode(body).strip();
  }

  /** A field as it was received: a name, and a body with its folds. */
  static HeaderField received(byte[] octets, int from, int colon, int to) {
    int nameEnd = colon;
    while (nameEnd > from && octets[nameEnd - 1] <= ' ' && octets[nameEnd - 1] >= 0) {
      nameEnd--;
    }
    int start = colon + 1;
    while (start < to && (octets[start] == ' ' || octets[start] == '\t')) {
      start++;
    }
    String name = new String(octets, from, nameEnd - from, StandardCharsets.ISO_8859_1);
    return new HeaderField(name, unfolded(text(octets, start, to)));
  }

  /** UTF-8 if it is (RFC 6532), else octet for character. */
  private static String text(byte[] octets, int from, int to) {
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      ascii &= octets[i] >= 0;
    }
    if (ascii) {
      return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(java.nio.ByteBuffer.wrap(octets, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }

  private static String unfolded(String text) {
    if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
      return text;
    }
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** As a header section has it, in one line. */
  @Override
  public String toString() {
    return name + ": " + body;
  }
}
