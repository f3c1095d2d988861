package org.mailshim.mime;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * Finds charsets by the names that mail has for them, and as mail means them. Stateless.
 *
 * <p>Known limit: those of East Asia beyond Unicode are in the JDK's module {@code jdk.charsets},
 * which a runtime may be without.
 */
final class Charsets {
  private Charsets() {}

  /** Empty when this Java has none of that name. */
  static Optional<Charset> find(String name) {
    if (Ascii.equalsIgnoringCase(name, "utf-8") || Ascii.equalsIgnoringCase(name, "utf8")) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    if (Ascii.equalsIgnoringCase(name, "us-ascii") || Ascii.equalsIgnoringCase(name, "ascii")) {
      // Whoever says so and sends more, mostly sends UTF-8.
      return Optional.of(StandardCharsets.UTF_8);
    }
    if (Ascii.equalsIgnoringCase(name, "iso-8859-1")) {
      // What mailers mean by it: the same, with quotes and the euro where controls were.
      return find("windows-1252");
    }
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }
}
