package org.mailshim.mime;

import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mailshim.address.PrintableText;
import org.mailshim.address.Utf8;

/**
 * A media type with its parameters: {@code text/plain; charset=UTF-8} (RFC 2045 §5).
 *
 * <p>Immutable, for any thread. Equal when types, subtypes and parameters are; letter case of types
 * and of parameters' names does not count.
 *
 * @param type the type, in lower case: {@code text}
 * @param subtype the subtype, in lower case: {@code plain}
 * @param parameters by name in lower case, in their order; copied
 */
public record ContentType(String type, String subtype, Map<String, String> parameters) {
  /** What a part without Content-Type is (RFC 2045 §5.2). */
  public static final ContentType TEXT_PLAIN = of("text/plain");

  /** Octets of which nothing is known. */
  public static final ContentType OCTET_STREAM = of("application/octet-stream");

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException when type, subtype or a parameter's name is no token (RFC 2045
   *     §5.1), or a value holds a control character
   */
  public ContentType {
    type = Parameters.lower(type);
    subtype = Parameters.lower(subtype);
    Map<String, String> copied = new LinkedHashMap<>();
    parameters.forEach((name, value) -> copied.put(Parameters.lower(name), value));
    parameters = Collections.unmodifiableMap(copied);
    if (!FieldText.isToken(type) || !FieldText.isToken(subtype)) {
      throw new IllegalArgumentException(
          "no media type: " + PrintableText.of(type + "/" + subtype, 100));
    }
    parameters.forEach(ContentType::check);
  }

  private static void check(String name, String value) {
    if (!FieldText.isToken(name) || name.indexOf('*') >= 0 || Utf8.firstForbidden(value) >= 0) {
      throw new IllegalArgumentException(
          "no parameter of a media type: " + PrintableText.of(name + "=" + value, 100));
    }
  }

  /**
   * Makes a media type.
   *
   * @param text as header fields have it, with parameters or without
   * @return the media type
   * @throws IllegalArgumentException when it is none
   */
  public static ContentType of(String text) {
    var field = new FieldText(text);
    String types = field.until(";").strip();
    int slash = types.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no media type: " + PrintableText.of(text, 100));
    }
    return new ContentType(
        types.substring(0, slash), types.substring(slash + 1), Parameters.read(field));
  }

  /**
   * Reads what a message says, which is not always right.
   *
   * @param text a field's text
   * @return the media type; {@link #TEXT_PLAIN} when it cannot be read, as RFC 2045 §5.2 advises
   */
  public static ContentType lenient(String text) {
    var field = new FieldText(text);
    field.skipBlanks();
    String types = field.until("; \t(").strip();
    int slash = types.indexOf('/');
    if (slash < 0) {
      return TEXT_PLAIN;
    }
    Map<String, String> sound = new LinkedHashMap<>();
    Parameters.read(field)
        .forEach(
            (name, value) -> {
              if (FieldText.isToken(name) && name.indexOf('*') < 0) {
                sound.put(name, clean(value));
              }
            });
    try {
      return new ContentType(types.substring(0, slash), types.substring(slash + 1), sound);
    } catch (IllegalArgumentException e) {
      return TEXT_PLAIN;
    }
  }

  /** A value without controls: it may be a file's name. */
  static String clean(String value) {
    if (Utf8.firstForbidden(value) < 0) {
      return value;
    }
    var clean = new StringBuilder(value.length());
    value
        .codePoints()
        .filter(c -> !Character.isISOControl(c) && c != 0xFFFD && !isSurrogate(c))
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /**
   * A parameter.
   *
   * @param name its name, in any case
   * @return its value; empty when it is not there
   */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(Parameters.lower(name)));
  }

  /**
   * The charset that the parameters name, as mail means it.
   *
   * @return empty when they name none, or one that this Java does not have
   */
  public Optional<Charset> charset() {
    Optional<String> name = parameter("charset");
    return name.isEmpty() ? Optional.empty() : Charsets.find(name.get());
  }

  /**
   * This with another parameter.
   *
   * @param name its name
   * @param value its value; takes the place of one that is there
   * @return the media type
   * @throws IllegalArgumentException as the constructor
   */
  public ContentType with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(Parameters.lower(name), value);
    return new ContentType(type, subtype, more);
  }

  /**
   * Whether it is this media type, parameters aside.
   *
   * @param text {@code type/subtype} in lower case, or {@code type/*}
   * @return whether it is
   */
  public boolean is(String text) {
    int slash = text.indexOf('/');
    return type.regionMatches(0, text, 0, Math.max(slash, type.length()))
        && (text.endsWith("/*") || text.substring(slash + 1).equals(subtype));
  }

  /**
   * Whether it is text, whose line ends and charset may be changed.
   *
   * @return true for {@code text/*}
   */
  public boolean isText() {
    return type.equals("text");
  }

  /**
   * Whether it has parts.
   *
   * @return true for {@code multipart/*}
   */
  public boolean isMultipart() {
    return type.equals("multipart");
  }

  /**
   * The media type without its parameters.
   *
   * @return {@code type/subtype}
   */
  public String name() {
    return type + "/" + subtype;
  }

  /** As a header field has it. */
  @Override
  public String toString() {
    var out = new OctetBuffer(64);
    write(out, false);
    return new String(out.array(), 0, out.length(), java.nio.charset.StandardCharsets.US_ASCII);
  }

  void write(OctetBuffer out, boolean utf8) {
    out.ascii(type).octet('/').ascii(subtype);
    for (Map.Entry<String, String> each : parameters.entrySet()) {
      Parameters.write(out, each.getKey(), each.getValue(), utf8);
    }
  }
}
