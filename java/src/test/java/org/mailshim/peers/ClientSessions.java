package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.Dialect;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.SmtpConnector;
import org.mailshim.smtp.client.TlsClientSource;
import org.mailshim.smtp.client.TransactionOutcome;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.KeyMaterial;
import org.mailshim.transport.SystemHostResolver;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/** Sessions of our client with a server on this machine, and what they send. */
final class ClientSessions {
  /**
   * A message with everything that a server might get wrong: dots, octets above 127, long lines.
   */
  static final String MESSAGE = message();

  private ClientSessions() {}

  private static String message() {
    StringBuilder text =
        new StringBuilder(
            """
            From: ann@example.org
            To: bob@example.net
            Subject: h\u00e9
            Message-ID: <1@example.org>
            Date: Fri, 20 Nov 2026 14:00:00 +0000
            MIME-Version: 1.0
            Content-Type: text/plain; charset=UTF-8
            Content-Transfer-Encoding: 8bit

            """);
    for (int i = 0; i < 300; i++) {
      text.append(".".repeat(i % 4)).append("line \u20ac ").append(i).append('\n');
    }
    return text.append(".\n").append("x".repeat(900)).append("\n..\n").toString();
  }

  static MailData data() {
    return MailData.of(MESSAGE.replace("\n", "\r\n").getBytes(UTF_8));
  }

  static SmtpClientSession inClear(int port) {
    return open(port, SessionOptions.defaults(), ConnectionPolicy.CLEAR);
  }

  static SmtpClientSession lmtp(int port) {
    return open(port, SessionOptions.defaults().withDialect(Dialect.LMTP), ConnectionPolicy.CLEAR);
  }

  static SmtpClientSession open(int port, ConnectionPolicy policy) {
    return open(port, SessionOptions.defaults(), policy);
  }

  /** A session over a Unix socket. */
  static SmtpClientSession at(Path socket) {
    var deadline = Deadline.after(Duration.ofSeconds(60));
    var dialer = new Dialer(new SystemHostResolver());
    return SmtpClientSession.open(
        dialer.dial(socket, deadline, new Cancellation()),
        SessionOptions.defaults().withDeadline(deadline),
        SessionObserver.NONE);
  }

  private static SmtpClientSession open(int port, SessionOptions options, ConnectionPolicy policy) {
    var deadline = Deadline.after(Duration.ofSeconds(60));
    var dialer = new Dialer(new SystemHostResolver());
    return new SmtpConnector(options.withDeadline(deadline), policy)
        .connect(() -> dialer.dial("localhost", port, deadline), SessionObserver.NONE);
  }

  /** STARTTLS with a server that shows this certificate, and only with that. */
  static ConnectionPolicy startTls(Path certificate) {
    return ConnectionPolicy.of(new SecurityPolicy.StartTlsRequired(trusting(certificate)));
  }

  /** TLS from the first octet on. */
  static ConnectionPolicy implicitTls(Path certificate) {
    return ConnectionPolicy.of(new SecurityPolicy.Implicit(trusting(certificate)));
  }

  /** As {@link #startTls}, with a certificate of one's own to show. */
  static ConnectionPolicy startTls(Path certificate, PeerCertificate user) {
    KeyMaterial material = KeyMaterial.pem(user.certificate(), user.key());
    TlsClientSettings settings =
        TlsClientSettings.of(new TrustPolicy.CaFile(certificate)).withClientCertificate(material);
    return ConnectionPolicy.of(new SecurityPolicy.StartTlsRequired(TlsClientSource.of(settings)));
  }

  private static TlsClientSource trusting(Path certificate) {
    return TlsClientSource.of(TlsClientSettings.of(new TrustPolicy.CaFile(certificate)));
  }

  static Credentials password(String user, String password) {
    return new Credentials.Password(user, Optional.empty(), Secret.of(password));
  }

  static Envelope envelope(String sender, String... recipients) {
    List<ForwardPath> paths = new ArrayList<>();
    for (String recipient : recipients) {
      paths.add(ForwardPath.parse(recipient));
    }
    return new Envelope(ReversePath.parse(sender), paths);
  }

  static void assertAccepted(TransactionOutcome outcome) {
    assertTrue(outcome.isAccepted(), outcome.recipients()::toString);
  }

  /** That a stored message ends with what was sent; servers put their fields before it. */
  static void assertIntact(String stored) {
    String sent = new String(MESSAGE.getBytes(UTF_8), ISO_8859_1);
    assertTrue(stored.endsWith(sent), () -> stored);
  }
}
