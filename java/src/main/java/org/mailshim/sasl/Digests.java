package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** Hashes and keyed hashes as the mechanisms use them. Stateless, for any thread. */
final class Digests {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Digests() {}

  /** The hash of some pieces, one after the other. */
  static byte[] digest(String algorithm, byte[]... pieces) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] piece : pieces) {
        digest.update(piece);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      // SHA-1, SHA-256 and MD5 have to be in every Java platform.
      throw new AssertionError(e);
    }
  }

  /** The keyed hash of some pieces, one after the other; the key has at least one octet. */
  static byte[] hmac(String algorithm, byte[] key, byte[]... pieces) {
    Mac mac = mac(algorithm, key);
    for (byte[] piece : pieces) {
      mac.update(piece);
    }
    return mac.doFinal();
  }

  /**
   * Hi() of RFC 5802 §2.2, which is PBKDF2 with one block (RFC 8018 §5.2). Takes about half a
   * microsecond an iteration.
   */
  static byte[] iterated(ScramHash hash, byte[] password, byte[] salt, int iterations) {
    Mac mac = mac(hash.mac(), password);
    mac.update(salt);
    byte[] last = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] sum = last.clone();
    try {
      for (int i = 1; i < iterations; i++) {
        mac.update(last);
        mac.doFinal(last, 0);
        for (int k = 0; k < sum.length; k++) {
          sum[k] ^= last[k];
        }
      }
    } catch (ShortBufferException e) {
      throw new AssertionError(e);
    }
    Arrays.fill(last, (byte) 0);
    return sum;
  }

  /** The exclusive or of two arrays of one length. */
  static byte[] xor(byte[] a, byte[] b) {
    byte[] result = new byte[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (a[i] ^ b[i]);
    }
    return result;
  }

  /** Octets as lower-case hexadecimal digits in ASCII. */
  static byte[] hex(byte[] octets) {
    byte[] digits = new byte[2 * octets.length];
    for (int i = 0; i < octets.length; i++) {
      digits[2 * i] = HEX[octets[i] >> 4 & 0xf];
      digits[2 * i + 1] = HEX[octets[i] & 0xf];
    }
    return digits;
  }

  private static Mac mac(String algorithm, byte[] key) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }
}
