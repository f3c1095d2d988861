package org.mailshim.abi.srv;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.sasl.UserDirectory;

/**
 * Who may log in at the host's servers: whom the host's callback accepts, and whom the parameter
 * {@code user} names. Any thread; that of a session knows which session it is.
 */
final class SrvUsers implements UserDirectory {
  private static final int SCRAM_ITERATIONS = 4096;

  private static final Set<Mechanism> MECHANISMS =
      EnumSet.of(
          Mechanism.PLAIN,
          Mechanism.LOGIN,
          Mechanism.CRAM_MD5,
          Mechanism.DIGEST_MD5,
          Mechanism.SCRAM_SHA_1,
          Mechanism.SCRAM_SHA_1_PLUS,
          Mechanism.SCRAM_SHA_256,
          Mechanism.SCRAM_SHA_256_PLUS);

  private final Configuration configuration;
  private final Decoys decoys =
      Decoys.ofThisProcess(new SecureRandom(), Decoys.Form.PASSWORDS, SCRAM_ITERATIONS);
  private volatile UserTable known = UserTable.parse("");

  SrvUsers(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The users that are configured now.
   *
   * @throws org.mailshim.abi.AbiException when the parameter cannot be read
   */
  UserTable table() {
    String text = configuration.text(Parameter.USER);
    UserTable table = known;
    if (!table.isOf(text)) {
      table = UserTable.parse(text);
      known = table;
    }
    return table;
  }

  @Override
  public Set<Mechanism> mechanisms() {
    return Set.copyOf(MECHANISMS);
  }

  @Override
  public Optional<StoredCredential> find(String authenticationIdentity) {
    Optional<UserTable.User> user = table().find(authenticationIdentity);
    return user.isPresent() && isAllowedHere(user.get())
        ? Optional.of(user.get().credential())
        : Optional.empty();
  }

  private static boolean isAllowedHere(UserTable.User user) {
    Optional<ServerSession> session = ServerSession.current();
    if (session.isEmpty()) {
      return true;
    }
    return session.get().isPop3() ? user.mayFetch() : user.maySend();
  }

  @Override
  public Decoys decoys() {
    return decoys;
  }

  /** The host is asked first; what it leaves to the server, the table decides. */
  @Override
  public boolean verify(String authenticationIdentity, Secret password) {
    Optional<ServerSession> session = ServerSession.current();
    int result = 0;
    if (session.isPresent()) {
      result = session.get().askPassword(authenticationIdentity, password);
    }
    boolean verified =
        result < 0 || (result == 0 && UserDirectory.super.verify(authenticationIdentity, password));
    if (!verified && session.isPresent()) {
      session.get().forgetPassword();
    }
    return verified;
  }
}
