package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The server of LOGIN (draft-murchison-sasl-login). Some clients send the name with the command,
 * which the draft does not have; that is taken too.
 */
final class LoginServer extends ServerExchange {
  private String identity = "";

  LoginServer(ServerContext context) {
    super(Mechanism.LOGIN, context);
  }

  @Override
  byte[] firstChallenge() {
    return "Username:".getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  boolean takesInitialResponse() {
    return true;
  }

  @Override
  Step take(byte[] response) {
    if (identity.isEmpty()) {
      identity = Identities.checked(mechanism(), Identities.text(mechanism(), response));
      return new Step.Challenge("Password:".getBytes(StandardCharsets.US_ASCII));
    }
    if (response.length == 0) {
      throw malformed("an empty password");
    }
    try (Secret password = Secret.of(response)) {
      Arrays.fill(response, (byte) 0);
      if (context().directory().verify(identity, password)) {
        return authenticated(identity, "");
      }
      return wrongCredentials(identity);
    }
  }
}
