package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;

/** What only real sockets show: silence, a peer that does not read, one that goes in the middle. */
final class SocketSessionTest {
  private static final Envelope ENVELOPE =
      new Envelope(
          ReversePath.parse("ann@example.org"), List.of(ForwardPath.parse("bob@example.net")));

  private static final SessionOptions OPTIONS =
      SessionOptions.defaults().withClientName("client.example");

  private static SessionOptions within(int millis) {
    return OPTIONS.withTimeouts(SessionTimeouts.all(Duration.ofMillis(millis)));
  }

  @Test
  void aSilentServerEndsAtTheTimeOut() throws IOException {
    try (var server = new LoopbackServer(LoopbackServer.Exchange::awaitClose);
        Connection connection = server.dial()) {
      var e =
          assertThrows(
              ConversationException.class,
              () -> SmtpClientSession.open(connection, within(100), SessionObserver.NONE));
      assertEquals(ConversationException.Kind.TIMED_OUT, e.kind());
      assertEquals(Stage.GREETING, e.stage());
    }
  }

  @Test
  void theOverallDeadlineIsKept() throws IOException {
    try (var server = new LoopbackServer(LoopbackServer.Exchange::awaitClose);
        Connection connection = server.dial()) {
      var deadline = Deadline.after(Duration.ofMillis(100));
      var e =
          assertThrows(
              ConversationException.class,
              () ->
                  SmtpClientSession.open(
                      connection, OPTIONS.withDeadline(deadline), SessionObserver.NONE));
      assertEquals(ConversationException.Kind.TIMED_OUT, e.kind());
      assertTrue(deadline.isPast());
    }
  }

  @Test
  void aServerThatDripsOctetsDoesNotOutlastTheTimeOut() throws IOException {
    var stop = new CountDownLatch(1);
    try (var server =
            new LoopbackServer(
                exchange -> {
                  exchange.socket.getOutputStream().write('2');
                  while (!await(stop, 5)) {
                    exchange.socket.getOutputStream().write('2');
                  }
                });
        Connection connection = server.dial()) {
      var e =
          assertThrows(
              ConversationException.class,
              () -> SmtpClientSession.open(connection, within(150), SessionObserver.NONE));
      assertEquals(ConversationException.Kind.TIMED_OUT, e.kind());
    } finally {
      stop.countDown();
    }
  }

  private static boolean await(CountDownLatch latch, int millis) throws IOException {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closeFromAnotherThreadEndsTheWait(boolean virtual) throws Exception {
    var reached = new CountDownLatch(1);
    try (var server =
            new LoopbackServer(
                exchange -> {
                  exchange.untilData();
                  exchange.hear();
                  reached.countDown();
                  exchange.awaitClose();
                });
        Connection connection = server.dial()) {
      var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
      var send =
          new FutureTask<>(
              () ->
                  assertThrows(
                      ConversationException.class,
                      () -> session.send(ENVELOPE, MailData.of("x\r\n".getBytes(UTF_8)))));
      Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      builder.start(send);
      assertTrue(reached.await(30, TimeUnit.SECONDS));
      session.close();
      ConversationException e = send.get(30, TimeUnit.SECONDS);
      assertEquals(ConversationException.Kind.CANCELLED, e.kind());
      assertTrue(e.mayHaveBeenAccepted());
    }
  }

  @Test
  void aServerThatStopsReadingEndsAtTheTimeOut() throws IOException {
    var stop = new CountDownLatch(1);
    try (var server =
            new LoopbackServer(
                exchange -> {
                  exchange.untilData();
                  await(stop, 60_000);
                });
        Connection connection = server.dial();
        var session =
            SmtpClientSession.open(
                connection,
                OPTIONS.withTimeouts(SessionTimeouts.all(Duration.ofSeconds(3))),
                SessionObserver.NONE)) {
      var e =
          assertThrows(
              ConversationException.class, () -> session.send(ENVELOPE, new PatternData(1L << 30)));
      assertEquals(ConversationException.Kind.TIMED_OUT, e.kind());
      assertEquals(Stage.MAIL_DATA, e.stage());
      assertFalse(e.mayHaveBeenAccepted());
    } finally {
      stop.countDown();
    }
  }

  @Test
  void theLastWordsOfAServerThatGoesInTheMiddleAreHeard() throws IOException {
    try (var server =
            new LoopbackServer(
                exchange -> {
                  exchange.untilData();
                  exchange.hear();
                  exchange.say("552 5.3.4 more than I can hold");
                });
        Connection connection = server.dial();
        var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE)) {
      var e =
          assertThrows(
              ConversationException.class, () -> session.send(ENVELOPE, new PatternData(1L << 30)));
      assertEquals(ConversationException.Kind.REFUSED, e.kind());
      assertEquals(552, e.reply().orElseThrow().code());
      assertFalse(e.transientFailure());
      assertEquals(SessionState.CLOSED, session.state());
    }
  }
}
