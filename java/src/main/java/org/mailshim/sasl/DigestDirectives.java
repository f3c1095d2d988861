package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * Reads and writes the messages of DIGEST-MD5: {@code name=value} or {@code name="value"}, with
 * commas between (RFC 2831 §7.1, §7.2).
 *
 * <p>Read as Latin-1, so that nothing is lost before the message has said that it is UTF-8.
 * Immutable.
 */
final class DigestDirectives {
  private record Directive(String name, String value) {}

  private final Mechanism mechanism = Mechanism.DIGEST_MD5;
  private final List<Directive> directives = new ArrayList<>();

  /**
   * Reads a message.
   *
   * @throws SaslException when it breaks the grammar or holds a control character other than white
   *     space between directives
   */
  DigestDirectives(byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    int i = afterSpace(text, 0);
    while (i < text.length()) {
      if (text.charAt(i) == ',') {
        i = afterSpace(text, i + 1);
      } else {
        i = read(text, i);
      }
    }
  }

  private int read(String text, int from) {
    int equals = text.indexOf('=', from);
    if (equals <= from) {
      throw malformed("a directive without a value");
    }
    String name = text.substring(from, equals).strip();
    checkToken(name);
    int i = afterSpace(text, equals + 1);
    int end =
        i < text.length() && text.charAt(i) == '"'
            ? readQuoted(name, text, i + 1)
            : readToken(name, text, i);
    end = afterSpace(text, end);
    if (end < text.length() && text.charAt(end) != ',') {
      throw malformed("no comma after a directive");
    }
    return end;
  }

  private int readQuoted(String name, String text, int from) {
    StringBuilder value = new StringBuilder();
    int i = from;
    while (i < text.length() && text.charAt(i) != '"') {
      if (text.charAt(i) == '\\') {
        i++;
      }
      if (i == text.length() || isControl(text.charAt(i))) {
        throw malformed("a quoted value that does not end, or holds a control character");
      }
      value.append(text.charAt(i++));
    }
    if (i == text.length()) {
      throw malformed("a quoted value that does not end");
    }
    directives.add(new Directive(name, value.toString()));
    return i + 1;
  }

  private int readToken(String name, String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) != ',' && !isSpace(text.charAt(i))) {
      i++;
    }
    String value = text.substring(from, i);
    checkToken(value);
    directives.add(new Directive(name, value));
    return i;
  }

  private void checkToken(String token) {
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '=') {
        throw malformed("a directive that is no token");
      }
    }
    if (token.isEmpty()) {
      throw malformed("an empty directive");
    }
  }

  private static boolean isControl(char c) {
    return c < ' ' || c == 0x7f;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static int afterSpace(String text, int from) {
    int i = from;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The values of a directive that may stand more than once. */
  List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (Directive directive : directives) {
      if (Ascii.equalsIgnoringCase(directive.name, name)) {
        values.add(directive.value);
      }
    }
    return values;
  }

  /** The value of a directive that may stand once. */
  Optional<String> optional(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw malformed("directive " + name + " more than once");
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /** The value of a directive that must stand once. */
  String required(String name) {
    return optional(name).orElseThrow(() -> malformed("directive " + name + " is missing"));
  }

  /** Whether the message says that it is UTF-8. */
  boolean isUtf8() {
    Optional<String> charset = optional("charset");
    if (charset.isPresent() && !Ascii.equalsIgnoringCase(charset.get(), "utf-8")) {
      throw malformed("a character set that is not UTF-8");
    }
    return charset.isPresent();
  }

  /** A value in its character set. */
  String decoded(String value) {
    return isUtf8()
        ? Identities.text(mechanism, value.getBytes(StandardCharsets.ISO_8859_1))
        : value;
  }

  /** A value as it stands between quotes. */
  static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private SaslException malformed(String problem) {
    return new SaslException(SaslException.Kind.MALFORMED, mechanism, problem);
  }
}
