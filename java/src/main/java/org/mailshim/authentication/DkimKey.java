package org.mailshim.authentication;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The public key of a signer, from its TXT record (RFC 6376 §3.6.1, RFC 8463 §4).
 *
 * @param algorithm what it verifies
 * @param key the key
 * @param exactDomain flag s: the i= tag must name the signing domain itself, no domain below
 */
record DkimKey(DkimAlgorithm algorithm, PublicKey key, boolean exactDomain) {
  /** RFC 8301 §3.2: nothing shorter is valid. */
  private static final int SHORTEST_RSA = 1024;

  /** A bound on what one signature can make us calculate. */
  private static final int LONGEST_RSA = 8192;

  private static final byte[] ED25519_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final int ED25519_OCTETS = 32;

  /** What is wrong with a key's record, or with a signature. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String reason) {
      super(reason);
    }
  }

  /** Reads the record of a key that is to verify signatures of an algorithm. */
  static DkimKey parse(String record, DkimAlgorithm algorithm) throws Unusable {
    TagList tags = TagList.parse(record).orElseThrow(() -> new Unusable("key record broken"));
    boolean versioned = tags.value("v").isPresent();
    if (versioned && !(tags.first().equals("v") && tags.value("v", "").equals("DKIM1"))) {
      throw new Unusable("key record of another version");
    }
    if (!tags.value("k", "rsa").equals(algorithm.keyType())) {
      throw new Unusable("key of another type");
    }
    if (tags.value("h").isPresent() && !tags.list("h", "").contains("sha256")) {
      throw new Unusable("key not for sha256");
    }
    List<String> services = tags.list("s", "*");
    if (!services.contains("*") && !services.contains("email")) {
      throw new Unusable("key not for mail");
    }
    if (tags.value("p").isEmpty()) {
      throw new Unusable("key record without key");
    }
    String p = tags.compact("p");
    if (p.isEmpty()) {
      throw new Unusable("key revoked");
    }
    List<String> flags = tags.list("t", "");
    return new DkimKey(algorithm, key(p, algorithm), flags.contains("s"));
  }

  private static PublicKey key(String base64, DkimAlgorithm algorithm) throws Unusable {
    try {
      byte[] octets = Base64.getDecoder().decode(base64);
      return algorithm == DkimAlgorithm.RSA_SHA256 ? rsa(octets) : ed25519(octets);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Unusable("key broken");
    }
  }

  private static PublicKey ed25519(byte[] octets) throws GeneralSecurityException {
    if (octets.length != ED25519_OCTETS) {
      throw new IllegalArgumentException("not 32 octets");
    }
    byte[] encoded =
        ByteBuffer.allocate(ED25519_HEADER.length + ED25519_OCTETS)
            .put(ED25519_HEADER)
            .put(octets)
            .array();
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static PublicKey rsa(byte[] octets) throws GeneralSecurityException, Unusable {
    KeyFactory keys = KeyFactory.getInstance("RSA");
    PublicKey key;
    try {
      key = keys.generatePublic(new X509EncodedKeySpec(octets));
    } catch (GeneralSecurityException e) {
      // The text of RFC 6376 asks for this form, its examples and all the world have the other.
      key = keys.generatePublic(pkcs1(ByteBuffer.wrap(octets)));
    }
    int bits = ((RSAPublicKey) key).getModulus().bitLength();
    if (bits < SHORTEST_RSA || bits > LONGEST_RSA) {
      throw new Unusable("key of " + bits + " bits");
    }
    return key;
  }

  /** {@code SEQUENCE { INTEGER modulus, INTEGER exponent }} (RFC 8017 A.1.1). */
  private static RSAPublicKeySpec pkcs1(ByteBuffer der) {
    element(der, 0x30);
    BigInteger modulus = new BigInteger(1, content(der));
    BigInteger exponent = new BigInteger(1, content(der));
    return new RSAPublicKeySpec(modulus, exponent);
  }

  private static byte[] content(ByteBuffer der) {
    byte[] octets = new byte[element(der, 0x02)];
    der.get(octets);
    return octets;
  }

  /** Takes tag and length of an element, and gives its length, which is there. */
  private static int element(ByteBuffer der, int tag) {
    if (der.remaining() < 2 || (der.get() & 0xff) != tag) {
      throw new IllegalArgumentException("not the expected element");
    }
    int length = der.get() & 0xff;
    if (length > 0x80) {
      int octets = length - 0x80;
      length = 0;
      for (int i = 0; i < octets && i < 3 && der.hasRemaining(); i++) {
        length = length << 8 | der.get() & 0xff;
      }
    }
    if (length > der.remaining()) {
      throw new IllegalArgumentException("an element longer than its container");
    }
    return length;
  }
}
