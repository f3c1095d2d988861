package org.mailshim.abi.lws;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.HostCredentials;
import org.mailshim.sasl.Credentials;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SessionTimeouts;
import org.mailshim.smtp.client.TlsClientSource;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/**
 * Which server, and how it is approached. A session serves a further mail when that mail's approach
 * is equal. Immutable.
 *
 * @param server where it is
 * @param clientName who we say we are; empty: our address
 * @param tls {@code no}, {@code if-offered}, {@code required} or {@code implicit}
 * @param verify whether the server must have a certificate for its name
 * @param caFile certificates to trust; empty: the system's
 * @param user whom to authenticate as; empty: nobody
 * @param password the password
 * @param token a token in place of the password; empty: none
 * @param clearText whether either may be shown without TLS
 * @param connectSeconds to look up and connect
 * @param dialogSeconds for each reply
 * @param dataSeconds for the reply to the end of data
 */
record Approach(
    ServerText server,
    String clientName,
    String tls,
    boolean verify,
    String caFile,
    String user,
    String password,
    String token,
    boolean clearText,
    int connectSeconds,
    int dialogSeconds,
    int dataSeconds) {
  private static final int SMTP_PORT = 25;
  private static final int IMPLICIT_TLS_PORT = 465;
  private static final String IMPLICIT = "implicit";

  /** For an answer to QUIT, which the next mail may have to wait for. */
  private static final Duration QUIT = Duration.ofSeconds(2);

  /** What decides about certificates. */
  private record Trust(boolean verify, String caFile) {}

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Kept, so that TLS sessions are resumed; under the lock. */
  private static final Map<Trust, TlsClientSource> SOURCES = new HashMap<>();

  /**
   * As a mail wants it.
   *
   * @throws AbiException when the server's name or port cannot be used
   */
  static Approach of(Description mail) {
    String given = mail.text("server");
    String tls = mail.text("tls");
    int standard = tls.equals(IMPLICIT) ? IMPLICIT_TLS_PORT : SMTP_PORT;
    int port = mail.number("port", standard);
    return new Approach(
        given.isEmpty()
            ? ServerText.of("email_smtp_ip", mail.text("email_smtp_ip"), port)
            : ServerText.of("server", given, port),
        mail.text("email_helo"),
        tls,
        mail.isOn("tls_verify"),
        mail.text("tls_cafile"),
        mail.text("user"),
        mail.text("password"),
        mail.text("token"),
        mail.isOn("auth_clear"),
        mail.number("connect_timeout", 30),
        mail.number("dialog_timeout", 300),
        mail.number("data_timeout", 600));
  }

  /**
   * Refuses what every attempt would come to grief with, without one.
   *
   * @throws org.mailshim.smtp.SmtpSyntaxException when the client's name is none
   * @throws org.mailshim.transport.TransportException when the server's is none
   * @throws AbiException with {@link ErrorCode#CONFIG} when the credentials cannot be used
   */
  void check() {
    if (!clientName.isEmpty()) {
      new Command.Ehlo(clientName);
    }
    Dialer.check(server.host(), server.port());
    policy();
  }

  Duration connectTimeout() {
    return Duration.ofSeconds(connectSeconds);
  }

  /** How a session is held. */
  SessionOptions session() {
    Duration dialog = Duration.ofSeconds(dialogSeconds);
    Duration data = Duration.ofSeconds(dataSeconds);
    var timeouts =
        new SessionTimeouts(
            dialog,
            dialog,
            dialog,
            dialog,
            dialog,
            data,
            data,
            dialog.compareTo(QUIT) < 0 ? dialog : QUIT);
    SessionOptions options = SessionOptions.defaults().withTimeouts(timeouts);
    return clientName.isEmpty() ? options : options.withClientName(clientName);
  }

  /**
   * TLS and credentials.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} when the credentials cannot be used
   */
  ConnectionPolicy policy() {
    return new ConnectionPolicy(security(), credentials(), clearText);
  }

  private SecurityPolicy security() {
    return switch (tls) {
      case "no" -> SecurityPolicy.NONE;
      case "required" -> new SecurityPolicy.StartTlsRequired(source());
      case IMPLICIT -> new SecurityPolicy.Implicit(source());
      // Who wants to know whom he talks to does not want to talk to somebody else in clear.
      default -> new SecurityPolicy.Opportunistic(source(), !verify);
    };
  }

  private TlsClientSource source() {
    var trust = new Trust(verify, caFile);
    LOCK.lock();
    try {
      TlsClientSource kept = SOURCES.get(trust);
      if (kept == null) {
        kept = verify ? verifying() : TlsClientSource.unverified();
        SOURCES.put(trust, kept);
      }
      return kept;
    } finally {
      LOCK.unlock();
    }
  }

  private TlsClientSource verifying() {
    return TlsClientSource.of(
        caFile.isEmpty()
            ? TlsClientSettings.verified()
            : TlsClientSettings.of(new TrustPolicy.CaFile(Path.of(caFile))));
  }

  private Optional<Credentials> credentials() {
    return HostCredentials.of(user, password, token, "user, password");
  }

  /** The server; no secrets. */
  @Override
  public String toString() {
    return server.toString();
  }
}
