package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The client of LOGIN (draft-murchison-sasl-login). The first challenge asks for the name, the
 * second for the password, whatever their words: servers differ in them.
 */
final class LoginClient extends ClientExchange {
  private final Credentials.Password password;
  private boolean named;

  LoginClient(Credentials.Password password) {
    super(Mechanism.LOGIN);
    this.password = password;
  }

  @Override
  public Optional<byte[]> initialResponse() {
    return Optional.empty();
  }

  @Override
  byte[] answer(byte[] challenge) {
    if (!named) {
      named = true;
      return password.authenticationIdentity().getBytes(StandardCharsets.UTF_8);
    }
    succeed();
    end();
    return password.password().octets();
  }

  @Override
  public void close() {}
}
