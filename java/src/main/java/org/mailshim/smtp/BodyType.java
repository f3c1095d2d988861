package org.mailshim.smtp;

import java.util.Optional;
import org.mailshim.address.Ascii;

/** What the mail data is made of, the value of BODY (RFC 6152 §3, RFC 3030 §3). */
public enum BodyType {
  /** Lines of US-ASCII; so it is when BODY is not given. */
  SEVEN_BIT("7BIT"),
  /** Lines with octets above 127 (RFC 6152). */
  EIGHT_BIT_MIME("8BITMIME"),
  /** Any octets, lines or not; only BDAT can carry it (RFC 3030 §3). */
  BINARY_MIME("BINARYMIME");

  private static final BodyType[] ALL = values();

  private final String text;

  BodyType(String text) {
    this.text = text;
  }

  /**
   * Finds a type.
   *
   * @param text the value of BODY, in any case
   * @return the type; empty when there is none of that name
   */
  public static Optional<BodyType> of(String text) {
    for (BodyType type : ALL) {
      if (Ascii.equalsIgnoringCase(type.text, text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * The type as it is written.
   *
   * @return upper-case letters and digits
   */
  public String text() {
    return text;
  }
}
