package org.mailshim.smtp.client;

import java.util.Optional;
import org.mailshim.sasl.Credentials;

/**
 * How a server is to be approached. Immutable but for the secrets in the credentials, which belong
 * to whoever made them and must outlive the sessions.
 *
 * @param security when to encrypt
 * @param credentials whom to authenticate as; empty for nobody
 * @param allowClearText whether a password or token may be shown on a connection that is not
 *     encrypted
 */
public record ConnectionPolicy(
    SecurityPolicy security, Optional<Credentials> credentials, boolean allowClearText) {
  /** In clear, as nobody. */
  public static final ConnectionPolicy CLEAR = of(SecurityPolicy.NONE);

  /** As nobody. */
  public static ConnectionPolicy of(SecurityPolicy security) {
    return new ConnectionPolicy(security, Optional.empty(), false);
  }

  /** This with credentials, which are shown under TLS only if they are secret. */
  public ConnectionPolicy withCredentials(Credentials whom) {
    return new ConnectionPolicy(security, Optional.of(whom), allowClearText);
  }
}
