package org.mailshim.authentication;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/** The algorithms that may sign and that are believed (RFC 8301 §3.1, RFC 8463 §3). */
public enum DkimAlgorithm {
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  RSA_SHA256("rsa-sha256", "rsa"),
  /** Ed25519 over the SHA-256 of what is signed. */
  ED25519_SHA256("ed25519-sha256", "ed25519");

  private final String text;
  private final String keyType;

  DkimAlgorithm(String text, String keyType) {
    this.text = text;
    this.keyType = keyType;
  }

  /** As it stands in the tag a=. */
  public String text() {
    return text;
  }

  /** As it stands in the tag k= of the key's record. */
  public String keyType() {
    return keyType;
  }

  /** The algorithm of that name; empty for rsa-sha1, which nobody is to believe, and others. */
  static Optional<DkimAlgorithm> of(String text) {
    for (DkimAlgorithm each : values()) {
      if (each.text.equals(text)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** What a private key signs with. */
  static DkimAlgorithm of(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> RSA_SHA256;
      case "EdDSA", "Ed25519" -> ED25519_SHA256;
      default ->
          throw new IllegalArgumentException(
              "DKIM signs with RSA and Ed25519, not with a key for " + key.getAlgorithm());
    };
  }

  byte[] sign(PrivateKey key, byte[] text) throws GeneralSecurityException {
    Signature signature = engine();
    signature.initSign(key);
    signature.update(signed(text));
    return signature.sign();
  }

  boolean verify(PublicKey key, byte[] text, byte[] octets) throws GeneralSecurityException {
    Signature signature = engine();
    signature.initVerify(key);
    signature.update(signed(text));
    return signature.verify(octets);
  }

  private Signature engine() throws GeneralSecurityException {
    return Signature.getInstance(this == RSA_SHA256 ? "SHA256withRSA" : "Ed25519");
  }

  /** Ed25519 signs the hash (RFC 8463 §3); RSA makes the hash itself. */
  private byte[] signed(byte[] text) {
    return this == RSA_SHA256 ? text : Digests.sha256().digest(text);
  }
}
