package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SessionSecurity;
import org.mailshim.smtp.client.SessionTimeouts;
import org.mailshim.smtp.client.TlsClientSource;
import org.mailshim.smtp.client.TlsPeer;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/** Deliveries to smart hosts that want TLS or credentials, and to mail exchangers that have TLS. */
class SecureDeliveryTest {
  @TempDir static Path directory;
  private static TlsPeer.Certificate certificate;

  private final List<SessionSecurity> securities = new ArrayList<>();

  @BeforeAll
  static void makeCertificate() throws IOException, InterruptedException {
    certificate = new TlsPeer.Certificate(directory);
  }

  private static SecurityPolicy required() {
    var settings = TlsClientSettings.of(new TrustPolicy.CaFile(certificate.pem));
    return new SecurityPolicy.StartTlsRequired(TlsClientSource.of(settings));
  }

  private DeliveryReport deliver(TlsPeer server, ConnectionPolicy smartHosts) {
    return deliver(
        new Route.SmartHost("mx.example", server.port()),
        server,
        ConnectionPolicy.CLEAR,
        smartHosts);
  }

  private DeliveryReport deliver(
      Route route, TlsPeer server, ConnectionPolicy exchangers, ConnectionPolicy smartHosts) {
    var session =
        SessionOptions.defaults()
            .withClientName("client.example")
            .withTimeouts(SessionTimeouts.all(Duration.ofSeconds(20)));
    var standard = DeliverySettings.of(session);
    var settings =
        new DeliverySettings(
            session,
            server.port(),
            standard.addressFamily(),
            standard.connectTimeout(),
            standard.idleLimit(),
            exchangers,
            smartHosts);
    var resolver =
        new FixedResolver().mx("a.example", "mx.example").host("mx.example", "127.0.0.1");
    var observer =
        new DeliveryObserver() {
          @Override
          public void secured(SessionSecurity security) {
            securities.add(security);
          }
        };
    var dialer = new Dialer(FixedHostResolver.loopback());
    var envelope =
        new Envelope(
            ReversePath.parse("ann@example.org"), List.of(ForwardPath.parse("bob@a.example")));
    var data = PendingMail.of(MailData.of("Subject: x\r\n\r\nhello\r\n".getBytes(US_ASCII)));
    try (var attempt = new DeliveryAttempt(route, settings, resolver, dialer, observer)) {
      return attempt.run(envelope, data);
    }
  }

  private static TlsPeer.Script submission(String reply) {
    return exchange -> {
      exchange.say("220 mx.example");
      exchange.hello("STARTTLS");
      exchange.hear("STARTTLS");
      exchange.say("220 go ahead");
      exchange.encrypt();
      exchange.hello("AUTH PLAIN");
      exchange.hear("AUTH PLAIN ");
      exchange.say(reply);
      exchange.message();
      exchange.goodbye();
    };
  }

  @Test
  void aSmartHostIsGivenCredentialsUnderTls() throws IOException {
    try (var server = new TlsPeer(certificate, submission("235 2.7.0 welcome"));
        var password = Secret.of("secret word")) {
      var policy =
          ConnectionPolicy.of(required()).withCredentials(new Credentials.Password("t", password));
      assertTrue(deliver(server, policy).isAccepted());
      assertTrue(assertInstanceOf(SessionSecurity.Encrypted.class, securities.get(0)).verified());
    }
  }

  @Test
  void credentialsThatAreRefusedAreThePermanentOutcome() throws IOException {
    try (var server = new TlsPeer(certificate, submission("535 5.7.8 no"));
        var password = Secret.of("secret word")) {
      var policy =
          ConnectionPolicy.of(required()).withCredentials(new Credentials.Password("t", password));
      RecipientReport report = deliver(server, policy).worst();
      assertEquals(Cause.AUTHENTICATION, report.cause());
      assertEquals(Disposition.PERMANENT, report.disposition());
      assertEquals(535, report.code());
      assertFalse(report.text().contains("secret"), report.text());
    }
  }

  @Test
  void tlsThatCannotBeHadIsTheTemporaryOutcome() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello();
          exchange.awaitClose();
        };
    try (var server = new TlsPeer(certificate, script)) {
      RecipientReport report = deliver(server, ConnectionPolicy.of(required())).worst();
      assertEquals(Cause.TLS, report.cause());
      assertEquals(Disposition.TRANSIENT, report.disposition());
      assertTrue(report.text().contains("STARTTLS"), report.text());
    }
  }

  @Test
  void anExchangerWhoseTlsFailsIsTalkedToInClear() throws IOException {
    TlsPeer.Script garbled =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello("STARTTLS");
          exchange.hear("STARTTLS");
          exchange.say("220 go ahead");
          exchange.socket.getInputStream().read();
          exchange.say("this is no TLS at all");
          exchange.awaitClose();
        };
    TlsPeer.Script clear =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello("STARTTLS");
          exchange.message();
          exchange.goodbye();
        };
    try (var server = new TlsPeer(certificate, garbled, clear)) {
      var policy = ConnectionPolicy.of(SecurityPolicy.opportunistic());
      assertTrue(deliver(new Route.Direct(), server, policy, ConnectionPolicy.CLEAR).isAccepted());
      var security = assertInstanceOf(SessionSecurity.Clear.class, securities.get(0));
      assertTrue(security.failure().isPresent());
      assertEquals(2, server.connections.get());
    }
  }
}
