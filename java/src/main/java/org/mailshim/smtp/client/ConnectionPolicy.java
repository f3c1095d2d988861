package org.mailshim.smtp.client;

import java.util.Optional;
import java.util.Set;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;

/**
 * How a server is to be approached. Immutable but for the secrets in the credentials, which belong
 * to whoever made them and must outlive the sessions.
 *
 * @param security when to encrypt
 * @param credentials whom to authenticate as; empty for nobody
 * @param allowClearText whether a password or token may be shown on a connection that is not
 *     encrypted
 * @param mechanisms those that may be used to authenticate, the strongest first whatever their
 *     order; empty for all
 */
public record ConnectionPolicy(
    SecurityPolicy security,
    Optional<Credentials> credentials,
    boolean allowClearText,
    Optional<Set<Mechanism>> mechanisms) {
  /** In clear, as nobody. */
  public static final ConnectionPolicy CLEAR = of(SecurityPolicy.NONE);

  /** With any mechanism. */
  public ConnectionPolicy(
      SecurityPolicy security, Optional<Credentials> credentials, boolean allowClearText) {
    this(security, credentials, allowClearText, Optional.empty());
  }

  /** As nobody. */
  public static ConnectionPolicy of(SecurityPolicy security) {
    return new ConnectionPolicy(security, Optional.empty(), false);
  }

  /** This with credentials, which are shown under TLS only if they are secret. */
  public ConnectionPolicy withCredentials(Credentials whom) {
    return new ConnectionPolicy(security, Optional.of(whom), allowClearText, mechanisms);
  }

  /** This with other security. */
  public ConnectionPolicy withSecurity(SecurityPolicy other) {
    return new ConnectionPolicy(other, credentials, allowClearText, mechanisms);
  }

  /** This with these mechanisms only, which are copied. */
  public ConnectionPolicy withMechanisms(Set<Mechanism> allowed) {
    return new ConnectionPolicy(
        security, credentials, allowClearText, Optional.of(Set.copyOf(allowed)));
  }
}
