package org.mailshim.pop3.server;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.FixedUserDirectory;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.sasl.UserDirectory;
import org.mailshim.store.MaildropStore;

/**
 * What server tests have in common: bob, whose password is {@code secret}, and counted randomness.
 */
public final class TestUsers {
  private TestUsers() {}

  /** Knows bob. */
  public static UserDirectory directory() {
    var decoys = new Decoys(Secret.of("a key for tests only"), Decoys.Form.PASSWORDS, 4096);
    var bob = new StoredCredential.Password(Secret.of("secret"));
    return new FixedUserDirectory(Map.of("bob", bob), decoys);
  }

  /** Options for bob's server. */
  static ServerOptions options(boolean inClear) {
    LoginPolicy logins = LoginPolicy.with(directory());
    return ServerOptions.of("pop.example", inClear ? logins.allowedInClear() : logins);
  }

  /** A setup that does not wait and counts where chance is asked. */
  static ServerSetup setup(ServerOptions options, MaildropStore store, List<String> pauses) {
    return new ServerSetup(
        options,
        store,
        ServerHooks.NONE,
        ServerObserver.NONE,
        new CountingRandom(),
        System::nanoTime,
        time -> pauses.add(time.toString()));
  }

  /** As the longer form, for who does not ask about pauses. */
  static ServerSetup setup(ServerOptions options, MaildropStore store) {
    return setup(options, store, new ArrayList<>());
  }

  /** 1, 2, 3, … */
  private static final class CountingRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private long last;

    @Override
    public long nextLong() {
      return ++last;
    }
  }
}
