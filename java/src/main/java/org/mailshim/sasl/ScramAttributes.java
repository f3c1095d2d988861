package org.mailshim.sasl;

import java.util.Base64;
import org.mailshim.address.Ascii;

/**
 * Reads the messages of SCRAM (RFC 5802 §7), piece by piece between commas, in their fixed order.
 *
 * <p>Every fault is a {@link SaslException} that does not show the message: parts of it are as good
 * as secrets. One message per instance, one thread.
 */
final class ScramAttributes {
  private final Mechanism mechanism;
  private final String message;
  private int position;

  /**
   * Makes a reader of a message.
   *
   * @throws SaslException when the octets are no UTF-8 or hold a NUL
   */
  ScramAttributes(Mechanism mechanism, byte[] message) {
    this.mechanism = mechanism;
    this.message = Identities.text(mechanism, message);
    if (this.message.indexOf('\0') >= 0) {
      throw malformed("a NUL in a message");
    }
  }

  /** What comes before the next comma, or the rest; the comma is taken too. */
  String piece() {
    if (isAtEnd()) {
      throw malformed("a message that ends too early");
    }
    int comma = message.indexOf(',', position);
    int end = comma < 0 ? message.length() : comma;
    String piece = message.substring(position, end);
    position = end + 1;
    return piece;
  }

  /** The value of the next attribute, which must have a certain name. */
  String value(char name) {
    String piece = piece();
    if (piece.startsWith("m=")) {
      throw malformed("a mandatory extension, of which none is known");
    }
    if (piece.length() < 2 || piece.charAt(0) != name || piece.charAt(1) != '=') {
      throw malformed("no attribute " + name + " where it must stand");
    }
    return piece.substring(2);
  }

  /** The octets of the next attribute, which has them in Base64, at least one. */
  byte[] octets(char name) {
    String value = value(name);
    try {
      byte[] octets = Base64.getDecoder().decode(value);
      // The decoder is lenient about padding; what it does not write the same way is refused.
      if (octets.length > 0 && Base64.getEncoder().encodeToString(octets).equals(value)) {
        return octets;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the value.
    }
    throw malformed("no Base64 in attribute " + name);
  }

  /** The next attribute, a nonce: visible ASCII characters. */
  String nonce(char name) {
    String nonce = value(name);
    for (int i = 0; i < nonce.length(); i++) {
      if (nonce.charAt(i) <= ' ' || nonce.charAt(i) > '~') {
        throw malformed("a nonce with other than visible ASCII characters");
      }
    }
    if (nonce.isEmpty()) {
      throw malformed("an empty nonce");
    }
    return nonce;
  }

  /** The next attribute, an iteration count between the bounds of {@link ScramKeys}. */
  int iterations(char name) {
    String count = value(name);
    if (!isPositiveNumber(count) || !ScramKeys.isCount(Integer.parseInt(count))) {
      throw malformed("an iteration count that is not 4096 to 2000000");
    }
    return Integer.parseInt(count);
  }

  /** A name with its escapes resolved, checked, not empty. */
  String name(String escaped) {
    StringBuilder name = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '=' && escaped.startsWith("=2C", i)) {
        name.append(',');
        i += 2;
      } else if (c == '=' && escaped.startsWith("=3D", i)) {
        name.append('=');
        i += 2;
      } else if (c == '=') {
        throw malformed("an equals sign in a name that is not escaped");
      } else {
        name.append(c);
      }
    }
    return Identities.checked(mechanism, name.toString());
  }

  /** Takes what is left as extensions, of which none means anything here. */
  void skipExtensions() {
    while (!isAtEnd()) {
      skipExtension();
    }
  }

  /** Takes one attribute, which must be one. */
  void skipExtension() {
    String extension = piece();
    if (extension.length() < 3
        || !Ascii.isLetterOrDigit(extension.charAt(0))
        || Ascii.isDigit(extension.charAt(0))
        || extension.charAt(1) != '=') {
      throw malformed("an extension that is no attribute");
    }
  }

  /** Whether all has been read. A comma at the end leaves an empty piece to be read. */
  boolean isAtEnd() {
    return position > message.length();
  }

  /** The message from the current piece on. */
  String rest() {
    return position > message.length() ? "" : message.substring(position);
  }

  /** The message up to the current piece, without the comma before that. */
  String before() {
    return message.substring(0, Math.max(0, position - 1));
  }

  SaslException malformed(String problem) {
    return new SaslException(SaslException.Kind.MALFORMED, mechanism, problem);
  }

  /** {@code posit-number} of RFC 5802 §7, as far as an int goes. */
  static boolean isPositiveNumber(String text) {
    if (text.isEmpty() || text.length() > 9 || text.charAt(0) == '0') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!Ascii.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
