package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The client of CRAM-MD5 (RFC 2195): the name and a keyed hash of the challenge. */
final class CramMd5Client extends ClientExchange {
  private final Credentials.Password password;

  CramMd5Client(Credentials.Password password) {
    super(Mechanism.CRAM_MD5);
    this.password = password;
  }

  @Override
  public Optional<byte[]> initialResponse() {
    return Optional.empty();
  }

  @Override
  byte[] answer(byte[] challenge) {
    if (challenge.length == 0) {
      throw malformed("a challenge of no octets, which makes the same answer every time");
    }
    succeed();
    end();
    return message(password.authenticationIdentity(), password.password(), challenge);
  }

  /** {@code identity SP hex(HMAC-MD5(password, challenge))}. */
  static byte[] message(String identity, Secret password, byte[] challenge) {
    byte[] key = password.octets();
    byte[] digest = Digests.hex(Digests.hmac("HmacMD5", key, challenge));
    Arrays.fill(key, (byte) 0);
    byte[] front = (identity + ' ').getBytes(StandardCharsets.UTF_8);
    byte[] message = Arrays.copyOf(front, front.length + digest.length);
    System.arraycopy(digest, 0, message, front.length, digest.length);
    return message;
  }

  @Override
  public void close() {}
}
