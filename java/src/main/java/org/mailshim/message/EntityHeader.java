package org.mailshim.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The header section of a MIME entity: its octets, field by field, and what says how its body is
 * built (RFC 2045 §5, §6). Immutable.
 *
 * @param fields each with its name, folds and line ends
 * @param isWellFormed whether all lines are fields
 */
record EntityHeader(List<byte[]> fields, boolean isWellFormed) {
  private static final String CONTENT_TYPE = "content-type";
  private static final String ENCODING = "content-transfer-encoding";

  /** How an entity's body is built. */
  enum Shape {
    /** Text that can be read line by line. */
    TEXT,
    /** Anything else that is one piece. */
    LEAF,
    /** Parts between boundaries. */
    MULTIPART,
    /** Parts whose octets are covered by a signature (RFC 1847). */
    SEALED,
    /** A message, which must not be encoded as a whole (RFC 2046 §5.2.1). */
    MESSAGE,
    /** Another {@code message/}, which cannot be encoded at all (RFC 2046 §5.2.4). */
    RIGID
  }

  /** Splits the octets of a header section, without the empty line behind it. */
  static EntityHeader of(byte[] octets) {
    List<byte[]> fields = new ArrayList<>();
    boolean well = true;
    int start = 0;
    for (int at = 0; at < octets.length; ) {
      int next = afterLine(octets, at);
      boolean continues = next < octets.length && isSpace(octets[next]);
      if (!continues) {
        byte[] field = Arrays.copyOfRange(octets, start, next);
        well &= name(field).isPresent();
        fields.add(field);
        start = next;
      }
      at = next;
    }
    return new EntityHeader(fields, well);
  }

  private static int afterLine(byte[] octets, int from) {
    int at = from;
    while (at < octets.length && octets[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, octets.length);
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /** The field's name in lower case; empty when it is no field. */
  private static Optional<String> name(byte[] field) {
    int at = 0;
    while (at < field.length && field[at] > ' ' && field[at] < 127 && field[at] != ':') {
      at++;
    }
    int colon = at;
    while (colon < field.length && isSpace(field[colon])) {
      colon++;
    }
    boolean is = at > 0 && colon < field.length && field[colon] == ':';
    return is
        ? Optional.of(new String(field, 0, at, ISO_8859_1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private static boolean isNamed(byte[] field, String name) {
    return name(field).equals(Optional.of(name));
  }

  /** The value of the first field of that name, unfolded; empty when there is none. */
  private String value(String name) {
    for (byte[] field : fields) {
      if (isNamed(field, name)) {
        String text = new String(field, ISO_8859_1);
        return text.substring(text.indexOf(':') + 1).replace("\r", "").replace("\n", "").strip();
      }
    }
    return "";
  }

  boolean has(String name) {
    for (byte[] field : fields) {
      if (isNamed(field, name)) {
        return true;
      }
    }
    return false;
  }

  boolean isSevenBit() {
    for (byte[] field : fields) {
      for (byte octet : field) {
        if (octet < 0) {
          return false;
        }
      }
    }
    return true;
  }

  boolean isMime() {
    return has("mime-version") || has(CONTENT_TYPE) || has(ENCODING);
  }

  /** The type and subtype in lower case; {@code text/plain} when nothing else is said. */
  private String type() {
    String value = value(CONTENT_TYPE);
    int end = value.indexOf(';');
    String type = (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.indexOf('/') < 0 ? "text/plain" : type;
  }

  Shape shape() {
    String type = type();
    if (type.startsWith("multipart/") && boundary().isPresent()) {
      boolean sealed = type.equals("multipart/signed") || type.equals("multipart/encrypted");
      return sealed ? Shape.SEALED : Shape.MULTIPART;
    }
    if (type.startsWith("multipart/")) {
      return Shape.RIGID;
    }
    if (type.equals("message/rfc822") && !isEncoded()) {
      return Shape.MESSAGE;
    }
    if (type.startsWith("message/") && !type.startsWith("message/global")) {
      return Shape.RIGID;
    }
    return type.startsWith("text/") ? Shape.TEXT : Shape.LEAF;
  }

  /** Whether the body stands in an encoding that has US-ASCII only. */
  boolean isEncoded() {
    String encoding = value(ENCODING);
    return Ascii.equalsIgnoringCase(encoding, "base64")
        || Ascii.equalsIgnoringCase(encoding, "quoted-printable");
  }

  /** What stands between the parts; empty when nothing is said, or nothing that can be. */
  Optional<String> boundary() {
    String value = value(CONTENT_TYPE);
    String lower = value.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("boundary");
    while (at >= 0) {
      int equals = at + "boundary".length();
      while (equals < value.length() && value.charAt(equals) == ' ') {
        equals++;
      }
      boolean begins = at > 0 && " ;\t".indexOf(value.charAt(at - 1)) >= 0;
      if (begins && equals < value.length() && value.charAt(equals) == '=') {
        return parameter(value.substring(equals + 1).strip());
      }
      at = lower.indexOf("boundary", at + 1);
    }
    return Optional.empty();
  }

  private static Optional<String> parameter(String rest) {
    StringBuilder value = new StringBuilder();
    boolean quoted = rest.startsWith("\"");
    for (int i = quoted ? 1 : 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if (quoted ? c == '"' : "; \t".indexOf(c) >= 0) {
        break;
      }
      if (quoted && c == '\\' && i + 1 < rest.length()) {
        c = rest.charAt(++i);
      }
      value.append(c);
    }
    return value.isEmpty() ? Optional.empty() : Optional.of(value.toString());
  }

  /**
   * These octets with another transfer encoding, said in the place of the old one or at the end.
   */
  byte[] withEncoding(String encoding) {
    var out = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      if (!isNamed(field, ENCODING)) {
        out.writeBytes(field);
      }
    }
    out.writeBytes(("Content-Transfer-Encoding: " + encoding + "\r\n").getBytes(ISO_8859_1));
    return out.toByteArray();
  }

  /** Whether the transfer encoding says that there may be octets above US-ASCII. */
  boolean saysEightBit() {
    String encoding = value(ENCODING);
    return Ascii.equalsIgnoringCase(encoding, "8bit")
        || Ascii.equalsIgnoringCase(encoding, "binary");
  }
}
