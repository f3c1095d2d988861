package org.mailshim.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.mailshim.address.PrintableText;
import org.mailshim.address.Utf8;

/** Names of users as they come from a stranger. Stateless, for any thread. */
final class Identities {
  private static final int SHOWN = 100;

  private Identities() {}

  /**
   * Checks a name that may not be empty.
   *
   * @return the same
   * @throws SaslException when it is empty, longer than {@link Credentials#IDENTITY_LIMIT} octets
   *     or holds a control character
   */
  static String checked(Mechanism mechanism, String identity) {
    if (identity.isEmpty()) {
      throw malformed(mechanism, "an empty identity");
    }
    return checkedIfPresent(mechanism, identity);
  }

  /** Checks a name that may be empty. */
  static String checkedIfPresent(Mechanism mechanism, String identity) {
    if (Utf8.octets(identity) > Credentials.IDENTITY_LIMIT) {
      throw malformed(mechanism, "an identity of more than 255 octets");
    }
    if (Utf8.firstForbidden(identity) >= 0) {
      throw malformed(mechanism, "an identity with a control character");
    }
    return identity;
  }

  /** Octets as text, which they must be. */
  static String text(Mechanism mechanism, byte[] octets, int from, int to) {
    try {
      ByteBuffer piece = ByteBuffer.wrap(octets, from, to - from);
      return StandardCharsets.UTF_8.newDecoder().decode(piece).toString();
    } catch (CharacterCodingException e) {
      throw malformed(mechanism, "a message that is not UTF-8");
    }
  }

  /** All octets as text, which they must be. */
  static String text(Mechanism mechanism, byte[] octets) {
    return text(mechanism, octets, 0, octets.length);
  }

  /** A name after SASLprep, or as it is when that prohibits something in it. */
  static String prepared(String identity) {
    byte[] octets = identity.getBytes(StandardCharsets.UTF_8);
    return new String(PasswordPreparation.prepareIfPossible(octets), StandardCharsets.UTF_8);
  }

  /** A name for a log. */
  static String shown(String identity) {
    return '"' + PrintableText.of(identity, SHOWN) + '"';
  }

  private static SaslException malformed(Mechanism mechanism, String problem) {
    return new SaslException(SaslException.Kind.MALFORMED, mechanism, problem);
  }
}
