package org.mailshim.smtp.server;

import java.security.SecureRandom;
import java.util.Map;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.FixedUserDirectory;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.sasl.UserDirectory;

/** Directories for tests. */
final class TestUsers {
  private static final int ITERATIONS = 4096;

  private TestUsers() {}

  private static final UserDirectory TIM = newTim();

  /** One user, with the password of RFC 2195's example. */
  static UserDirectory tim() {
    return TIM;
  }

  private static UserDirectory newTim() {
    var password = new StoredCredential.Password(Secret.of("tanstaaftanstaaf"));
    var decoys = Decoys.ofThisProcess(new SecureRandom(), Decoys.Form.PASSWORDS, ITERATIONS);
    return new FixedUserDirectory(Map.of("tim", password), decoys);
  }
}
