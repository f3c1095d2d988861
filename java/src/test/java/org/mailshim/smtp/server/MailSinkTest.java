package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.smtp.server.ServerRun.ENVELOPE;
import static org.mailshim.smtp.server.ServerRun.HELO;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailshim.message.MailData;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;

/** What sinks are given, what is offered for them, and what becomes of those that fail. */
final class MailSinkTest {
  /** Throws at one moment, and counts the ends. */
  private static final class Failing extends OneMessageSink {
    private final String at;
    private int aborts;

    Failing(String at) {
      this.at = at;
    }

    private void fail(String moment) {
      if (at.equals(moment)) {
        throw new UncheckedIOException(new IOException("disk full"));
      }
    }

    @Override
    public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
      fail("open");
      return this;
    }

    @Override
    public void data(byte[] octets, int from, int to) {
      fail("data");
    }

    @Override
    public Reply finish() {
      fail("finish");
      return Replies.ACCEPTED;
    }

    @Override
    public void abort() {
      aborts++;
    }
  }

  private static ServerRun session(MailSink sink) {
    return ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", "x\r\n.\r\n", "QUIT\r\n").with(sink);
  }

  @Test
  void aSinkThatFailsIsLocalTroubleAndTheSessionGoesOn() {
    Failing data = new Failing("data");
    assertEquals(List.of("220", "250", "250", "250", "354", "451", "221"), session(data).codes());
    assertEquals(1, data.aborts);
    Failing finish = new Failing("finish");
    ServerRun run = session(finish);
    assertEquals(List.of("220", "250", "250", "250", "354", "451", "221"), run.codes());
    assertTrue(run.told.toString().contains("failed while keeping a message"), run.told::toString);
    ServerRun open =
        ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", "QUIT\r\n").with(new Failing("open"));
    assertEquals(List.of("220", "250", "250", "250", "451", "221"), open.codes());
  }

  @Test
  void aSinkThatPromisesNothingGetsNoPromisesOffered() {
    MailSink plain = (session, envelope) -> MailSink.DISCARDING.open(session, envelope);
    String said = ServerRun.saying("EHLO c\r\n", "QUIT\r\n").with(plain).run();
    Set<EhloKeyword> promises =
        EnumSet.of(
            EhloKeyword.DSN,
            EhloKeyword.DELIVERBY,
            EhloKeyword.MT_PRIORITY,
            EhloKeyword.BINARYMIME);
    for (EhloKeyword promise : promises) {
      assertFalse(said.contains(promise.text()), said);
    }
    assertTrue(said.contains("250-CHUNKING\r\n"), said);
  }

  @Test
  void anLmtpSinkMayAnswerForEach() {
    MailSink each = new LmtpSink(List.of(Replies.ACCEPTED, Reply.of(452, "Over quota")));
    String said =
        ServerRun.saying(
                "LHLO c\r\n",
                ENVELOPE + "RCPT TO:<eve@example.net>\r\n",
                "DATA\r\n",
                "x\r\n.\r\n",
                "QUIT\r\n")
            .with(ServerRun.options(ServerMode.LMTP))
            .with(each)
            .run();
    assertTrue(
        said.endsWith("250 2.0.0 Message accepted\r\n452 Over quota\r\n221 2.0.0 Goodbye\r\n"),
        said);
  }

  @Test
  void theSpoolSinkGivesTheWholeMessage() {
    List<String> taken = new ArrayList<>();
    SpoolSink sink =
        new SpoolSink(
            Spool::new,
            (session, envelope, message) -> {
              taken.add(envelope.reversePath().text() + " " + text(message));
              return Replies.ACCEPTED;
            },
            Set.of());
    assertEquals(List.of("220", "250", "250", "250", "354", "250", "221"), session(sink).codes());
    assertEquals(1, taken.size());
    assertTrue(taken.get(0).startsWith("<ann@example.org> Received: from client.example"));
    assertTrue(taken.get(0).endsWith("+0100\r\nx\r\n"), taken.get(0));
  }

  private static String text(MailData message) {
    try (InputStream in = message.open()) {
      return new String(in.readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theReceivedFieldSaysWhoAndHow() {
    RecordingSink sink = new RecordingSink();
    session(sink).run();
    String id = sink.messages.get(0).envelope.id();
    assertEquals(
        "Received: from client.example ([192.0.2.7])\r\n by mx.example with SMTP id "
            + id
            + "\r\n for <bob@example.net>;\r\n Fri, 20 Nov 2026 11:03:31 +0100\r\nx\r\n",
        sink.messages.get(0).text());
  }

  @Test
  void theReceivedFieldHidesWhoElseGetsIt() {
    RecordingSink sink = new RecordingSink();
    ServerRun.saying(
            "EHLO (x)\r\n",
            ENVELOPE + "RCPT TO:<eve@example.net>\r\n",
            "DATA\r\n",
            "x\r\n.\r\n",
            "QUIT\r\n")
        .with(sink)
        .run();
    String text = sink.messages.get(0).text();
    assertFalse(text.contains(" for "), text);
    assertTrue(
        text.startsWith(
            "Received: from [192.0.2.7] ([192.0.2.7])\r\n by mx.example with ESMTP id "),
        text);
  }
}
