package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.peers.ClientSessions.assertAccepted;
import static org.mailshim.peers.ClientSessions.data;
import static org.mailshim.peers.ClientSessions.envelope;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.OriginalRecipient;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.Ret;
import org.mailshim.smtp.XclientAttribute;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;

/** Our client with Postfix's smtpd, up to the Maildir behind it; SASL is Dovecot's. */
class ClientToPostfixTest {
  private static final List<String> MECHANISMS =
      List.of("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256");

  @TempDir static Path directory;

  private static Dovecot dovecot;
  private static Postfix postfix;

  @BeforeAll
  static void start() throws Exception {
    dovecot = Dovecot.start(directory, Peers.freePort());
    postfix =
        Postfix.start(
            directory,
            MECHANISMS,
            "message_size_limit = 60000",
            "smtpd_authorized_xclient_hosts = 127.0.0.1",
            "smtpd_sasl_auth_enable = yes",
            "smtpd_sasl_type = dovecot",
            "smtpd_sasl_security_options = noanonymous",
            "smtpd_sasl_path = " + dovecot.authSocket());
  }

  @AfterAll
  static void stop() throws Exception {
    if (postfix != null) {
      postfix.close();
    }
    if (dovecot != null) {
      dovecot.close();
    }
  }

  private static SmtpClientSession session() {
    return ClientSessions.inClear(postfix.port());
  }

  /** The one message whose recipient has this name. */
  private static String stored(String recipient) throws Exception {
    String to = "\nX-Original-To: " + recipient + "\n";
    for (int count = 1; ; count++) {
      List<String> messages = postfix.mail().await(count);
      for (String message : messages) {
        if (message.contains(to)) {
          return message;
        }
      }
      assertTrue(messages.size() >= count, () -> "nothing for " + recipient);
    }
  }

  @Test
  void startTls() throws Exception {
    ConnectionPolicy policy = ClientSessions.startTls(postfix.certificate());
    try (SmtpClientSession session = ClientSessions.open(postfix.port(), policy)) {
      assertTrue(session.security().isEncrypted());
      assertAccepted(
          session.send(
              envelope("ann@example.org", "starttls@example.net"),
              data(),
              TransactionOptions.NONE.withBody(BodyType.EIGHT_BIT_MIME)));
      session.quit();
    }
    String message = stored("starttls@example.net");
    ClientSessions.assertIntact(message);
    assertTrue(message.contains("with ESMTPS"), message);
  }

  @Test
  void everyMechanism() throws Exception {
    for (String mechanism : MECHANISMS) {
      ConnectionPolicy policy =
          ClientSessions.startTls(postfix.certificate())
              .withCredentials(ClientSessions.password(Dovecot.USER, Dovecot.PASSWORD));
      try (SmtpClientSession session = ClientSessions.open(postfix.port(mechanism), policy)) {
        assertEquals(Mechanism.of(mechanism), session.authenticatedBy());
      }
    }
  }

  @Test
  void theStrongestMechanismComesFirst() throws Exception {
    ConnectionPolicy policy =
        ClientSessions.startTls(postfix.certificate())
            .withCredentials(ClientSessions.password(Dovecot.USER, Dovecot.PASSWORD));
    try (SmtpClientSession session = ClientSessions.open(postfix.port(), policy)) {
      assertEquals(Optional.of(Mechanism.SCRAM_SHA_256), session.authenticatedBy());
      assertAccepted(session.send(envelope("ann@example.org", "auth@example.net"), data()));
    }
    assertTrue(stored("auth@example.net").contains("with ESMTPSA"));
  }

  @Test
  void wrongPasswordsAreTold() {
    for (String mechanism : MECHANISMS) {
      ConnectionPolicy policy =
          ClientSessions.startTls(postfix.certificate())
              .withCredentials(ClientSessions.password(Dovecot.USER, "wrong"));
      ConversationException refused =
          assertThrows(
              ConversationException.class,
              () -> ClientSessions.open(postfix.port(mechanism), policy).close());
      assertEquals(
          ConversationException.Kind.UNAUTHENTICATED, refused.kind(), refused.getMessage());
    }
  }

  @Test
  void internationalisedAddresses() throws Exception {
    try (SmtpClientSession session = session()) {
      assertAccepted(session.send(envelope("j\u00f6rg@example.org", "\u00e4@example.net"), data()));
    }
    String message = stored("\u00c3\u00a4@example.net");
    ClientSessions.assertIntact(message);
    assertTrue(message.contains("with UTF8SMTP"), message);
  }

  @Test
  void notificationsOfSuccess() throws Exception {
    TransactionOptions options =
        TransactionOptions.NONE
            .withMail(
                new MailParameters(
                    OptionalLong.empty(),
                    BodyType.EIGHT_BIT_MIME,
                    false,
                    Optional.of(Ret.HDRS),
                    Optional.of("envelope 7"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    false))
            .withRecipients(
                List.of(
                    new RcptParameters(
                        EnumSet.of(NotifyCondition.SUCCESS, NotifyCondition.FAILURE),
                        Optional.of(OriginalRecipient.of("first+x@example.com")))));
    try (SmtpClientSession session = session()) {
      assertAccepted(
          session.send(envelope("notified@example.net", "dsn@example.net"), data(), options));
    }
    String notification = stored("notified@example.net");
    assertTrue(notification.contains("Original-Envelope-Id: envelope 7"), notification);
    assertTrue(notification.contains("Original-Recipient: rfc822;first+x@example.com"));
    assertTrue(notification.contains("Action: delivered"), notification);
  }

  @Test
  void chunking() throws Exception {
    try (SmtpClientSession session = session()) {
      for (int i = 0; i < 2; i++) {
        assertAccepted(
            session.send(
                envelope("ann@example.org", "chunks" + i + "@example.net"),
                data(),
                TransactionOptions.NONE.withChunking(true)));
      }
      session.quit();
    }
    ClientSessions.assertIntact(stored("chunks0@example.net"));
    ClientSessions.assertIntact(stored("chunks1@example.net"));
    assertTrue(postfix.awaitLog("bdat=2").contains("bdat=2"));
  }

  @Test
  void xclientChangesWhoWeAre() throws Exception {
    try (SmtpClientSession session = session()) {
      assertTrue(session.extensions().xclientAttributes().contains(XclientAttribute.Name.LOGIN));
      Reply reply =
          session.xclient(
              List.of(
                  new XclientAttribute(XclientAttribute.Name.NAME, "proxied.example.com"),
                  new XclientAttribute(XclientAttribute.Name.ADDR, "192.0.2.7")));
      assertEquals(220, reply.code());
      // Who is there now is no client of the networks that Postfix trusts, but for its own domain.
      assertAccepted(session.send(envelope("ann@example.org", "xclient@example.net"), data()));
    }
    String message = stored("xclient@example.net");
    assertTrue(message.contains("(proxied.example.com [192.0.2.7])"), message);
  }

  @Test
  void whatIsNotOfferedIsAnOutcome() throws Exception {
    try (SmtpClientSession session = session()) {
      TransactionOutcome outcome =
          session.send(
              envelope("ann@example.org", "binary@example.net"),
              data(),
              TransactionOptions.NONE.withBody(BodyType.BINARY_MIME));
      assertEquals(
          new RecipientOutcome.Origin.NotOffered(EhloKeyword.BINARYMIME),
          outcome.recipients().get(0).origin());
    }
  }

  @Test
  void whatIsTooLargeIsNotSent() throws Exception {
    byte[] large = "0123456789\r\n".repeat(6000).getBytes(UTF_8);
    try (SmtpClientSession session = session()) {
      TransactionOutcome outcome =
          session.send(envelope("ann@example.org", "large@example.net"), MailData.of(large));
      assertEquals(
          new RecipientOutcome.Origin.TooLarge(60000), outcome.recipients().get(0).origin());
    }
  }

  @Test
  void commandsBesideTransactions() {
    try (SmtpClientSession session = session()) {
      assertEquals(252, session.vrfy("bob@example.net").code());
      assertEquals(500, session.expn("staff").code());
      assertTrue(session.noop().isPositiveCompletion());
      assertTrue(session.etrn("example.com").code() >= 400, "not one of its domains");
      assertTrue(session.rset().isPositiveCompletion());
      session.quit();
    }
  }
}
