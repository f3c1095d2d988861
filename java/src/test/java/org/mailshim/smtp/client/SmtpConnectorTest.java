package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TlsVersion;
import org.mailshim.transport.TransportException;
import org.mailshim.transport.TrustPolicy;

/** Sessions as secure as they are wanted, with servers that play along and others. */
final class SmtpConnectorTest {
  private static final Envelope ENVELOPE =
      new Envelope(
          ReversePath.parse("ann@example.org"), List.of(ForwardPath.parse("bob@example.net")));
  private static final MailData DATA =
      MailData.of("Subject: x\r\n\r\nhello\r\n".getBytes(US_ASCII));
  private static final SessionOptions OPTIONS =
      SessionOptions.defaults()
          .withClientName("client.example")
          .withTimeouts(SessionTimeouts.all(Duration.ofSeconds(20)));

  @TempDir static Path directory;
  private static TlsPeer.Certificate certificate;
  private static TlsClientSource trusting;

  @BeforeAll
  static void makeCertificate() throws IOException, InterruptedException {
    certificate = new TlsPeer.Certificate(directory);
    trusting = TlsClientSource.of(TlsClientSettings.of(new TrustPolicy.CaFile(certificate.pem)));
  }

  private static SmtpClientSession connect(TlsPeer server, ConnectionPolicy policy) {
    return new SmtpConnector(OPTIONS, policy).connect(server::dial, SessionObserver.NONE);
  }

  private static SmtpClientSession connect(TlsPeer server, SecurityPolicy security) {
    return connect(server, ConnectionPolicy.of(security));
  }

  private static ConversationException refused(TlsPeer server, ConnectionPolicy policy) {
    return assertThrows(ConversationException.class, () -> connect(server, policy).close());
  }

  private static void sendAndQuit(SmtpClientSession session) {
    TransactionOutcome outcome = session.send(ENVELOPE, DATA);
    assertTrue(outcome.isAccepted());
    assertEquals(session.security(), outcome.security());
    assertEquals("mx.example", outcome.server().host());
    session.quit();
    session.close();
  }

  /** Offers in clear what is not to be believed, and under TLS something else. */
  private static void startTls(TlsPeer.Exchange exchange) throws IOException {
    exchange.say("220 mx.example");
    exchange.hello("SIZE 5", "STARTTLS", "AUTH PLAIN");
    exchange.hear("STARTTLS");
    exchange.say("220 go ahead");
    exchange.encrypt();
    exchange.hello("8BITMIME", "AUTH LOGIN");
  }

  @Test
  void afterStartTlsNothingIsKnownThatWasKnownBefore() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          startTls(exchange);
          exchange.message();
          exchange.goodbye();
        };
    try (var server = new TlsPeer(certificate, script)) {
      var session = connect(server, new SecurityPolicy.StartTlsRequired(trusting));
      assertFalse(session.extensions().offers(EhloKeyword.SIZE));
      assertTrue(session.extensions().offers(EhloKeyword.EIGHTBITMIME));
      assertEquals(List.of("LOGIN"), session.extensions().authMechanisms());
      var security = assertInstanceOf(SessionSecurity.Encrypted.class, session.security());
      assertTrue(security.verified());
      assertTrue(security.description().protocol().startsWith("TLSv1."));
      assertEquals(1, security.description().peerCertificates().size());
      sendAndQuit(session);
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void implicitTlsGreetsUnderTls() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.encrypt();
          exchange.say("220 mx.example");
          exchange.hello("AUTH PLAIN");
          exchange.hear("AUTH PLAIN ");
          exchange.say("235 welcome");
          exchange.message();
          exchange.goodbye();
        };
    try (var server = new TlsPeer(certificate, script);
        var password = Secret.of("secret word")) {
      var policy =
          ConnectionPolicy.of(new SecurityPolicy.Implicit(trusting))
              .withCredentials(new Credentials.Password("tim", password));
      var session = connect(server, policy);
      assertEquals(Mechanism.PLAIN, session.authenticatedBy().orElseThrow());
      assertThrows(
          IllegalStateException.class,
          () -> session.authenticate(new Credentials.Password("tim", password), true));
      assertThrows(IllegalStateException.class, () -> session.startTls(trusting));
      sendAndQuit(session);
    }
  }

  @Test
  void opportunisticTlsDoesNotAskWhoAnswers() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          startTls(exchange);
          exchange.message();
          exchange.goodbye();
        };
    try (var server = new TlsPeer(certificate, script)) {
      var session = connect(server, SecurityPolicy.opportunistic());
      var security = assertInstanceOf(SessionSecurity.Encrypted.class, session.security());
      assertFalse(security.verified());
      sendAndQuit(session);
    }
  }

  @Test
  void aCertificateOfAnyHostMakesNothingSure() {
    var settings =
        new TlsClientSettings(
            new TrustPolicy.System(),
            false,
            Optional.empty(),
            TlsVersion.TLS_1_2,
            Optional.empty());
    assertFalse(TlsClientSource.of(settings).verifies());
    assertTrue(TlsClientSource.of(TlsClientSettings.verified()).verifies());
    assertFalse(TlsClientSource.of(TlsClientSettings.unverified()).verifies());
  }

  private static void clear(TlsPeer.Exchange exchange) throws IOException {
    exchange.say("220 mx.example");
    exchange.hello("STARTTLS");
    exchange.message();
    exchange.goodbye();
  }

  private static void garbledTls(TlsPeer.Exchange exchange) throws IOException {
    exchange.say("220 mx.example");
    exchange.hello("STARTTLS");
    exchange.hear("STARTTLS");
    exchange.say("220 go ahead");
    exchange.socket.getInputStream().read();
    exchange.say("this is no TLS at all");
    exchange.awaitClose();
  }

  @Test
  void aFailedHandshakeIsFollowedByASessionInClearThatSaysWhy() throws IOException {
    try (var server =
        new TlsPeer(certificate, SmtpConnectorTest::garbledTls, SmtpConnectorTest::clear)) {
      var session = connect(server, SecurityPolicy.opportunistic());
      var security = assertInstanceOf(SessionSecurity.Clear.class, session.security());
      assertTrue(
          security.failure().orElseThrow().startsWith("while negotiating TLS to mx.example ["),
          security.toString());
      sendAndQuit(session);
      assertEquals(2, server.connections.get());
    }
  }

  @Test
  void aFailedHandshakeIsTheEndWhereThePolicySaysSo() throws IOException {
    try (var server =
        new TlsPeer(certificate, SmtpConnectorTest::garbledTls, SmtpConnectorTest::clear)) {
      var policy = new SecurityPolicy.Opportunistic(TlsClientSource.unverified(), false);
      ConversationException e = refused(server, ConnectionPolicy.of(policy));
      assertEquals(ConversationException.Kind.INSECURE, e.kind());
      assertEquals(Stage.TLS, e.stage());
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void whatIsRequiredIsNotDoneWithout() throws IOException {
    try (var server = new TlsPeer(certificate, SmtpConnectorTest::garbledTls)) {
      ConversationException e =
          refused(server, ConnectionPolicy.of(new SecurityPolicy.StartTlsRequired(trusting)));
      assertEquals(ConversationException.Kind.INSECURE, e.kind());
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void aCertificateOfSomebodyElseIsRefused() throws IOException {
    try (var server = new TlsPeer(certificate, SmtpConnectorTest::startTls)) {
      var system = TlsClientSource.of(TlsClientSettings.verified());
      ConversationException e =
          refused(server, ConnectionPolicy.of(new SecurityPolicy.StartTlsRequired(system)));
      assertEquals(ConversationException.Kind.INSECURE, e.kind());
      assertInstanceOf(TransportException.Tls.class, e.getCause());
      assertTrue(e.transientFailure());
    }
  }

  @Test
  void startTlsThatIsRequiredMustBeOffered() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello();
          exchange.awaitClose();
        };
    try (var server = new TlsPeer(certificate, script)) {
      ConversationException e =
          refused(server, ConnectionPolicy.of(new SecurityPolicy.StartTlsRequired(trusting)));
      assertEquals(ConversationException.Kind.INSECURE, e.kind());
      assertTrue(e.getMessage().contains("does not offer STARTTLS"), e.getMessage());
    }
  }

  @Test
  void aRefusedStartTlsIsEnoughForNobodyWhoRequiresIt() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello("STARTTLS");
          exchange.hear("STARTTLS");
          exchange.say("454 4.7.0 not now");
          exchange.message();
          exchange.goodbye();
        };
    try (var server = new TlsPeer(certificate, script)) {
      ConversationException e =
          refused(server, ConnectionPolicy.of(new SecurityPolicy.StartTlsRequired(trusting)));
      assertEquals(ConversationException.Kind.INSECURE, e.kind());
      assertEquals(454, e.reply().orElseThrow().code());
      var session = connect(server, SecurityPolicy.opportunistic());
      var security = assertInstanceOf(SessionSecurity.Clear.class, session.security());
      assertTrue(security.failure().orElseThrow().contains("454"), security.toString());
      sendAndQuit(session);
    }
  }

  @Test
  void wordsPutInBehindStartTlsEndIt() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello("STARTTLS");
          exchange.hear("STARTTLS");
          exchange.say("220 go ahead", "250-mx.example", "250 AUTH PLAIN");
          exchange.awaitClose();
        };
    try (var server = new TlsPeer(certificate, script)) {
      ConversationException e =
          refused(server, ConnectionPolicy.of(SecurityPolicy.opportunistic()));
      assertEquals(ConversationException.Kind.OUT_OF_STEP, e.kind());
      assertEquals(1, server.connections.get(), "no second connection in clear");
    }
  }

  @Test
  void credentialsThatAreRefusedEndIt() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello("AUTH PLAIN CRAM-MD5");
          exchange.hear("AUTH CRAM-MD5");
          exchange.say("334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+");
          exchange.hear("");
          exchange.say("535 5.7.8 no");
          exchange.awaitClose();
        };
    try (var server = new TlsPeer(certificate, script);
        var password = Secret.of("secret word")) {
      var policy =
          ConnectionPolicy.CLEAR.withCredentials(new Credentials.Password("tim", password));
      ConversationException e = refused(server, policy);
      assertEquals(ConversationException.Kind.UNAUTHENTICATED, e.kind());
      assertEquals(535, e.reply().orElseThrow().code());
      assertFalse(e.transientFailure());
      assertFalse(e.getMessage().contains("secret"), e.getMessage());
    }
  }

  @Test
  void onlyMechanismsThatAreAllowedAreTried() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello("AUTH PLAIN CRAM-MD5 SCRAM-SHA-256");
          exchange.hear("AUTH PLAIN ");
          exchange.say("235 welcome");
          exchange.goodbye();
        };
    try (var server = new TlsPeer(certificate, script);
        var password = Secret.of("secret word")) {
      var any =
          new ConnectionPolicy(
              SecurityPolicy.NONE, Optional.of(new Credentials.Password("tim", password)), true);
      var session = connect(server, any.withMechanisms(Set.of(Mechanism.PLAIN, Mechanism.LOGIN)));
      assertEquals(Mechanism.PLAIN, session.authenticatedBy().orElseThrow());
      session.quit();
      session.close();
    }
  }

  @Test
  void withoutAMechanismThatIsAllowedNoneIsTried() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello("AUTH PLAIN CRAM-MD5");
          exchange.awaitClose();
        };
    try (var server = new TlsPeer(certificate, script);
        var password = Secret.of("secret word")) {
      var policy =
          ConnectionPolicy.CLEAR
              .withCredentials(new Credentials.Password("tim", password))
              .withMechanisms(Set.of(Mechanism.SCRAM_SHA_256));
      ConversationException e = refused(server, policy);
      assertEquals(ConversationException.Kind.UNAUTHENTICATED, e.kind());
      assertTrue(e.getMessage().contains("is allowed: PLAIN CRAM-MD5"), e.getMessage());
    }
  }

  @Test
  void aPasswordIsNotShownInClear() throws IOException {
    TlsPeer.Script script =
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hello("AUTH PLAIN LOGIN");
          exchange.awaitClose();
        };
    try (var server = new TlsPeer(certificate, script);
        var password = Secret.of("secret word")) {
      var policy =
          ConnectionPolicy.CLEAR.withCredentials(new Credentials.Password("tim", password));
      ConversationException e = refused(server, policy);
      assertEquals(ConversationException.Kind.UNAUTHENTICATED, e.kind());
      assertTrue(e.getMessage().contains("not encrypted"), e.getMessage());
    }
  }
}
