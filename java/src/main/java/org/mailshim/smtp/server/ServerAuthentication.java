package org.mailshim.smtp.server;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.UserDirectory;
import org.mailshim.transport.CertificateIdentity;

/**
 * How clients may authenticate (RFC 4954).
 *
 * @param directory who they are
 * @param mechanisms what may be offered; those that the directory, or the connection, cannot serve
 *     are left out; copied
 * @param inClear whether AUTH is offered on a connection without TLS. False sends a client that
 *     tries away with 538 5.7.11
 * @param certificates whose client certificates are, for EXTERNAL
 */
public record ServerAuthentication(
    UserDirectory directory,
    List<Mechanism> mechanisms,
    boolean inClear,
    CertificateIdentity certificates) {
  /** Copies the mechanisms. */
  public ServerAuthentication {
    mechanisms = List.copyOf(mechanisms);
  }

  /** All mechanisms that the directory serves but ANONYMOUS, and only with TLS. */
  public static ServerAuthentication with(UserDirectory directory) {
    List<Mechanism> mechanisms = new ArrayList<>(List.of(Mechanism.values()));
    mechanisms.remove(Mechanism.ANONYMOUS);
    return new ServerAuthentication(directory, mechanisms, false, CertificateIdentity::mailbox);
  }

  /** This, with or without TLS: for tests, and for networks where nobody listens. */
  public ServerAuthentication allowedInClear() {
    return new ServerAuthentication(directory, mechanisms, true, certificates);
  }
}
