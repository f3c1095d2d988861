package org.mailshim.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The clients of OAUTHBEARER (RFC 7628) and XOAUTH2: one message with a bearer token.
 *
 * <p>A server that refuses says why in a challenge first, in JSON, and waits for an answer that
 * says nothing (Ctrl-A for the one, no octets for the other) before it sends its reply.
 */
final class TokenClient extends ClientExchange {
  private static final String SEPARATOR = "\u0001";

  private final byte[] message;

  TokenClient(Mechanism mechanism, Credentials.Token credentials, String host) {
    super(mechanism);
    try (Secret token = token(credentials.tokens())) {
      byte[] octets = token.octets();
      checkToken(octets);
      this.message = message(front(mechanism, credentials.identity(), host), octets);
      Arrays.fill(octets, (byte) 0);
    }
    succeed();
  }

  private Secret token(TokenSource source) {
    try {
      return source.token();
    } catch (RuntimeException e) {
      throw new SaslException(
          SaslException.Kind.CREDENTIALS, mechanism(), "the token source gave no token", e);
    }
  }

  private static String front(Mechanism mechanism, String identity, String host) {
    if (mechanism == Mechanism.XOAUTH2) {
      return "user=" + identity + SEPARATOR + "auth=Bearer ";
    }
    return "n,a="
        + Gs2Header.escaped(identity)
        + ','
        + SEPARATOR
        + "host="
        + host
        + SEPARATOR
        + "auth=Bearer ";
  }

  private static byte[] message(String front, byte[] token) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(front.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(token);
    out.writeBytes((SEPARATOR + SEPARATOR).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** The characters that RFC 6750 §2.1 has are all visible ASCII; a control would end the field. */
  private void checkToken(byte[] token) {
    boolean visible = token.length > 0;
    for (byte octet : token) {
      visible &= octet > 0x20 && octet < 0x7f;
    }
    if (!visible) {
      throw new SaslException(
          SaslException.Kind.CREDENTIALS,
          mechanism(),
          "the token is empty or holds more than visible ASCII characters");
    }
  }

  @Override
  public Optional<byte[]> initialResponse() {
    return Optional.of(message.clone());
  }

  @Override
  byte[] answer(byte[] challenge) {
    refused(new String(challenge, StandardCharsets.UTF_8));
    return mechanism() == Mechanism.XOAUTH2 ? new byte[0] : new byte[] {1};
  }

  @Override
  public void close() {
    Arrays.fill(message, (byte) 0);
  }
}
