package org.mailshim.abi;

import java.util.Optional;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;

/** Credentials from the texts that a host configures. No state. */
public final class HostCredentials {
  private HostCredentials() {}

  /**
   * Reads them. The texts stay in the configuration anyway: wiping copies of them would be for
   * show.
   *
   * @param user the authentication identity; empty: there are no credentials
   * @param password for {@code user}
   * @param token a bearer token, which goes before the password; empty: there is none
   * @param parameters what the host calls these, for the error
   * @return the credentials, or nothing without a user
   * @throws AbiException with {@link ErrorCode#CONFIG} for a text that cannot be one of these
   */
  public static Optional<Credentials> of(
      String user, String password, String token, String parameters) {
    if (user.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          token.isEmpty()
              ? new Credentials.Password(user, Secret.of(password))
              : new Credentials.Token(user, () -> Secret.of(token)));
    } catch (IllegalArgumentException e) {
      throw new AbiException(ErrorCode.CONFIG, parameters + ": " + e.getMessage());
    }
  }
}
