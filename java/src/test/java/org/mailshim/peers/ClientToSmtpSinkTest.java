package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.peers.ClientSessions.assertAccepted;
import static org.mailshim.peers.ClientSessions.data;
import static org.mailshim.peers.ClientSessions.envelope;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Envelope;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.ConversationException.Kind;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.Stage;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;

/**
 * Our client with Postfix's smtp-sink, which takes everything as it comes, and refuses or hangs up
 * at any stage when told to.
 */
class ClientToSmtpSinkTest {
  private static final Envelope TWO =
      envelope("ann@example.org", "bob@example.net", "eve@example.net");

  @TempDir Path directory;

  @Test
  void manyMessagesInOneSession() throws Exception {
    try (SmtpSink sink = SmtpSink.start(directory)) {
      try (SmtpClientSession session = ClientSessions.inClear(sink.port())) {
        assertTrue(session.extensions().offers(EhloKeyword.PIPELINING));
        for (int i = 0; i < 5; i++) {
          assertAccepted(session.send(TWO, data()));
        }
        assertTrue(session.rset().isPositiveCompletion());
        assertTrue(session.noop().isPositiveCompletion());
        session.quit();
      }
      assertMessages(5, sink.received());
    }
  }

  @Test
  void lockStep() throws Exception {
    try (SmtpSink sink = SmtpSink.start(directory, "-p")) {
      try (SmtpClientSession session = ClientSessions.inClear(sink.port())) {
        assertFalse(session.extensions().offers(EhloKeyword.PIPELINING));
        assertAccepted(session.send(TWO, data()));
        session.quit();
      }
      assertMessages(1, sink.received());
    }
  }

  @Test
  void overAUnixSocket() throws Exception {
    try (SmtpSink sink = SmtpSink.startAtSocket(directory)) {
      try (SmtpClientSession session = ClientSessions.at(directory.resolve("sink/socket"))) {
        assertAccepted(session.send(TWO, data()));
        session.quit();
      }
      assertMessages(1, sink.received());
    }
  }

  @Test
  void heloOnly() throws Exception {
    try (SmtpSink sink = SmtpSink.start(directory, "-e")) {
      try (SmtpClientSession session = ClientSessions.inClear(sink.port())) {
        assertTrue(session.extensions().extensions().isEmpty());
        assertAccepted(session.send(TWO, data()));
      }
      assertMessages(1, sink.received());
    }
  }

  @Test
  void lmtpHasAReplyForEachRecipient() throws Exception {
    try (SmtpSink sink = SmtpSink.start(directory, "-L")) {
      try (SmtpClientSession session = ClientSessions.lmtp(sink.port())) {
        for (int i = 0; i < 3; i++) {
          TransactionOutcome outcome = session.send(TWO, data());
          assertAccepted(outcome);
          assertEquals(2, outcome.recipients().size());
        }
        session.quit();
      }
      assertMessages(3, sink.received());
    }
  }

  @Test
  void refusalsHaveTheirStageAndKind() throws Exception {
    for (String[] row :
        new String[][] {
          {"-r", "MAIL", "MAIL"},
          {"-f", "MAIL", "MAIL"},
          {"-r", "RCPT", "RCPT"},
          {"-f", "RCPT", "RCPT"},
          {"-r", "DATA", "DATA"},
          {"-f", "DATA", "DATA"},
          {"-r", ".", "END_OF_DATA"},
          {"-f", ".", "END_OF_DATA"},
        }) {
      try (SmtpSink sink = SmtpSink.start(directory, row[0], row[1]);
          SmtpClientSession session = ClientSessions.inClear(sink.port())) {
        for (RecipientOutcome outcome : session.send(TWO, data()).recipients()) {
          assertEquals(Stage.valueOf(row[2]), outcome.stage());
          assertEquals(row[0].equals("-r"), outcome.isTransientFailure(), outcome::toString);
          assertEquals(row[0].equals("-f"), outcome.isPermanentFailure(), outcome::toString);
        }
        assertTrue(session.noop().isPositiveCompletion(), "the session goes on");
      }
    }
  }

  @Test
  void serversThatHangUp() throws Exception {
    for (String command : new String[] {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "."}) {
      assertEnds(Kind.LOST, "-q", command);
      assertEnds(Kind.CLOSING, "-Q", command);
    }
  }

  private void assertEnds(Kind kind, String... options) throws Exception {
    try (SmtpSink sink = SmtpSink.start(directory, options)) {
      ConversationException ended =
          assertThrows(ConversationException.class, () -> send(sink.port()));
      assertEquals(kind, ended.kind(), ended.getMessage());
    }
  }

  private static void send(int port) {
    try (SmtpClientSession session = ClientSessions.inClear(port)) {
      assertFalse(session.send(TWO, data()).isAccepted());
    }
  }

  @Test
  void whatIsNotOfferedIsAnOutcome() throws Exception {
    try (SmtpSink sink = SmtpSink.start(directory, "-8");
        SmtpClientSession session = ClientSessions.inClear(sink.port())) {
      TransactionOptions eightBit = TransactionOptions.NONE.withBody(BodyType.EIGHT_BIT_MIME);
      TransactionOutcome refused = session.send(TWO, data(), eightBit);
      assertEquals(
          new RecipientOutcome.Origin.NotOffered(EhloKeyword.EIGHTBITMIME),
          refused.recipients().get(0).origin());
      TransactionOptions dispensable = eightBit.withDispensable(Set.of(EhloKeyword.EIGHTBITMIME));
      TransactionOutcome sent = session.send(TWO, data(), dispensable);
      assertAccepted(sent);
      assertEquals(Set.of(EhloKeyword.EIGHTBITMIME), sent.dropped());
      session.quit();
      assertMessages(1, sink.received());
    }
  }

  /** The sink's file has each message with its envelope before it, octet for octet. */
  private static void assertMessages(int count, String received) {
    String message = new String(ClientSessions.MESSAGE.getBytes(UTF_8), ISO_8859_1);
    int found = 0;
    String text = received.replace("\r\n", "\n");
    for (int at = text.indexOf(message); at >= 0; at = text.indexOf(message, at + 1)) {
      found++;
    }
    assertEquals(count, found, received);
    assertEquals(count, text.split("X-Rcpt-Args: <eve@example.net>", -1).length - 1, received);
  }
}
