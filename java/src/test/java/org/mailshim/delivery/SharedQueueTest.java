package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailshim.address.Domain;
import org.mailshim.database.PostgresServer;
import org.mailshim.database.PostgresSettings;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueCount;
import org.mailshim.queue.Settlement;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.ListenerSettings;

/**
 * A queue in PostgreSQL when things die: one of two processes that share it, and the server itself.
 *
 * <p>How often a process is killed is a sixth of the property {@code mailshim.crashes}; {@value
 * #CRASHES} if it is not set.
 */
final class SharedQueueTest {
  private static final int CRASHES = 4;
  private static final int CLIENTS = 6;
  private static final long PATIENCE_SECONDS = 180;

  /** Longer than a process of a busy machine is ever kept from renewing it. */
  private static final Duration LEASE = Duration.ofSeconds(10);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void whatAKilledProcessHadClaimedIsTakenOver() throws Exception {
    PostgresServer server = PostgresServer.shared();
    String url = server.url(server.settings().schema().orElseThrow());
    int crashes = Math.max(CRASHES, Integer.getInteger("mailshim.crashes", 0) / 6);
    var random = new Random();
    Set<String> acknowledged = new TreeSet<>();
    try (var sink = new ScriptedSink(1, 0);
        MailQueue queue = CrashingRelay.open(url)) {
      String port = Integer.toString(sink.port());
      String lease = Long.toString(LEASE.toMillis());
      Process survivor = CrashingRelay.start(url, port, lease);
      try {
        for (int i = 0; i < crashes; i++) {
          Process other = CrashingRelay.start(url, port, lease, "run" + i);
          kill(other, 1 + random.nextInt(120), acknowledged);
        }
        awaitEmpty(queue);
        assertTrue(survivor.isAlive(), "nobody else has delivered the rest");
      } finally {
        survivor.destroyForcibly();
      }
      List<String> delivered = new ArrayList<>();
      for (String message : sink.messages) {
        delivered.add(subject(message));
      }
      Set<String> lost = new TreeSet<>(acknowledged);
      lost.removeAll(delivered);
      assertEquals(Set.of(), lost);
      int twice = delivered.size() - new HashSet<>(delivered).size();
      int window = crashes * 2 * CrashingRelay.MOST_AT_ONCE;
      assertTrue(twice <= window, () -> twice + " delivered twice, " + window + " were under way");
      assertTrue(acknowledged.size() >= crashes);
    }
  }

  /** Kills a process when it has acknowledged so many messages. */
  private static void kill(Process relay, int wanted, Set<String> acknowledged) throws Exception {
    try (BufferedReader names =
        new BufferedReader(new InputStreamReader(relay.getInputStream(), UTF_8))) {
      String name = "";
      for (int i = 0; i < wanted && name != null; i++) {
        name = names.readLine();
        QueueCrashTest.note(name, acknowledged);
      }
      relay.toHandle().destroyForcibly(); // SIGKILL, and what it has printed can still be read
      while (name != null) {
        name = names.readLine();
        QueueCrashTest.note(name, acknowledged);
      }
    } finally {
      relay.destroyForcibly();
    }
    assertEquals(128 + 9, relay.waitFor(), "it was killed and did not end by itself");
  }

  private static String subject(String message) {
    int from = message.indexOf("Subject: ") + "Subject: ".length();
    return message.substring(from, message.indexOf('\n', from));
  }

  /** What another process does to a database can only be asked for. */
  private static void awaitEmpty(MailQueue queue) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (queue.count().messages() > 0) {
      assertTrue(System.nanoTime() < deadline, () -> queue.count() + " are left");
      Thread.sleep(50);
    }
  }

  /** What clients hear while the server of the database comes and goes. */
  private static final class Clients {
    final Semaphore accepted = new Semaphore(0);
    final Semaphore deferred = new Semaphore(0);
    final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    final Set<String> wrong = ConcurrentHashMap.newKeySet();
    final AtomicBoolean ending = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    Clients(int port) {
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        threads.add(Thread.startVirtualThread(() -> send(new SendingClient(port), client)));
      }
    }

    private void send(SendingClient client, int number) {
      for (int n = 0; !ending.get(); n++) {
        String subject = number + "-" + n;
        DeliveryReport report = client.send(subject, n % 10 == 9 ? 40_000 : 20);
        int code = report.worstCode();
        if (report.isAccepted()) {
          acknowledged.add(subject);
          accepted.release();
        } else if (code >= 400 && code < 500) {
          deferred.release();
        } else {
          wrong.add(report.worst().text());
        }
      }
    }

    void await(Semaphore what, int count) throws InterruptedException {
      assertTrue(
          what.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS),
          () -> acknowledged.size() + " accepted, refused: " + wrong);
    }

    void end() throws InterruptedException {
      ending.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void aServerThatStopsAndComesBackLosesNothing() throws Exception {
    try (PostgresServer database = PostgresServer.start();
        var sink = new ScriptedSink(1, 0);
        MailQueue queue = CrashingRelay.open(database.url("mail"))) {
      var settled = new Semaphore(0);
      QueueRunner runner =
          CrashingRelay.runner(
              queue,
              sink.port(),
              LEASE,
              new QueueObserver() {
                @Override
                public void settled(
                    Claim claim, DeliveryReport report, List<Settlement> settlements) {
                  settled.release();
                }
              });
      runner.start();
      try (SmtpServer smtp = serve(queue)) {
        var clients = new Clients(smtp.port());
        for (int i = 0; i < 2; i++) {
          clients.await(clients.accepted, 40);
          database.crash();
          clients.deferred.drainPermits();
          clients.await(clients.deferred, 3 * CLIENTS);
          database.go();
          clients.accepted.drainPermits();
        }
        clients.await(clients.accepted, 40);
        clients.end();
        assertEquals(Set.of(), clients.wrong);
        awaitEmpty(queue);
        assertTrue(runner.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)));
        Set<String> lost = new TreeSet<>(clients.acknowledged);
        sink.messages.forEach(message -> lost.remove(subject(message)));
        assertEquals(Set.of(), lost);
        assertEquals(new QueueCount(0, 0, 0), queue.count());
        PostgresSettings where = database.settings("mail");
        assertEquals(0, database.number(where, "SELECT COUNT(*) FROM recipient"));
      }
    }
  }

  static SmtpServer serve(MailQueue queue) {
    var relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    var options = ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX).withRelay(relay);
    return SmtpServer.start(
        ServerSetup.of(options, new QueueSink(queue)),
        ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
  }
}
