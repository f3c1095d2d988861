package org.mailshim.sasl;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The calculation of DIGEST-MD5 (RFC 2831 §2.1.2.1), the same on both sides, for {@code qop=auth}.
 *
 * @param utf8 whether both sides have agreed on UTF-8; Latin-1 otherwise
 * @param identity the authentication identity
 * @param realm the realm; may be empty
 * @param nonce the server's nonce
 * @param clientNonce the client's nonce
 * @param digestUri {@code service/host}
 * @param authorizationIdentity who to act as; may be empty
 */
record DigestMd5(
    boolean utf8,
    String identity,
    String realm,
    String nonce,
    String clientNonce,
    String digestUri,
    String authorizationIdentity) {
  /** The count of a nonce's uses: each authentication has one of its own. */
  static final String NONCE_COUNT = "00000001";

  private static final String MD5 = "MD5";

  /** The password of a credential that a directory with this mechanism must have. */
  static Secret passwordOf(StoredCredential credential) {
    return switch (credential) {
      case StoredCredential.Password password -> password.password();
      case StoredCredential.Keys keys ->
          throw new UserDirectoryException("keys, where the mechanism needs the password");
    };
  }

  /** What the client sends as {@code response}: 32 hexadecimal digits. */
  String response(Secret password) {
    return calculated(password, "AUTHENTICATE:");
  }

  /** What the server sends as {@code rspauth}: 32 hexadecimal digits. */
  String serverResponse(Secret password) {
    return calculated(password, ":");
  }

  private String calculated(Secret password, String method) {
    byte[] inner = innerDigest(password);
    String second = ':' + nonce + ':' + clientNonce;
    if (!authorizationIdentity.isEmpty()) {
      second += ':' + authorizationIdentity;
    }
    byte[] a1 = Digests.hex(Digests.digest(MD5, inner, encoded(second)));
    byte[] a2 = Digests.hex(Digests.digest(MD5, encoded(method + digestUri)));
    Arrays.fill(inner, (byte) 0);
    String between = ':' + nonce + ':' + NONCE_COUNT + ':' + clientNonce + ":auth:";
    byte[] digest = Digests.digest(MD5, a1, encoded(between), a2);
    return new String(Digests.hex(digest), StandardCharsets.US_ASCII);
  }

  /** {@code H({ username, ":", realm, ":", passwd })}, each in Latin-1 if it fits there. */
  private byte[] innerDigest(Secret password) {
    byte[] octets = password.octets();
    byte[] narrow = latin1IfPossible(octets);
    try {
      return Digests.digest(
          MD5,
          latin1IfPossible(identity.getBytes(StandardCharsets.UTF_8)),
          new byte[] {':'},
          latin1IfPossible(realm.getBytes(StandardCharsets.UTF_8)),
          new byte[] {':'},
          narrow);
    } finally {
      Arrays.fill(octets, (byte) 0);
      Arrays.fill(narrow, (byte) 0);
    }
  }

  /** UTF-8 as Latin-1, or as it is when it has a character beyond. */
  private static byte[] latin1IfPossible(byte[] utf8) {
    byte[] narrow = new byte[utf8.length];
    int length = 0;
    for (int i = 0; i < utf8.length; i++) {
      int octet = utf8[i] & 0xff;
      boolean twoOctets = (octet == 0xc2 || octet == 0xc3) && i + 1 < utf8.length;
      if (octet >= 0x80 && !twoOctets) {
        Arrays.fill(narrow, (byte) 0);
        return utf8.clone();
      }
      if (twoOctets) {
        octet = (octet & 3) << 6 | utf8[++i] & 0x3f;
      }
      narrow[length++] = (byte) octet;
    }
    byte[] result = Arrays.copyOf(narrow, length);
    Arrays.fill(narrow, (byte) 0);
    return result;
  }

  private byte[] encoded(String text) {
    return text.getBytes(charset(utf8));
  }

  static Charset charset(boolean utf8) {
    return utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
  }
}
