package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.peers.ClientSessions.assertAccepted;
import static org.mailshim.peers.ClientSessions.data;
import static org.mailshim.peers.ClientSessions.envelope;

import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Mailbox;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.DeliverBy;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.FutureRelease;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.OriginalRecipient;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Ret;
import org.mailshim.smtp.Submitter;
import org.mailshim.smtp.XclientAttribute;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerTls;
import org.mailshim.smtp.server.TrustedPeers;
import org.mailshim.transport.ClientCertificates;

/**
 * Our client with our server, over real sockets: what one of them says the other understands, also
 * where hardly any other program speaks the extension.
 */
class ClientToServerTest {
  @TempDir Path directory;

  private Path certificate() {
    return directory.resolve("certificate.pem");
  }

  private ServerOptions usersAndTls(ServerOptions options) throws Exception {
    return MailshimServer.withUsers(
        MailshimServer.withTls(options, directory, ServerTls.Use.OFFERED));
  }

  private ConnectionPolicy asAnn() {
    return ClientSessions.startTls(certificate())
        .withCredentials(ClientSessions.password(MailshimServer.USER, MailshimServer.PASSWORD));
  }

  @Test
  void everyParameterOfEveryExtension() throws Exception {
    Submitter submitter = new Submitter(Optional.of(Mailbox.parse("ann+x@example.com")));
    MailParameters mail =
        new MailParameters(
            OptionalLong.of(binary().length),
            BodyType.BINARY_MIME,
            true,
            Optional.of(Ret.FULL),
            Optional.of("envelope =7"),
            Optional.of(submitter),
            Optional.of(new DeliverBy(3600, DeliverBy.Mode.NOTIFY, true)),
            Optional.of(new FutureRelease.HoldFor(60)),
            OptionalInt.of(-3),
            true);
    RcptParameters rcpt =
        new RcptParameters(
            EnumSet.of(NotifyCondition.SUCCESS, NotifyCondition.DELAY),
            Optional.of(OriginalRecipient.of("j\u00f6rg@example.com")));
    try (MailshimServer server = MailshimServer.start(ServerMode.SUBMISSION, this::usersAndTls)) {
      try (SmtpClientSession session = ClientSessions.open(server.port(), asAnn())) {
        assertAccepted(
            session.send(
                envelope("j\u00f6rg@example.org", "bob@example.com"),
                MailData.verbatim(binary()),
                TransactionOptions.NONE.withMail(mail).withRecipients(List.of(rcpt))));
        session.quit();
      }
      MailshimServer.Arrival arrival = server.arrival();
      assertEquals(mail, arrival.envelope().parameters());
      assertEquals(rcpt, arrival.envelope().recipients().get(0).parameters());
      assertTrue(arrival.data().endsWith(new String(binary(), ISO_8859_1)), "every octet");
    }
  }

  /** A header section, and then octets that are no lines. */
  private static byte[] binary() {
    byte[] data = new byte[100_000];
    new Random(3030).nextBytes(data);
    byte[] header =
        """
        From: ann@example.org\r
        Date: Fri, 20 Nov 2026 14:00:00 +0000\r
        Message-ID: <1@example.org>\r
        \r
        """
            .getBytes(ISO_8859_1);
    System.arraycopy(header, 0, data, 0, header.length);
    return data;
  }

  @Test
  void holdUntil() throws Exception {
    var hold = new FutureRelease.HoldUntil(Instant.now().plusSeconds(3600));
    MailParameters mail =
        MailParameters.of(List.of(hold.parameter()), Set.of(EhloKeyword.FUTURERELEASE));
    try (MailshimServer server = MailshimServer.start(ServerMode.SUBMISSION, this::usersAndTls)) {
      try (SmtpClientSession session = ClientSessions.open(server.port(), asAnn())) {
        TransactionOptions options = TransactionOptions.NONE.withMail(mail);
        assertAccepted(
            session.send(envelope("ann@example.org", "bob@example.com"), data(), options));
      }
      assertEquals(Optional.of(hold), server.arrival().envelope().parameters().hold());
    }
  }

  @Test
  void limitsAreObeyed() throws Exception {
    try (MailshimServer server =
            MailshimServer.start(
                ServerMode.MX, options -> options.withLimits(options.limits().withRecipients(2)));
        SmtpClientSession session = ClientSessions.inClear(server.port())) {
      TransactionOutcome outcome =
          session.send(
              envelope("ann@example.org", "a@example.net", "b@example.net", "c@example.net"),
              data());
      assertTrue(outcome.recipients().get(1).isAccepted());
      assertEquals(new RecipientOutcome.Origin.TooMany(2), outcome.recipients().get(2).origin());
      assertEquals(2, server.arrival().envelope().recipients().size());
    }
  }

  @Test
  void everyMechanismForPasswords() throws Exception {
    for (Mechanism mechanism :
        List.of(
            Mechanism.PLAIN,
            Mechanism.LOGIN,
            Mechanism.CRAM_MD5,
            Mechanism.DIGEST_MD5,
            Mechanism.SCRAM_SHA_1,
            Mechanism.SCRAM_SHA_1_PLUS,
            Mechanism.SCRAM_SHA_256,
            Mechanism.SCRAM_SHA_256_PLUS)) {
      assertAuthenticated(
          mechanism, ClientSessions.password(MailshimServer.USER, MailshimServer.PASSWORD));
    }
  }

  @Test
  void tokens() throws Exception {
    Credentials token =
        new Credentials.Token(MailshimServer.USER, () -> Secret.of(MailshimServer.TOKEN));
    assertAuthenticated(Mechanism.OAUTHBEARER, token);
    assertAuthenticated(Mechanism.XOAUTH2, token);
  }

  @Test
  void nobody() throws Exception {
    assertAuthenticated(Mechanism.ANONYMOUS, new Credentials.Anonymous("ann@example.org"));
  }

  private void assertAuthenticated(Mechanism mechanism, Credentials credentials) throws Exception {
    try (MailshimServer server =
        MailshimServer.start(
            ServerMode.MX,
            options ->
                MailshimServer.withUsers(
                    MailshimServer.withTls(options, directory, ServerTls.Use.REQUIRED),
                    List.of(mechanism)))) {
      ConnectionPolicy policy = ClientSessions.startTls(certificate()).withCredentials(credentials);
      try (SmtpClientSession session = ClientSessions.open(server.port(), policy)) {
        assertEquals(Optional.of(mechanism), session.authenticatedBy());
        assertAccepted(session.send(envelope("ann@example.org", "bob@example.net"), data()));
      }
      assertTrue(server.arrival().data().contains(" with ESMTPSA id "));
    }
  }

  @Test
  void theStrongestMechanismBindsTheChannel() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.SUBMISSION, this::usersAndTls);
        SmtpClientSession session = ClientSessions.open(server.port(), asAnn())) {
      assertEquals(Optional.of(Mechanism.SCRAM_SHA_256_PLUS), session.authenticatedBy());
    }
  }

  @Test
  void certificatesOfClients() throws Exception {
    PeerCertificate user = PeerCertificate.makeFor("ann@example.org", directory);
    try (MailshimServer server =
        MailshimServer.start(
            ServerMode.SUBMISSION,
            options ->
                MailshimServer.withUsers(
                    MailshimServer.withTls(
                        options,
                        directory,
                        ServerTls.Use.REQUIRED,
                        new ClientCertificates.Required(user.certificate()))))) {
      ConnectionPolicy policy =
          ClientSessions.startTls(certificate(), user)
              .withCredentials(new Credentials.External(Optional.empty()));
      try (SmtpClientSession session = ClientSessions.open(server.port(), policy)) {
        assertEquals(Optional.of(Mechanism.EXTERNAL), session.authenticatedBy());
        assertAccepted(session.send(envelope("ann@example.org", "bob@example.com"), data()));
      }
      assertEquals(Optional.of("ann@example.org"), server.arrival().session().identity());
    }
  }

  @Test
  void commandsBesideTransactions() throws Exception {
    try (MailshimServer server =
            MailshimServer.start(
                ServerMode.MX, options -> options.withKeywords(EnumSet.allOf(EhloKeyword.class)));
        SmtpClientSession session = ClientSessions.inClear(server.port())) {
      assertEquals(252, session.vrfy("bob").code());
      assertEquals(250, session.expn("staff").code());
      assertEquals(214, session.help("").code());
      assertEquals(251, session.etrn("example.org").code());
      assertEquals(250, session.noop().code());
      assertEquals(250, session.rset().code());
      session.quit();
    }
  }

  @Test
  void xclient() throws Exception {
    var trusted = new TrustedPeers(List.of(), MailshimServer.loopback());
    try (MailshimServer server =
            MailshimServer.start(ServerMode.MX, options -> options.withTrusted(trusted));
        SmtpClientSession session = ClientSessions.inClear(server.port())) {
      var addr = new XclientAttribute(XclientAttribute.Name.ADDR, "IPV6:2001:db8::7");
      var name = new XclientAttribute(XclientAttribute.Name.NAME, "a.example.com");
      assertEquals(220, session.xclient(List.of(name, addr)).code());
      assertAccepted(session.send(envelope("ann@example.org", "bob@example.net"), data()));
      assertTrue(
          server.arrival().data().contains("(a.example.com [IPv6:2001:db8:0:0:0:0:0:7])"),
          server.arrival().data());
    }
  }

  @Test
  void lmtpInChunks() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.LMTP, MailshimServer.Change.NONE);
        SmtpClientSession session = ClientSessions.lmtp(server.port())) {
      TransactionOutcome outcome =
          session.send(
              envelope("ann@example.org", "bob@example.net", "eve@example.net"),
              data(),
              TransactionOptions.NONE.withChunking(true));
      assertAccepted(outcome);
      assertEquals(2, outcome.recipients().size());
      ClientSessions.assertIntact(server.arrival().data().replace("\r\n", "\n"));
    }
  }
}
