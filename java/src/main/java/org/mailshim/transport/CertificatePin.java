package org.mailshim.transport;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A certificate that is known beforehand, by SHA-256 of the whole certificate or of its public key
 * (the SubjectPublicKeyInfo, RFC 5280 §4.1). The pin of the key survives a renewal of the
 * certificate that keeps the key.
 *
 * <p>Immutable; any thread.
 */
public final class CertificatePin {
  private static final int SIZE = 32;
  private static final String KEY_PREFIX = "sha256//";

  private final boolean ofKey;
  private final byte[] digest;

  private CertificatePin(boolean ofKey, byte[] digest) {
    if (digest.length != SIZE) {
      throw new IllegalArgumentException("a SHA-256 pin has 32 octets, not " + digest.length);
    }
    this.ofKey = ofKey;
    this.digest = digest;
  }

  /**
   * The pin in one of its two usual spellings.
   *
   * @param text {@code sha256//} and 44 characters of base64: the public key, as curl writes it; or
   *     64 hexadecimal digits with or without colons: the certificate, as {@code openssl x509
   *     -fingerprint -sha256} writes it
   * @throws IllegalArgumentException for anything else
   */
  public static CertificatePin of(String text) {
    if (text.startsWith(KEY_PREFIX)) {
      return ofPublicKey(Base64.getDecoder().decode(text.substring(KEY_PREFIX.length())));
    }
    return ofCertificate(HexFormat.of().parseHex(text.replace(":", "")));
  }

  /** The pin of a public key; {@code sha256} has 32 octets and is copied. */
  public static CertificatePin ofPublicKey(byte[] sha256) {
    return new CertificatePin(true, sha256.clone());
  }

  /** The pin of a whole certificate; {@code sha256} has 32 octets and is copied. */
  public static CertificatePin ofCertificate(byte[] sha256) {
    return new CertificatePin(false, sha256.clone());
  }

  /** Whether it is the certificate that is meant. */
  public boolean matches(X509Certificate certificate) {
    try {
      byte[] pinned = ofKey ? certificate.getPublicKey().getEncoded() : certificate.getEncoded();
      return MessageDigest.isEqual(digest, MessageDigest.getInstance("SHA-256").digest(pinned));
    } catch (CertificateEncodingException e) {
      return false;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** In the spelling of {@link #of}. */
  @Override
  public String toString() {
    return ofKey
        ? KEY_PREFIX + Base64.getEncoder().encodeToString(digest)
        : HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificatePin pin
        && pin.ofKey == ofKey
        && Arrays.equals(pin.digest, digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }
}
