package org.mailshim.mime;

/**
 * What octets a message may be made of on its way, which is what the server on the other side says.
 */
public enum WireForm {
  /**
   * US-ASCII throughout, lines of at most 998 octets: what every server takes (RFC 5321 §2.4).
   * Bodies are quoted-printable or base64 where they have anything else, header fields have encoded
   * words (RFC 2047).
   */
  SEVEN_BIT,
  /** Text bodies as they are where their lines are short enough (8BITMIME, RFC 6152). */
  EIGHT_BIT,
  /** As {@link #EIGHT_BIT}, and header fields in UTF-8 (SMTPUTF8, RFC 6532). */
  UTF8;

  /** Whether octets above 127 may be in bodies. */
  boolean isEightBit() {
    return this != SEVEN_BIT;
  }
}
