package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;

/** Our client with Dovecot: LMTP into mailboxes, and submission on its way to another server. */
class ClientToDovecotTest {
  @TempDir static Path directory;

  private static SmtpSink relay;
  private static Dovecot dovecot;

  @BeforeAll
  static void start() throws Exception {
    relay = SmtpSink.start(directory);
    dovecot = Dovecot.start(directory, relay.port());
  }

  @AfterAll
  static void stop() {
    if (dovecot != null) {
      dovecot.close();
    }
    if (relay != null) {
      relay.close();
    }
  }

  @Test
  void lmtpIntoTwoMailboxes() throws Exception {
    try (SmtpClientSession session = ClientSessions.lmtp(dovecot.lmtpPort())) {
      TransactionOutcome outcome =
          session.send(envelope("ann@example.org", "bob@example.net", "eve@example.net"), data());
      assertAccepted(outcome);
      session.quit();
    }
    for (String user : List.of("bob", "eve")) {
      ClientSessions.assertIntact(dovecot.mailOf(user).await(1).get(0));
    }
  }

  @Test
  void lmtpInChunks() throws Exception {
    try (SmtpClientSession session = ClientSessions.lmtp(dovecot.lmtpPort())) {
      assertAccepted(
          session.send(
              envelope("ann@example.org", "chunks@example.net"),
              data(),
              TransactionOptions.NONE.withChunking(true)));
    }
    ClientSessions.assertIntact(dovecot.mailOf("chunks").await(1).get(0));
  }

  private static ConnectionPolicy asUser(ConnectionPolicy policy) {
    return policy.withCredentials(ClientSessions.password(Dovecot.USER, Dovecot.PASSWORD));
  }

  @Test
  void submissionByStartTls() throws Exception {
    ConnectionPolicy policy = asUser(ClientSessions.startTls(dovecot.certificate()));
    submit(dovecot.submissionPort(), policy, "starttls@example.net", TransactionOptions.NONE);
  }

  @Test
  void submissionByImplicitTls() throws Exception {
    ConnectionPolicy policy = asUser(ClientSessions.implicitTls(dovecot.certificate()));
    submit(dovecot.submissionsPort(), policy, "implicit@example.net", TransactionOptions.NONE);
  }

  @Test
  void submissionInChunks() throws Exception {
    ConnectionPolicy policy = asUser(ClientSessions.startTls(dovecot.certificate()));
    TransactionOptions chunks = TransactionOptions.NONE.withChunking(true);
    submit(dovecot.submissionPort(), policy, "chunks@example.net", chunks);
  }

  private static void submit(
      int port, ConnectionPolicy policy, String recipient, TransactionOptions options)
      throws Exception {
    try (SmtpClientSession session = ClientSessions.open(port, policy)) {
      assertEquals(Optional.of(Mechanism.SCRAM_SHA_256), session.authenticatedBy());
      assertAccepted(session.send(envelope("ann@example.org", recipient), data(), options));
      session.quit();
    }
    assertTrue(relay.received().contains("X-Rcpt-Args: <" + recipient + ">"));
  }
}
