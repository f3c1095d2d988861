package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.mailshim.sasl.Secret;

/**
 * Makes private keys of the forms that PEM files hold: PKCS#8 (RFC 5958), the same encrypted,
 * PKCS#1 for RSA (RFC 8017 appendix A.1.2) and SEC 1 for elliptic curves (RFC 5915).
 *
 * <p>The JDK reads PKCS#8 only; the other two become PKCS#8 by the few octets of DER that stand in
 * front of the same content there.
 */
final class PrivateKeys {
  private static final HexFormat HEX = HexFormat.of();

  /** {@code INTEGER 0}: the version of a PrivateKeyInfo. */
  private static final byte[] VERSION = HEX.parseHex("020100");

  /** {@code SEQUENCE { OID rsaEncryption, NULL }}. */
  private static final byte[] RSA = HEX.parseHex("300d06092a864886f70d0101010500");

  /** {@code OID id-ecPublicKey}. */
  private static final byte[] EC = HEX.parseHex("06072a8648ce3d0201");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  /** {@code [0]} in an ECPrivateKey: the curve. */
  private static final int EC_PARAMETERS = 0xa0;

  private static final String[] ALGORITHMS = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

  private PrivateKeys() {}

  /**
   * The first private key of a file.
   *
   * @param password for an encrypted one
   * @throws TransportException.Tls when there is none, or none that can be read
   */
  static PrivateKey of(PemFile file, Optional<Secret> password) {
    for (PemFile.Block block : file.blocks()) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return of(file, block, password);
      }
    }
    throw file.wrong("holds no private key as PEM (-----BEGIN PRIVATE KEY-----)", null);
  }

  private static PrivateKey of(PemFile file, PemFile.Block block, Optional<Secret> password) {
    if (block.hasHeaders()) {
      throw file.wrong(
          "holds a key in OpenSSL's old encrypted form; convert it with \"openssl pkcs8 -topk8\"",
          null);
    }
    byte[] encoded = new byte[0];
    try {
      encoded = pkcs8(file, block, password);
      return decoded(encoded);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      boolean encrypted = block.label().startsWith("ENCRYPTED");
      throw file.wrong(
          encrypted
              ? "the private key cannot be decrypted; is the password right?"
              : "the private key is broken, or of a kind that is not known here",
          e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static byte[] pkcs8(PemFile file, PemFile.Block block, Optional<Secret> password)
      throws GeneralSecurityException, IOException {
    byte[] content = block.content();
    return switch (block.label()) {
      case "PRIVATE KEY" -> content;
      case "RSA PRIVATE KEY" ->
          element(SEQUENCE, joined(VERSION, RSA, element(OCTET_STRING, content)));
      case "EC PRIVATE KEY" -> {
        byte[] algorithm = element(SEQUENCE, joined(EC, curve(content)));
        yield element(SEQUENCE, joined(VERSION, algorithm, element(OCTET_STRING, content)));
      }
      case "ENCRYPTED PRIVATE KEY" -> {
        if (password.isEmpty()) {
          throw file.wrong("the private key is encrypted, and no password was given", null);
        }
        yield decrypted(content, password.get());
      }
      default -> throw file.wrong("holds a key of a kind that is not known here", null);
    };
  }

  private static byte[] decrypted(byte[] content, Secret password)
      throws GeneralSecurityException, IOException {
    var info = new EncryptedPrivateKeyInfo(content);
    // For PBES2 the name of the scheme is only in the parameters' text:
    // PBEWithHmacSHA256AndAES_256.
    String scheme =
        info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
    char[] characters = characters(password);
    var specification = new PBEKeySpec(characters);
    try {
      var key = SecretKeyFactory.getInstance(scheme).generateSecret(specification);
      var cipher = Cipher.getInstance(scheme);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      return cipher.doFinal(info.getEncryptedData());
    } finally {
      specification.clearPassword();
      Arrays.fill(characters, '\0');
    }
  }

  /** A password's characters; the caller wipes them. */
  static char[] characters(Secret password) {
    byte[] octets = password.octets();
    CharBuffer decoded = UTF_8.decode(ByteBuffer.wrap(octets));
    char[] characters = new char[decoded.remaining()];
    decoded.get(characters);
    Arrays.fill(decoded.array(), '\0');
    Arrays.fill(octets, (byte) 0);
    return characters;
  }

  private static PrivateKey decoded(byte[] pkcs8) throws GeneralSecurityException {
    var specification = new PKCS8EncodedKeySpec(pkcs8);
    GeneralSecurityException failure = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(specification);
      } catch (GeneralSecurityException e) {
        failure = e;
      }
    }
    throw new GeneralSecurityException("of no known algorithm", failure);
  }

  /** The named curve of an ECPrivateKey: the content of its element {@code [0]}. */
  private static byte[] curve(byte[] key) {
    ByteBuffer sequence = contentOf(ByteBuffer.wrap(key), SEQUENCE);
    while (sequence.hasRemaining()) {
      int tag = sequence.get(sequence.position()) & 0xff;
      ByteBuffer content = contentOf(sequence, tag);
      if (tag == EC_PARAMETERS) {
        byte[] curve = new byte[content.remaining()];
        content.get(curve);
        return curve;
      }
    }
    throw new IllegalArgumentException("no curve in the key");
  }

  /** Takes one element of DER from {@code from}, and gives its content. */
  private static ByteBuffer contentOf(ByteBuffer from, int tag) {
    if (from.remaining() < 2 || (from.get() & 0xff) != tag) {
      throw new IllegalArgumentException("not the expected element");
    }
    int length = from.get() & 0xff;
    if (length > 0x80) {
      int octets = length - 0x80;
      length = 0;
      for (int i = 0; i < octets && i < 3 && from.hasRemaining(); i++) {
        length = length << 8 | from.get() & 0xff;
      }
    }
    if (length > from.remaining()) {
      throw new IllegalArgumentException("an element longer than its container");
    }
    ByteBuffer content = from.slice(from.position(), length);
    from.position(from.position() + length);
    return content;
  }

  private static byte[] element(int tag, byte[] content) {
    if (content.length > 0xffff) {
      throw new IllegalArgumentException("a key of " + content.length + " octets");
    }
    return joined(header(tag, content.length), content);
  }

  /** Tag and length, as short as DER demands. */
  private static byte[] header(int tag, int length) {
    if (length < 0x80) {
      return new byte[] {(byte) tag, (byte) length};
    }
    if (length < 0x100) {
      return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    }
    return new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer joined = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }
}
