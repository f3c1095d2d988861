package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.smtp.server.ServerRun.ENVELOPE;
import static org.mailshim.smtp.server.ServerRun.HELO;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.TransportException;

/**
 * A hook that has mail data come before it decides: how much, what it decides then, and what goes
 * wrong meanwhile.
 */
final class MailDataSourceTest {
  private static final Reply NO = Reply.of(550, EnhancedStatusCode.parse("5.7.1"), "No");
  private static final String REFUSED = "aborted <ann@example.org> > <bob@example.net>";
  private static final String KEPT = "finished <ann@example.org> > <bob@example.net> | ";
  private static final String[] MESSAGE = {"one\r\n", "two\r\n", "three\r\n.\r\n"};
  private static final List<String> ACCEPTED =
      List.of("220", "250", "250", "250", "354", "250", "221");

  /** What a hook does with mail data. */
  private interface Script {
    Decision<MailSink> run(MailDataSource ahead);
  }

  private record Scripted(Script script) implements ServerHooks {
    @Override
    public Decision<MailSink> dataStart(
        SessionFacts session, ReceivedEnvelope envelope, MailDataSource ahead) {
      return script.run(ahead);
    }
  }

  /** A session with one message, in these pieces, and a good-bye. */
  private static ServerRun sending(String... data) {
    List<String> pieces = new ArrayList<>(List.of(HELO, ENVELOPE, "DATA\r\n"));
    pieces.addAll(List.of(data));
    pieces.add("QUIT\r\n");
    return ServerRun.saying(pieces.toArray(String[]::new));
  }

  private static ServerRun with(ServerRun run, Script script) {
    return run.with(new Scripted(script));
  }

  /** Has so many pieces come before anything else. */
  private static Script pulling(ServerRun run, int pieces, Script then) {
    return ahead -> {
      ahead.begin(run.sink);
      for (int i = 0; i < pieces; i++) {
        assertTrue(ahead.pull());
      }
      return then.run(ahead);
    };
  }

  private static void pullAll(MailDataSource ahead) {
    while (ahead.pull()) {
      // The sink has it.
    }
  }

  private static ServerOptions limited(ServerLimits limits) {
    return ServerRun.options(ServerMode.MX).withLimits(limits);
  }

  // ---- How much.

  @Test
  void theClientMaySendFromTheBeginningOn() {
    ServerRun run = sending(MESSAGE);
    with(
        run,
        ahead -> {
          assertFalse(run.heard().contains("354"));
          assertEquals(List.of(), run.sink.messages);
          ahead.begin(run.sink);
          assertTrue(run.heard().endsWith("\r\n") && run.heard().contains("\r\n354 "));
          assertTrue(run.sink.messages.getFirst().text().startsWith("Received: "));
          assertTrue(ahead.pull());
          assertEquals("one\r\n", run.sink.messages.getFirst().textAsSent());
          pullAll(ahead);
          assertFalse(ahead.pull(), "the end stays");
          assertEquals("one\r\ntwo\r\nthree\r\n", run.sink.messages.getFirst().textAsSent());
          assertEquals("open", run.sink.messages.getFirst().end);
          return Decision.goOn();
        });
    assertEquals(ACCEPTED, run.codes());
    assertEquals(List.of(KEPT + "one\\r\\ntwo\\r\\nthree\\r\\n"), run.sink.words());
  }

  @Test
  void whatIsNotPulledComesAfterTheHook() {
    for (int pieces = 0; pieces < MESSAGE.length; pieces++) {
      ServerRun run = sending(MESSAGE);
      with(run, pulling(run, pieces, ahead -> Decision.goOn()));
      assertEquals(ACCEPTED, run.codes());
      assertEquals(List.of(KEPT + "one\\r\\ntwo\\r\\nthree\\r\\n"), run.sink.words());
    }
  }

  @Test
  void whatIsNotBegunIsDecidedBeforeTheClientMaySend() {
    ServerRun no =
        with(
            ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", "QUIT\r\n"), ahead -> Decision.reject(NO));
    assertEquals(List.of("220", "250", "250", "250", "550", "221"), no.codes());
    ServerRun other = with(sending(MESSAGE), ahead -> Decision.takeOver(MailSink.DISCARDING));
    assertEquals(ACCEPTED, other.codes());
    assertEquals(List.of(), other.sink.words());
  }

  @Test
  void aPieceStaysUntilTheNextOne() {
    class Keeping extends OneMessageSink {
      private byte[] piece = {};
      private int start;
      private int end;

      @Override
      public void data(byte[] octets, int from, int to) {
        piece = octets;
        start = from;
        end = to;
      }

      String text() {
        return new String(piece, start, end - start, ISO_8859_1);
      }
    }

    var sink = new Keeping();
    List<String> pieces = new ArrayList<>();
    ServerRun run = sending("..one\r\n", "two\r\n.\r\n");
    with(
        run,
        ahead -> {
          ahead.begin(sink);
          while (ahead.pull()) {
            pieces.add(sink.text());
          }
          return Decision.goOn();
        });
    assertEquals(ACCEPTED, run.codes());
    assertEquals(List.of(".one\r\n", "two\r\n"), pieces);
  }

  @Test
  void aShortHeaderSectionIsPulledWithWhatItLacks() {
    String login = "AUTH PLAIN " + base64("\0tim\0tanstaaftanstaaf") + "\r\n";
    ServerRun run =
        ServerRun.saying(HELO, login, ENVELOPE, "DATA\r\n", "Subject: x\r\n.\r\n", "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.SUBMISSION)
                    .withAuthentication(
                        ServerAuthentication.with(TestUsers.tim()).allowedInClear()));
    List<String> texts = new ArrayList<>();
    with(
        run,
        ahead -> {
          ahead.begin(run.sink);
          pullAll(ahead);
          texts.add(run.sink.messages.getFirst().text());
          return Decision.goOn();
        });
    run.run();
    assertTrue(texts.getFirst().contains("Message-ID: "), texts::toString);
    assertEquals(run.sink.messages.getFirst().text(), texts.getFirst());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  @Test
  void chunksAreAskedAboutInTheShorterForm() {
    ServerRun run =
        with(
            ServerRun.saying(
                "EHLO client.example\r\n", ENVELOPE, "BDAT 5 LAST\r\none\r\n", "QUIT\r\n"),
            ahead -> {
              throw new AssertionError("chunks come with commands between them");
            });
    assertEquals(List.of("220", "250", "250", "250", "250", "221"), run.codes());
  }

  @Test
  void anyThreadMayPullWhileTheSessionWaits() {
    ServerRun run = sending(MESSAGE);
    with(
        run,
        ahead -> {
          Thread puller =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        ahead.begin(run.sink);
                        ahead.pull();
                      });
          join(puller);
          ahead.pull();
          return Decision.goOn();
        });
    assertEquals(ACCEPTED, run.codes());
    assertEquals(List.of(KEPT + "one\\r\\ntwo\\r\\nthree\\r\\n"), run.sink.words());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // ---- Decisions.

  @Test
  void aNoRefusesAtTheEndOfTheData() {
    for (int pieces = 0; pieces <= MESSAGE.length; pieces++) {
      ServerRun run = sending(MESSAGE);
      with(run, pulling(run, pieces, ahead -> Decision.reject(NO)));
      assertEquals(List.of("220", "250", "250", "250", "354", "550", "221"), run.codes());
      assertEquals(List.of(REFUSED), run.sink.words());
    }
  }

  @Test
  void anotherSinkComesTooLate() {
    ServerRun run = sending(MESSAGE);
    with(
        run,
        ahead -> {
          ahead.begin(run.sink);
          return Decision.takeOver(MailSink.DISCARDING);
        });
    assertEquals(ACCEPTED, run.codes());
    assertTrue(run.sink.words().getFirst().startsWith(KEPT));
  }

  @Test
  void toThrowRefusesAtTheEndOfTheData() {
    for (int pieces = 0; pieces <= MESSAGE.length; pieces++) {
      ServerRun run = sending(MESSAGE);
      Script down =
          ahead -> {
            throw new IllegalStateException("down");
          };
      with(run, pulling(run, pieces, down));
      assertEquals(List.of("220", "250", "250", "250", "354", "451", "221"), run.codes());
      assertEquals(List.of(REFUSED), run.sink.words());
      assertTrue(run.told.contains("failed while answering DATA: down"), run.told::toString);
    }
  }

  @Test
  void toDecideNothingPermitsNothing() {
    ServerRun begun = sending(MESSAGE);
    with(
        begun,
        ahead -> {
          ahead.begin(begun.sink);
          return null;
        });
    assertEquals(List.of("220", "250", "250", "250", "354", "451", "221"), begun.codes());
    assertEquals(List.of(REFUSED), begun.sink.words());
    ServerRun before = ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", "QUIT\r\n");
    assertEquals(
        List.of("220", "250", "250", "250", "451", "221"), with(before, ahead -> null).codes());
  }

  @Test
  void aSinkThatDoesNotOpenLeavesTheMessageUndecided() {
    MailSink full =
        (session, envelope) -> {
          throw new IllegalStateException("full");
        };
    ServerRun thrown = ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", "QUIT\r\n");
    with(
        thrown,
        ahead -> {
          ahead.begin(full);
          return Decision.goOn();
        });
    assertEquals(List.of("220", "250", "250", "250", "451", "221"), thrown.codes());
    ServerRun caught = sending(MESSAGE);
    with(
        caught,
        ahead -> {
          assertThrows(IllegalStateException.class, () -> ahead.begin(full));
          assertThrows(IllegalStateException.class, ahead::pull);
          return Decision.goOn();
        });
    assertEquals(ACCEPTED, caught.codes());
    assertTrue(caught.sink.words().getFirst().startsWith(KEPT));
  }

  @Test
  void dataIsForTheHooksTimeOnly() {
    List<MailDataSource> kept = new ArrayList<>();
    ServerRun run = sending(MESSAGE);
    with(
        run,
        ahead -> {
          assertThrows(IllegalStateException.class, ahead::pull);
          ahead.begin(run.sink);
          assertThrows(IllegalStateException.class, () -> ahead.begin(run.sink));
          kept.add(ahead);
          return Decision.goOn();
        });
    assertEquals(ACCEPTED, run.codes());
    assertThrows(IllegalStateException.class, () -> kept.getFirst().pull());
    assertThrows(IllegalStateException.class, () -> kept.getFirst().begin(run.sink));
  }

  // ---- What is wrong with the data.

  /** Pulls to the end, and tells what the client heard and whether the sink has the message. */
  private static void assertRefused(String code, ServerRun run) {
    List<Boolean> further = new ArrayList<>();
    with(
        run,
        ahead -> {
          ahead.begin(run.sink);
          pullAll(ahead);
          further.add(ahead.pull());
          assertEquals("aborted", run.sink.messages.getFirst().end, "at once");
          return Decision.goOn();
        });
    assertEquals(List.of("220", "250", "250", "250", "354", code, "221"), run.codes());
    assertEquals(List.of(false), further);
    assertEquals(List.of(REFUSED), run.sink.words());
  }

  @Test
  void whatIsWrongRefusesAtTheEnd() {
    ServerLimits limits = ServerLimits.defaults();
    assertRefused("552", sending(MESSAGE).with(limited(limits.withMessageOctets(7))));
    String received = "Received: x\r\n".repeat(limits.message().hops() + 1);
    assertRefused("554", sending(received, "\r\n.\r\n"));
    assertRefused("550", sending("one\r\n", "a bare\n.\n", "rest\r\n.\r\n"));
    assertRefused("550", sending("one\r\n..\r\na bare\n.\r\n", "rest\r\n.\r\n"));
  }

  @Test
  void aHookThatGoesOnAfterAMalformedPieceSkipsNothing() {
    ServerRun run =
        ServerRun.saying(
            HELO,
            ENVELOPE,
            "DATA\r\n",
            "a bare\n.\nMAIL FROM:<mal@example.org>\r\n",
            ".\r\n",
            "QUIT\r\n");
    with(
        run,
        ahead -> {
          ahead.begin(run.sink);
          pullAll(ahead);
          return Decision.reject(NO);
        });
    String heard = run.run();
    assertTrue(heard.contains("\r\n550 5.6.11 "), heard);
    assertEquals(List.of(REFUSED), run.sink.words());
  }

  @Test
  void aSinkThatFailsIsLocalTrouble() {
    class Full extends OneMessageSink {
      private int aborts;

      @Override
      public void data(byte[] octets, int from, int to) {
        if (new String(octets, from, to - from, ISO_8859_1).startsWith("two")) {
          throw new IllegalStateException("full");
        }
      }

      @Override
      public Reply finish() {
        throw new AssertionError("finished");
      }

      @Override
      public void abort() {
        aborts++;
      }
    }

    var full = new Full();
    List<Boolean> pulled = new ArrayList<>();
    ServerRun run = sending(MESSAGE);
    with(
        run,
        ahead -> {
          ahead.begin(full);
          pulled.add(ahead.pull());
          pulled.add(ahead.pull());
          return Decision.goOn();
        });
    assertEquals(List.of("220", "250", "250", "250", "354", "451", "221"), run.codes());
    assertEquals(List.of(true, false), pulled);
    assertEquals(1, full.aborts);
  }

  @Test
  void inLmtpEachRecipientHasItsReply() {
    String two = ENVELOPE + "RCPT TO:<joe@example.net>\r\n";
    ServerRun run =
        ServerRun.saying("LHLO client.example\r\n", two, "DATA\r\n", "x\r\n.\r\n", "QUIT\r\n")
            .with(ServerRun.options(ServerMode.LMTP));
    with(
        run,
        ahead -> {
          ahead.begin(run.sink);
          pullAll(ahead);
          return Decision.reject(NO);
        });
    assertEquals(
        List.of("220", "250", "250", "250", "250", "354", "550", "550", "221"), run.codes());
  }

  // ---- What breaks.

  /** Pulls to the end, which does not come; goes on or lets the exception through. */
  private static <E extends TransportException> void assertBroken(
      Class<E> type, ServerRun run, boolean isCaught) {
    with(
        run,
        ahead -> {
          ahead.begin(run.sink);
          E first = assertThrows(type, () -> pullAll(ahead));
          assertSame(first, assertThrows(type, ahead::pull), "it stays");
          assertEquals("open", run.sink.messages.getFirst().end);
          if (!isCaught) {
            throw first;
          }
          return Decision.goOn();
        });
    List<String> codes = run.codes();
    List<String> expected = List.of("220", "250", "250", "250", "354");
    boolean isLate = type == TransportException.TimedOut.class;
    assertEquals(expected, isLate ? codes.subList(0, 5) : codes);
    assertEquals(isLate ? List.of("421") : List.of(), codes.subList(5, codes.size()));
    assertEquals(List.of(REFUSED), run.sink.words());
    assertFalse(run.told.toString().contains("failed"), run.told::toString);
  }

  @Test
  void aClientThatGoesEndsTheSession() {
    for (boolean isCaught : List.of(true, false)) {
      ServerRun run = ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", "one\r\n");
      assertBroken(TransportException.Closed.class, run, isCaught);
      assertTrue(run.told.getLast().contains("closed the connection"), run.told::toString);
    }
  }

  @Test
  void aClientThatTricklesEndsTheSession() {
    ServerOptions options =
        ServerRun.options(ServerMode.MX)
            .withTimeouts(ServerTimeouts.defaults().withCommandAndData(Duration.ofSeconds(60)));
    for (boolean isCaught : List.of(true, false)) {
      ServerRun run =
          sending("x".repeat(100).split("")).with(options).withTimePerPiece(Duration.ofSeconds(20));
      assertBroken(TransportException.TimedOut.class, run, isCaught);
    }
  }

  @Test
  void theHooksTimeIsNotTheClients() {
    Duration hour = Duration.ofHours(1);
    ServerRun run = sending(MESSAGE);
    with(
        run,
        ahead -> {
          run.pass(hour);
          ahead.begin(run.sink);
          run.pass(hour);
          while (ahead.pull()) {
            run.pass(hour);
          }
          return Decision.goOn();
        });
    assertEquals(ACCEPTED, run.codes());
    ServerRun half = sending(MESSAGE);
    with(
        half,
        ahead -> {
          ahead.begin(half.sink);
          ahead.pull();
          half.pass(hour);
          return Decision.goOn();
        });
    assertEquals(ACCEPTED, half.codes());
  }

  @Test
  void anObserverThatFailsAt354EndsTheSession() {
    ServerRun run =
        sending(MESSAGE)
            .with(
                new ServerObserver() {
                  @Override
                  public void reply(SessionFacts session, Reply reply) {
                    if (reply.isIntermediate()) {
                      throw new IllegalStateException("no disk for the log");
                    }
                  }
                });
    with(
        run,
        ahead -> {
          assertThrows(TransportException.class, () -> ahead.begin(run.sink));
          assertThrows(TransportException.class, ahead::pull);
          return Decision.goOn();
        });
    assertEquals(List.of("220", "250", "250", "250", "354"), run.codes());
    assertEquals(List.of(REFUSED), run.sink.words());
  }
}
