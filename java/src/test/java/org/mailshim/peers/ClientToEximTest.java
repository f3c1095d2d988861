package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.peers.ClientSessions.assertAccepted;
import static org.mailshim.peers.ClientSessions.data;
import static org.mailshim.peers.ClientSessions.envelope;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.TransactionOptions;

/** Our client with Exim, up to the Maildir behind it. */
class ClientToEximTest {
  private static final TransactionOptions EIGHT_BIT =
      TransactionOptions.NONE.withBody(BodyType.EIGHT_BIT_MIME);

  @TempDir static Path directory;

  private static Exim exim;

  @BeforeAll
  static void start() throws Exception {
    exim = Exim.start(directory);
  }

  @AfterAll
  static void stop() {
    if (exim != null) {
      exim.close();
    }
  }

  /** The one message whose recipient has this name. */
  private static String stored(String recipient) throws Exception {
    String to = "Envelope-to: " + recipient + "\n";
    for (int count = 1; ; count++) {
      List<String> messages = exim.mail().await(count);
      for (String message : messages) {
        if (message.contains(to)) {
          return message;
        }
      }
      assertTrue(messages.size() >= count, () -> "nothing for " + recipient);
    }
  }

  @Test
  void dataInOneGroupWithItsEnvelope() throws Exception {
    try (SmtpClientSession session = ClientSessions.inClear(exim.port())) {
      assertAccepted(
          session.send(envelope("ann@example.org", "data@example.net"), data(), EIGHT_BIT));
      session.quit();
    }
    ClientSessions.assertIntact(stored("data@example.net"));
  }

  @Test
  void chunks() throws Exception {
    try (SmtpClientSession session = ClientSessions.inClear(exim.port())) {
      assertTrue(session.extensions().offers(EhloKeyword.CHUNKING));
      assertAccepted(
          session.send(
              envelope("ann@example.org", "bdat@example.net"),
              data(),
              EIGHT_BIT.withChunking(true)));
      session.quit();
    }
    ClientSessions.assertIntact(stored("bdat@example.net"));
  }

  @Test
  void tlsAndPassword() throws Exception {
    ConnectionPolicy policy =
        ClientSessions.startTls(exim.certificate())
            .withCredentials(ClientSessions.password(Exim.USER, Exim.PASSWORD));
    try (SmtpClientSession session = ClientSessions.open(exim.port(), policy)) {
      assertTrue(session.security().isEncrypted());
      assertEquals(Optional.of(Mechanism.CRAM_MD5), session.authenticatedBy());
      assertAccepted(
          session.send(envelope("ann@example.org", "tls@example.net"), data(), EIGHT_BIT));
      session.quit();
    }
    String message = stored("tls@example.net");
    ClientSessions.assertIntact(message);
    assertTrue(message.contains("with esmtpsa"), message);
  }

  @Test
  void aWrongPasswordIsTold() {
    ConnectionPolicy policy =
        ClientSessions.startTls(exim.certificate())
            .withCredentials(ClientSessions.password(Exim.USER, "wrong"));
    var refused =
        assertThrows(
            ConversationException.class, () -> ClientSessions.open(exim.port(), policy).close());
    assertEquals(ConversationException.Kind.UNAUTHENTICATED, refused.kind(), refused.getMessage());
  }

  @Test
  void oneRecipientRefusedOneServed() throws Exception {
    try (SmtpClientSession session = ClientSessions.inClear(exim.port())) {
      var outcome =
          session.send(
              envelope("ann@example.org", "stranger@example.com", "served@example.net"),
              data(),
              EIGHT_BIT);
      assertTrue(outcome.recipients().get(0).isPermanentFailure());
      assertTrue(outcome.recipients().get(1).isAccepted());
      session.quit();
    }
    ClientSessions.assertIntact(stored("served@example.net"));
  }

  @Test
  void whatIsTooLargeIsNotSent() {
    try (SmtpClientSession session = ClientSessions.inClear(exim.port())) {
      var outcome =
          session.send(
              envelope("ann@example.org", "large@example.net"), MailData.of(new byte[300_000]));
      assertFalse(outcome.isAccepted());
      assertInstanceOf(
          RecipientOutcome.Origin.TooLarge.class, outcome.recipients().getFirst().origin());
      session.quit();
    }
  }
}
