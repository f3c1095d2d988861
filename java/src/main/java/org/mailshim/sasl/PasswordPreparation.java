package org.mailshim.sasl;

import com.ongres.saslprep.SASLprep;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * SASLprep (RFC 4013): different ways to type the same password, or name, become one.
 *
 * <p>ASCII is answered here: it stays as it is, and controls are not allowed. For the rest there is
 * a library with the tables of RFC 3454, whose class is loaded only then. A text that goes through
 * it leaves copies in memory that cannot be wiped. Stateless, for any thread.
 */
final class PasswordPreparation {
  private PasswordPreparation() {}

  /**
   * Prepares a text that is being typed ("query": code points that Unicode 3.2 did not know are let
   * through).
   *
   * @param utf8 the text; stays the caller's
   * @return the prepared text in UTF-8, which the caller wipes if it is a secret
   * @throws IllegalArgumentException when the text is malformed, empty after preparation, or holds
   *     what SASLprep prohibits; the message does not tell which
   */
  static byte[] prepare(byte[] utf8) {
    if (isPrintableAscii(utf8)) {
      return utf8.clone();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      byte[] prepared = new SASLprep().prepareQuery(text).getBytes(StandardCharsets.UTF_8);
      if (prepared.length > 0) {
        return prepared;
      }
    } catch (CharacterCodingException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The library's message would show characters of the password. It goes out of bounds when
      // nothing is left of the text.
    }
    throw new IllegalArgumentException("the text holds characters that SASLprep prohibits");
  }

  /** Prepares a text, or leaves it as it is when SASLprep prohibits something in it. */
  static byte[] prepareIfPossible(byte[] utf8) {
    try {
      return prepare(utf8);
    } catch (IllegalArgumentException e) {
      return utf8.clone();
    }
  }

  /** Prepares a secret for SCRAM, or says without a word of it that this cannot be done. */
  static byte[] prepare(Secret password) {
    byte[] octets = password.octets();
    try {
      return prepare(octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static boolean isPrintableAscii(byte[] octets) {
    for (byte octet : octets) {
      if (octet < 0x20 || octet == 0x7f) {
        return false;
      }
    }
    return octets.length > 0;
  }
}
