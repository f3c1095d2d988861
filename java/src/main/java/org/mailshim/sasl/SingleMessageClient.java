package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Clients that say all they have to say in one message: PLAIN (RFC 4616), EXTERNAL (RFC 4422
 * appendix A) and ANONYMOUS (RFC 4505). The server proves nothing.
 */
final class SingleMessageClient extends ClientExchange {
  private final byte[] message;

  private SingleMessageClient(Mechanism mechanism, byte[] message) {
    super(mechanism);
    this.message = message;
    succeed();
  }

  /** {@code [authzid] NUL authcid NUL passwd}. */
  static SingleMessageClient plain(Credentials.Password password) {
    String identities =
        password.authorizationIdentity().orElse("")
            + '\0'
            + password.authenticationIdentity()
            + '\0';
    byte[] front = identities.getBytes(StandardCharsets.UTF_8);
    byte[] secret = password.password().octets();
    byte[] message = Arrays.copyOf(front, front.length + secret.length);
    System.arraycopy(secret, 0, message, front.length, secret.length);
    Arrays.fill(secret, (byte) 0);
    return new SingleMessageClient(Mechanism.PLAIN, message);
  }

  static SingleMessageClient external(Credentials.External external) {
    String identity = external.authorizationIdentity().orElse("");
    return new SingleMessageClient(Mechanism.EXTERNAL, identity.getBytes(StandardCharsets.UTF_8));
  }

  static SingleMessageClient anonymous(Credentials.Anonymous anonymous) {
    return new SingleMessageClient(
        Mechanism.ANONYMOUS, anonymous.trace().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Optional<byte[]> initialResponse() {
    return Optional.of(message.clone());
  }

  @Override
  byte[] answer(byte[] challenge) {
    throw malformed("a challenge after the only message");
  }

  @Override
  public void close() {
    Arrays.fill(message, (byte) 0);
  }
}
