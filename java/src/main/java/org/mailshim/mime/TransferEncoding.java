package org.mailshim.mime;

import java.util.Optional;
import org.mailshim.address.Ascii;

/** How a part's octets are written into its message: Content-Transfer-Encoding (RFC 2045 §6). */
public enum TransferEncoding {
  /** As they are: lines of US-ASCII. */
  SEVEN_BIT("7bit"),
  /** As they are: lines with octets above 127. */
  EIGHT_BIT("8bit"),
  /** As they are: no lines (RFC 3030 §3). Read, never written. */
  BINARY("binary"),
  /** Lines in which few octets are written in hexadecimal (RFC 2045 §6.7). */
  QUOTED_PRINTABLE("quoted-printable"),
  /** Four characters for three octets (RFC 2045 §6.8). */
  BASE64("base64");

  private static final TransferEncoding[] ALL = values();

  private final String text;

  TransferEncoding(String text) {
    this.text = text;
  }

  /**
   * Finds an encoding.
   *
   * @param text its name in any case
   * @return the encoding; empty when there is none of that name
   */
  public static Optional<TransferEncoding> of(String text) {
    for (TransferEncoding each : ALL) {
      if (Ascii.equalsIgnoringCase(each.text, text)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /**
   * The encoding as header fields have it.
   *
   * @return lower-case letters, digits and a hyphen
   */
  public String text() {
    return text;
  }

  /** Whether the octets stand in the message as they are. */
  boolean isIdentity() {
    return this == SEVEN_BIT || this == EIGHT_BIT || this == BINARY;
  }
}
