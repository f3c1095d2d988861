package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Domain;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueCount;
import org.mailshim.queue.QueueEntry;
import org.mailshim.queue.Settlement;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.ListenerSettings;

/** A server that relays: our client, our server, the queue in a file, our client, and a sink. */
class QueueSinkTest {
  @TempDir Path directory;

  private MailQueue queue;
  private SmtpServer server;

  @BeforeEach
  void serve() throws Exception {
    queue = CrashingRelay.open(directory.resolve("queue.db"));
    var relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    var options = ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX).withRelay(relay);
    server =
        SmtpServer.start(
            ServerSetup.of(options, new QueueSink(queue)),
            ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() {
    server.close();
    queue.close();
  }

  private DeliveryReport send(String subject, int lines) {
    return new SendingClient(server.port()).send(subject, lines);
  }

  @Test
  void whatIsAcceptedIsInTheQueueUnderItsName() throws Exception {
    String reply = send("one", 1).recipients().getFirst().reply().text();
    QueueEntry entry = queue.list(Optional.empty(), 2).getFirst();
    assertEquals("250 2.0.0 queued as " + entry.id(), reply);
    assertEquals("<ann@example.org>", entry.reversePath().text());
    assertEquals("<bob@example.net>", entry.recipients().getFirst().forwardPath().text());
    try (var in = queue.read(entry.id()).orElseThrow().open()) {
      String text = new String(in.readAllBytes(), UTF_8);
      assertTrue(text.startsWith("Received: "), text);
      assertTrue(text.endsWith("\r\nSubject: one\r\n\r\nsome text\r\n"), text);
    }
  }

  @Test
  void aQueueThatIsClosedIsATemporaryFailure() {
    queue.close();
    assertEquals(451, send("one", 1).worstCode());
    assertThrows(RuntimeException.class, queue::count);
  }

  @Test
  void manySessionsAreRelayed() throws Exception {
    int sessions = 20;
    int each = 5;
    var delivered = new CountDownLatch(sessions * each);
    try (var sink = new ScriptedSink(1, 0)) {
      QueueRunner runner =
          CrashingRelay.runner(
              queue,
              sink.port(),
              new QueueObserver() {
                @Override
                public void settled(
                    Claim claim, DeliveryReport report, List<Settlement> settlements) {
                  delivered.countDown();
                }
              });
      runner.start();
      Set<String> refused = ConcurrentHashMap.newKeySet();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < sessions; i++) {
        int session = i;
        threads.add(
            Thread.startVirtualThread(
                () -> {
                  for (int n = 0; n < each; n++) {
                    DeliveryReport report = send(session + "-" + n, n == 0 ? 40_000 : 100);
                    if (!report.isAccepted()) {
                      refused.add(report.worst().text());
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(Set.of(), refused);
      assertTrue(delivered.await(60, TimeUnit.SECONDS), () -> delivered.getCount() + " are left");
      assertTrue(runner.stop(System.nanoTime() + Duration.ofSeconds(20).toNanos()));
      assertEquals(new QueueCount(0, 0, 0), queue.count());
      assertEquals(sessions * each, new HashSet<>(sink.messages).size());
    }
  }
}
