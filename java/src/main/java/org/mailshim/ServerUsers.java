package org.mailshim;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.FixedUserDirectory;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.sasl.UserDirectory;

/**
 * Who may log in to a server: users named one by one, or those of a directory. One thread, until
 * the server starts.
 */
final class ServerUsers {
  private static final int SCRAM_ITERATIONS = 4096;

  private final Map<String, StoredCredential> named = new HashMap<>();
  private Optional<UserDirectory> others = Optional.empty();

  /**
   * Names one; the password is copied.
   *
   * @throws IllegalStateException when they are those of a directory
   */
  void add(String user, String password) {
    if (others.isPresent()) {
      throw new IllegalStateException("the users are those of a directory already");
    }
    named.put(user, new StoredCredential.Password(Secret.of(password)));
  }

  /** Takes those of a directory in place of those who were named. */
  void are(UserDirectory directory) {
    others = Optional.of(directory);
  }

  /** All of them; empty when nobody was named. */
  Optional<UserDirectory> directory() {
    if (others.isPresent() || named.isEmpty()) {
      return others;
    }
    Decoys decoys =
        Decoys.ofThisProcess(new SecureRandom(), Decoys.Form.PASSWORDS, SCRAM_ITERATIONS);
    return Optional.of(new FixedUserDirectory(named, decoys));
  }

  /** Whether somebody may be one; of those in a directory everybody may. */
  boolean mayInclude(String user) {
    return others.isPresent() || named.containsKey(user);
  }
}
