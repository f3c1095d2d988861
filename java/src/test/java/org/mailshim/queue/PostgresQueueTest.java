package org.mailshim.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.PostgresDatabase;
import org.mailshim.database.PostgresServer;
import org.mailshim.database.PostgresSettings;
import org.mailshim.sasl.Secret;

/** The queue in a PostgreSQL database behaves like every queue, and hosts may share it. */
final class PostgresQueueTest extends MailQueueContract {
  private PostgresServer server;
  private PostgresSettings where;

  /** Before the queue is opened. */
  @Override
  @BeforeEach
  void openQueue() throws Exception {
    server = PostgresServer.shared();
    where = server.settings();
    super.openQueue();
  }

  @Override
  MailQueue open() {
    return open(where);
  }

  private MailQueue open(PostgresSettings settings) {
    return SqlQueue.postgres(settings, clock, new Random(), CommitterThread::start);
  }

  @Test
  void anotherHostFindsWhatWasCommitted() throws Exception {
    byte[] message = octets(700_000);
    QueueId id = submit(queue, envelope("bob@example.net"), message);
    try (MailQueue other = open()) {
      assertArrayEquals(message, read(other, id));
      assertEquals(id, other.claim(10, LEASE).getFirst().id());
      assertEquals(List.of(), queue.claim(10, LEASE));
    }
    clock.advance(LEASE);
    assertEquals(id, claimOne().id(), "its lease is over");
  }

  @Test
  void hostsThatClaimAtTheSameMomentShareNothing() throws Exception {
    int count = 300;
    for (int i = 0; i < count; i++) {
      submit("bob@example.net");
    }
    Set<QueueId> claimed = ConcurrentHashMap.newKeySet();
    Set<QueueId> twice = ConcurrentHashMap.newKeySet();
    List<MailQueue> hosts = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    var begin = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      MailQueue host = open();
      hosts.add(host);
      threads.add(
          Thread.startVirtualThread(
              () -> {
                awaitQuietly(begin);
                while (host.nextDue().orElseThrow().compareTo(clock.instant()) <= 0) {
                  for (Claim claim : host.claim(7, LEASE)) {
                    if (!claimed.add(claim.id())) {
                      twice.add(claim.id());
                    }
                  }
                }
              }));
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    hosts.forEach(MailQueue::close);
    assertEquals(Set.of(), twice);
    assertEquals(count, claimed.size());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The one that has been due longer is free for others while the other one is waited for. */
  @Test
  void hostsClaimWhatTheyChooseInOneOrder() throws Exception {
    QueueId first = submit("bob@example.net");
    clock.advance(Duration.ofMillis(1));
    QueueId second = submit("cid@example.net");
    server.execute(where, "UPDATE recipient SET due = 1 WHERE message = " + second.value());
    try (Connection holder = server.connect(where.schema().orElseThrow());
        Statement statement = holder.createStatement();
        MailQueue other = open()) {
      holder.setAutoCommit(false);
      statement.execute(lock(first));
      CompletableFuture<List<Claim>> claimed =
          CompletableFuture.supplyAsync(() -> other.claim(2, LEASE), Thread::startVirtualThread);
      server.awaitWhoWaitsFor(holder);
      statement.execute(lock(second));
      holder.commit();
      List<QueueId> longestDueFirst = claimed.get().stream().map(Claim::id).toList();
      assertEquals(List.of(second, first), longestDueFirst);
    }
  }

  private static String lock(QueueId id) {
    return "SELECT due FROM recipient WHERE message = " + id.value() + " FOR UPDATE NOWAIT";
  }

  @Test
  void processesThatOpenItAtTheSameMomentMakeTheTablesOnce() throws Exception {
    PostgresSettings fresh = server.settings();
    List<Thread> threads = new ArrayList<>();
    Set<Throwable> failures = ConcurrentHashMap.newKeySet();
    var begin = new CountDownLatch(1);
    for (int i = 0; i < 6; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                awaitQuietly(begin);
                try (MailQueue opened = open(fresh)) {
                  submit(opened, envelope("bob@example.net"), octets(10));
                } catch (RuntimeException e) {
                  failures.add(e);
                }
              }));
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(Set.of(), failures);
    assertEquals(6, server.number(fresh, "SELECT COUNT(*) FROM message"));
    assertEquals(3, server.number(fresh, "SELECT COUNT(*) FROM schema_version"));
  }

  @Test
  void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
    server.execute(where, "INSERT INTO schema_version (version) VALUES (99)");
    var thrown = assertThrows(QueueException.class, this::open);
    assertEquals(QueueException.Kind.NEWER, thrown.kind());
  }

  @Test
  void aMessageThatIsGivenUpLeavesNothing() throws Exception {
    byte[] message = octets(1_000_000);
    try (Submission submission = queue.submit(envelope("bob@example.net"))) {
      submission.write(message, 0, message.length);
      assertTrue(server.number(where, "SELECT COUNT(*) FROM chunk") > 0);
    }
    assertEquals(0, server.number(where, "SELECT COUNT(*) FROM chunk"));
    assertEquals(0, server.number(where, "SELECT COUNT(*) FROM incoming"));
  }

  @Test
  void connectionsThatTheServerEndedAreMadeAnew() throws Exception {
    QueueId id = submit("bob@example.net");
    queue.find(id);
    server.execute(
        where,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name = 'mailshim'");
    assertTrue(queue.find(id).isPresent());
    assertEquals(id, claimOne().id());
  }

  @Test
  void commitsWaitForTheDiskWhateverTheServerPrefers() throws Exception {
    server.execute(where, "ALTER ROLE mailshim SET synchronous_commit = off");
    try (Connection connection = new PostgresDatabase(where).connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
      row.next();
      assertEquals("on", row.getString(1));
    } finally {
      server.execute(where, "ALTER ROLE mailshim RESET synchronous_commit");
    }
  }

  @Test
  void aWrongPasswordIsSaidAndNotShown() {
    PostgresSettings wrong = where.withUser("mailshim", Secret.of("hunter2"));
    var thrown = assertThrows(QueueException.class, () -> open(wrong));
    assertEquals(QueueException.Kind.DENIED, thrown.kind());
    assertFalse(thrown.getMessage().contains("hunter2"));
  }

  @Test
  void aServerThatIsAwayIsSaid() {
    PostgresSettings away = PostgresSettings.of("jdbc:postgresql://127.0.0.1:1/postgres");
    var thrown = assertThrows(QueueException.class, () -> open(away));
    assertEquals(QueueException.Kind.BUSY, thrown.kind());
  }

  @Test
  void oneTextHasItAll() throws Exception {
    String schema = where.schema().orElseThrow();
    PostgresSettings parsed = PostgresSettings.parse(server.url(schema));
    assertEquals(where.url(), parsed.url());
    assertEquals(Optional.of(schema), parsed.schema());
    QueueId id = submit("bob@example.net");
    try (MailQueue same = open(parsed)) {
      assertTrue(same.find(id).isPresent());
    }
  }
}
