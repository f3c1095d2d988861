package org.mailshim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.Cause;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.Disposition;
import org.mailshim.delivery.Route;
import org.mailshim.smtp.client.SessionTimeouts;

/** The engine's book-keeping, mostly with a server that takes connections and never says a word. */
class MailEngineTest {
  private static final Envelope ENVELOPE =
      new Envelope(ReversePath.NULL, List.of(ForwardPath.parse("x@example.org")));

  private ServerSocket silent;
  private Route route;
  private final BlockingQueue<RuntimeException> faults = new LinkedBlockingQueue<>();
  private final MailEngine engine = engine(task -> Thread.startVirtualThread(caught(task)));

  @BeforeEach
  void listen() throws IOException {
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    route = new Route.SmartHost("127.0.0.1", silent.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    silent.close();
  }

  private static MailEngine engine(Executor sessions) {
    return new MailEngine(sessions, Clock.systemUTC(), new Random(1));
  }

  private Runnable caught(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        faults.add(e);
      }
    };
  }

  private static class Reports implements OutgoingListener {
    final BlockingQueue<DeliveryReport> reports = new LinkedBlockingQueue<>();
    final BlockingQueue<String> dialogs = new LinkedBlockingQueue<>();

    @Override
    public void dialog(String server) {
      dialogs.add(server);
    }

    @Override
    public void done(DeliveryReport report) {
      reports.add(report);
    }

    DeliveryReport await() throws InterruptedException {
      DeliveryReport report = reports.poll(20, TimeUnit.SECONDS);
      assertTrue(report != null, "the end is not told");
      return report;
    }
  }

  private OutgoingMail send(OutgoingListener listener) {
    return engine.send(ENVELOPE, route, OutgoingOptions.defaults(), listener);
  }

  @Test
  void forgetsAMessageThatTheExecutorRefuses() {
    MailEngine refusing =
        engine(
            task -> {
              throw new RejectedExecutionException("full");
            });
    Reports reports = new Reports();
    assertThrows(
        RejectedExecutionException.class,
        () -> refusing.send(ENVELOPE, route, OutgoingOptions.defaults(), reports));
    assertTrue(refusing.stop(System.nanoTime()));
    assertEquals(0, reports.reports.size());
  }

  @ParameterizedTest
  @CsvSource({"128, 826", "32, 186", "8, 26", "5, 6", "2, 4"})
  void hasRoomForMessagesByTheHeap(int mebibytes, int messages) {
    assertEquals(messages, MailEngine.room(mebibytes * 1024L * 1024));
  }

  @Test
  void takesNoMoreThanItHasRoomFor() throws Exception {
    MailEngine small =
        new MailEngine(Thread::startVirtualThread, Clock.systemUTC(), new Random(1), 2);
    Reports reports = new Reports();
    OutgoingOptions options = OutgoingOptions.defaults();
    OutgoingMail first = small.send(ENVELOPE, route, options, reports);
    OutgoingMail second = small.send(ENVELOPE, route, options, reports);
    EngineFullException refusal =
        assertThrows(
            EngineFullException.class, () -> small.send(ENVELOPE, route, options, reports));
    assertTrue(refusal.getMessage().contains("2 messages"), refusal.getMessage());
    first.abort();
    second.abort();
    assertTrue(small.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    assertEquals(2, reports.reports.size(), "the refused one is not told");
    small.send(ENVELOPE, route, options, reports).abort();
    assertTrue(small.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
  }

  @Test
  void stopAbortsWhatIsNotFinishedInTime() throws Exception {
    Reports reports = new Reports();
    OutgoingMail mail = send(reports);
    assertTrue(reports.dialogs.poll(20, TimeUnit.SECONDS) != null);
    assertFalse(engine.stop(System.nanoTime()));
    assertEquals(Disposition.CANCELLED, reports.await().worst().disposition());
    assertEquals(0, reports.reports.size());
    assertTrue(engine.stop(System.nanoTime()));
    mail.abort();
    assertEquals(0, reports.reports.size());
  }

  @Test
  void tellsASubmitterWhoGoesOnWhyTheDeliveryIsOver() throws Exception {
    silent.close();
    Reports reports = new Reports();
    OutgoingMail mail = send(reports);
    DeliveryReport report = reports.await();
    assertTrue(engine.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    byte[] more = "more".getBytes(US_ASCII);
    for (Executable late :
        List.<Executable>of(() -> mail.write(more, 0, more.length), () -> mail.commit())) {
      DeliveryEndedException ended = assertThrows(DeliveryEndedException.class, late);
      assertEquals(report, ended.report().orElseThrow());
      assertTrue(ended.getMessage().contains("connection refused"), ended.getMessage());
    }
  }

  /** The server takes the message and then never says another word. */
  @Test
  void tellsTheEndBeforeTheServerHasAnsweredQuit() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Thread.startVirtualThread(() -> serve(heard, false));
    OutgoingOptions plain = OutgoingOptions.defaults();
    Duration longer = Duration.ofSeconds(60);
    SessionTimeouts patient =
        new SessionTimeouts(longer, longer, longer, longer, longer, longer, longer, longer);
    OutgoingOptions options =
        new OutgoingOptions(
            plain.ownName(),
            false,
            longer,
            patient,
            plain.dns(),
            plain.exchangers(),
            plain.smartHosts());
    Reports reports = new Reports();
    OutgoingMail mail = engine.send(ENVELOPE, route, options, reports);
    mail.commit();
    assertTrue(reports.await().isAccepted());
    assertTrue(engine.stop(System.nanoTime()), "nothing was cut off");
    String last = heard.poll(20, TimeUnit.SECONDS);
    while (!"null".equals(last)) {
      assertTrue(last != null, "the connection is still open");
      last = heard.poll(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void stopAbortsWhatBeginsAfterItsDeadline() throws Exception {
    AtomicInteger more = new AtomicInteger(3);
    Reports reports =
        new Reports() {
          @Override
          public void done(DeliveryReport report) {
            if (more.getAndDecrement() > 0) {
              send(this);
            }
            super.done(report);
          }
        };
    send(reports);
    assertFalse(engine.stop(System.nanoTime()));
    for (int i = 0; i < 4; i++) {
      assertEquals(Disposition.CANCELLED, reports.await().worst().disposition());
    }
    assertEquals(0, reports.reports.size());
  }

  @Test
  void tellsTheEndOnceAlsoAfterAListenersFault() throws Exception {
    Reports reports =
        new Reports() {
          @Override
          public void connecting(String host) {
            throw new IllegalStateException("listener's fault");
          }
        };
    send(reports);
    assertEquals(Cause.FAULT, reports.await().worst().cause());
    assertTrue(engine.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    assertEquals("listener's fault", faults.poll(20, TimeUnit.SECONDS).getMessage());
    assertEquals(0, reports.reports.size());
  }

  @Test
  void tellsTheEndWhenMemoryHasRunOut() throws Exception {
    Reports reports =
        new Reports() {
          @Override
          public void connecting(String host) {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    send(reports);
    assertEquals(Cause.MEMORY, reports.await().worst().cause());
    assertTrue(engine.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    assertEquals(0, reports.reports.size());
  }

  @ParameterizedTest
  @CsvSource({
    "x@example.org, ascii, MAIL FROM:<>",
    "x@example.org, caf\u00e9, MAIL FROM:<> BODY=8BITMIME",
    "\u00e9@example.org, ascii, MAIL FROM:<> BODY=8BITMIME SMTPUTF8"
  })
  void declaresOctetsAbove127(String recipient, String text, String expected) throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Thread.startVirtualThread(() -> serve(heard, true));
    Envelope envelope = new Envelope(ReversePath.NULL, List.of(ForwardPath.parse(recipient)));
    OutgoingOptions plain = OutgoingOptions.defaults();
    OutgoingOptions adding =
        new OutgoingOptions(
            plain.ownName(),
            true,
            plain.connectTimeout(),
            plain.timeouts(),
            plain.dns(),
            plain.exchangers(),
            plain.smartHosts());
    Reports reports = new Reports();
    OutgoingMail mail = engine.send(envelope, route, adding, reports);
    byte[] octets = text.getBytes(UTF_8);
    mail.write(octets, 0, octets.length);
    mail.commit();
    assertTrue(reports.await().isAccepted());
    assertTrue(heard.contains(expected), heard.toString());
  }

  /** Serves one session, and notes the lines and {@code null} at its end. */
  private void serve(BlockingQueue<String> heard, boolean answersQuit) {
    try (Socket socket = silent.accept();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      String reply = "220 sink.example";
      boolean data = false;
      while (reply != null) {
        socket.getOutputStream().write((reply + "\r\n").getBytes(US_ASCII));
        String line = in.readLine();
        while (data && line != null && !line.equals(".")) {
          line = in.readLine();
        }
        data = "DATA".equals(line);
        heard.add(String.valueOf(line));
        if ("QUIT".equals(line) && !answersQuit) {
          line = in.readLine();
          heard.add(String.valueOf(line));
        }
        reply = replyTo(line);
      }
    } catch (IOException e) {
      heard.add(e.toString());
    }
  }

  private static @Nullable String replyTo(@Nullable String line) {
    return switch (line) {
      case null -> null;
      case "QUIT" -> "221 bye";
      case "DATA" -> "354 go on";
      case String s when s.startsWith("EHLO") -> "250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8";
      default -> "250 fine";
    };
  }

  @Test
  void anAbortedMessageIsCancelled() throws Exception {
    Reports reports = new Reports();
    OutgoingMail mail = send(reports);
    mail.abort();
    mail.abort();
    assertEquals(Disposition.CANCELLED, reports.await().worst().disposition());
    assertTrue(engine.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    assertEquals(0, reports.reports.size());
  }
}
