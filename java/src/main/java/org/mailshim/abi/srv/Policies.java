package org.mailshim.abi.srv;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.HostCredentials;
import org.mailshim.address.AddressList;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.TlsClientSource;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/**
 * How servers are approached, as the parameters have it. Any thread.
 *
 * <p>What shakes hands is kept as long as the parameters are the same, so that TLS sessions are
 * resumed from one message to the next; it is made by the first server that wants it.
 */
final class Policies {
  private final ReentrantLock lock = new ReentrantLock();
  private boolean verified;
  private String caFile = "";
  private @Nullable TlsClientSource source;

  /** For the mail exchangers of a domain. */
  ConnectionPolicy exchangers(Configuration configuration) {
    return ConnectionPolicy.of(startTls(configuration));
  }

  /**
   * For {@code SRVInitSendMsgSMTP}'s server.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} if user, password, token or mechanisms
   *     cannot be used
   */
  ConnectionPolicy smartHosts(Configuration configuration) {
    SecurityPolicy security =
        configuration.number(Parameter.SMTP_IMPLICIT_TLS) == 1
            ? new SecurityPolicy.Implicit(source(configuration))
            : startTls(configuration);
    boolean clear = configuration.number(Parameter.AUTH_CLEAR) == 1;
    var policy = new ConnectionPolicy(security, credentials(configuration), clear);
    String names = configuration.text(Parameter.SMTP_AUTH);
    return names.isBlank() ? policy : policy.withMechanisms(mechanisms(names));
  }

  /**
   * The mechanisms that {@code smtp_auth} names.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} for a name that is none
   */
  static Set<Mechanism> mechanisms(String names) {
    Set<Mechanism> mechanisms = new HashSet<>();
    for (String name : AddressList.words(names)) {
      Optional<Mechanism> mechanism = Mechanism.of(name);
      if (mechanism.isEmpty()) {
        throw new AbiException(ErrorCode.CONFIG, "smtp_auth: there is no mechanism " + name);
      }
      mechanisms.add(mechanism.get());
    }
    return mechanisms;
  }

  private SecurityPolicy startTls(Configuration configuration) {
    if (configuration.number(Parameter.SMTPONLYTLS) == 1) {
      return new SecurityPolicy.StartTlsRequired(source(configuration));
    }
    if (configuration.number(Parameter.SMTPTLS) == 0) {
      return SecurityPolicy.NONE;
    }
    // Who wants to know whom he talks to does not want to talk to somebody else in clear.
    boolean clear = configuration.number(Parameter.SMTPCHKTLS) == 0;
    return new SecurityPolicy.Opportunistic(source(configuration), clear);
  }

  private TlsClientSource source(Configuration configuration) {
    boolean verify = configuration.number(Parameter.SMTPCHKTLS) == 1;
    String file = authorities(configuration);
    lock.lock();
    try {
      TlsClientSource kept = source;
      if (kept == null || verify != verified || !file.equals(caFile)) {
        kept = verify ? verifying(file) : TlsClientSource.unverified();
        source = kept;
        verified = verify;
        caFile = file;
      }
      return kept;
    } finally {
      lock.unlock();
    }
  }

  /** The file or directory with whose authorities servers are verified; empty: the system's. */
  static String authorities(Configuration configuration) {
    String file = configuration.text(Parameter.TLS_CAFILE);
    return file.isEmpty() ? configuration.text(Parameter.TLS_CAPATH) : file;
  }

  private static TlsClientSource verifying(String file) {
    TlsClientSettings settings =
        file.isEmpty()
            ? TlsClientSettings.verified()
            : TlsClientSettings.of(new TrustPolicy.CaFile(Path.of(file)));
    return TlsClientSource.of(settings);
  }

  private static Optional<Credentials> credentials(Configuration configuration) {
    return HostCredentials.of(
        configuration.text(Parameter.SMTP_USER),
        configuration.text(Parameter.SMTP_PASSW),
        configuration.text(Parameter.SMTP_TOKEN),
        "smtp_user, smtp_passw");
  }
}
