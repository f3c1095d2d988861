package org.mailshim.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Domain;
import org.mailshim.database.Committer;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.Fault;
import org.mailshim.database.SqlSession;
import org.mailshim.database.SqliteDatabase;
import org.mailshim.database.SqliteFile;

/** The queue in an SQLite file behaves like every queue, and outlives its process. */
final class SqliteQueueTest extends MailQueueContract {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("made/when/needed/queue.db");
  }

  @Override
  MailQueue open() {
    return SqlQueue.sqlite(file(), clock, new Random(), CommitterThread::start);
  }

  private long number(String query) throws SQLException {
    return new SqliteFile(file()).number(query);
  }

  private void execute(String sql) throws SQLException {
    new SqliteFile(file()).execute(sql);
  }

  @Test
  void anotherProcessFindsWhatWasCommitted() throws Exception {
    byte[] message = octets(700_000);
    QueueId id = submit(queue, envelope("bob@example.net"), message);
    queue.close();
    queue = open();
    assertArrayEquals(message, read(queue, id));
    assertEquals(id, claimOne().id());
    queue.close();
    queue = open();
    assertEquals(List.of(), queue.claim(10, LEASE), "the lease outlives its process");
    clock.advance(LEASE);
    assertEquals(id, claimOne().id());
  }

  @Test
  void twoQueuesShareAFile() throws Exception {
    try (MailQueue other = open()) {
      for (int i = 0; i < 20; i++) {
        submit(i % 2 == 0 ? queue : other, envelope("bob@example.net"), octets(100));
      }
      List<QueueId> claimed = new ArrayList<>();
      queue.claim(7, LEASE).forEach(claim -> claimed.add(claim.id()));
      other.claim(20, LEASE).forEach(claim -> claimed.add(claim.id()));
      assertEquals(20, claimed.size());
      assertEquals(20, claimed.stream().distinct().count());
    }
  }

  @Test
  void aMessageThatIsGivenUpLeavesNothing() throws Exception {
    byte[] message = octets(1_000_000);
    try (Submission submission = queue.submit(envelope("bob@example.net"))) {
      submission.write(message, 0, message.length);
      assertTrue(number("SELECT COUNT(*) FROM chunk") > 0, "it does not fit into memory");
    }
    assertEquals(0, number("SELECT COUNT(*) FROM chunk"));
    assertEquals(0, number("SELECT COUNT(*) FROM incoming"));
  }

  @Test
  void whatAProcessLeftUnfinishedIsSweptAwayADayLater() throws Exception {
    byte[] message = octets(1_000_000);
    Submission lost = queue.submit(envelope("bob@example.net"));
    lost.write(message, 0, message.length);
    clock.advance(Duration.ofHours(23));
    open().close();
    assertTrue(number("SELECT COUNT(*) FROM chunk") > 0);
    clock.advance(Duration.ofHours(2));
    open().close();
    assertEquals(0, number("SELECT COUNT(*) FROM chunk"));
    assertThrows(QueueException.class, lost::commit);
    lost.close();
    assertEquals(0, queue.count().messages());
  }

  @Test
  void aFileOfANewerVersionIsLeftAlone() throws Exception {
    execute("INSERT INTO schema_version (version) VALUES (99)");
    var thrown = assertThrows(QueueException.class, this::open);
    assertEquals(QueueException.Kind.NEWER, thrown.kind());
  }

  @Test
  void aFileOfAnOlderVersionIsBroughtUpToDate() throws Exception {
    QueueId id = submit("bob@example.net");
    queue.close();
    execute("DELETE FROM schema_version WHERE version > 1");
    execute("ALTER TABLE recipient RENAME TO newer");
    execute(
        "CREATE TABLE recipient (message BIGINT NOT NULL, position INTEGER NOT NULL,"
            + " forward_path TEXT NOT NULL, parameters TEXT NOT NULL, state INTEGER NOT NULL,"
            + " due BIGINT NOT NULL, lease BIGINT NOT NULL, attempts INTEGER NOT NULL,"
            + " reply TEXT NOT NULL, PRIMARY KEY (message, position))");
    execute(
        "INSERT INTO recipient SELECT message, position, forward_path, parameters, state, due,"
            + " lease, attempts, reply FROM newer");
    execute("DROP TABLE newer");
    execute("CREATE INDEX recipient_due ON recipient (state, due, message)");
    queue = open();
    submit("cid@example.net");
    var limits = new ClaimLimits(0, Map.of(Domain.parse("example.net"), 0));
    List<Claim> claims = queue.claim(10, LEASE, limits);
    assertEquals(List.of(id), claims.stream().map(Claim::id).toList());
    assertEquals(3, number("SELECT MAX(version) FROM schema_version"));
  }

  @Test
  void aFileThatCannotBeMadeIsSaid() throws Exception {
    Path obstacle = Files.createFile(directory.resolve("file"));
    var thrown =
        assertThrows(
            QueueException.class,
            () ->
                SqlQueue.sqlite(
                    obstacle.resolve("queue.db"), clock, new Random(), CommitterThread::start));
    assertEquals(QueueException.Kind.DENIED, thrown.kind());
  }

  @Test
  void aFullDiskFailsTheMessageAndNothingElse() throws Exception {
    QueueId kept = submit("bob@example.net");
    var database = new SqliteDatabase(file());
    try (var session = new SqlSession(database.connect())) {
      long pages = session.query("PRAGMA page_count", row -> row.getLong(1)).getFirst();
      session.query("PRAGMA max_page_count = " + pages, row -> row.getLong(1));
      var error =
          assertThrows(
              SQLException.class,
              () ->
                  QueueTables.addEarly(
                      session, new QueueId(5), 0, List.of(octets(60_000), octets(60_000))));
      assertEquals(Fault.FULL, database.fault(error));
    }
    assertTrue(queue.find(kept).isPresent());
  }

  @Test
  void whatFailsInAGroupFailsAlone() throws Exception {
    var database = new SqliteDatabase(directory.resolve("group.db"));
    SqlSession first = QueueSchema.of(database).open(database, "opening", session -> true);
    try (var committer =
        new Committer(database, QueueException::of, first, CommitterThread::start)) {
      var entered = new CountDownLatch(1);
      var gate = new CountDownLatch(1);
      Thread blocker =
          Thread.startVirtualThread(
              () ->
                  committer.commit(
                      "blocking",
                      session -> {
                        entered.countDown();
                        awaitQuietly(gate);
                        return true;
                      }));
      entered.await();
      var failed = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int number = i;
        threads.add(
            Thread.startVirtualThread(
                () -> {
                  try {
                    committer.commit(
                        "adding",
                        session -> {
                          // The fifth is a duplicate of what its own transaction adds.
                          long id = number + 1;
                          session.update("INSERT INTO incoming (message) VALUES (?)", id);
                          if (number == 5) {
                            session.update("INSERT INTO incoming (message) VALUES (?)", id);
                          }
                          return true;
                        });
                  } catch (QueueException e) {
                    failed.incrementAndGet();
                  }
                }));
      }
      gate.countDown();
      blocker.join();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(1, failed.get());
      long rows =
          committer.commit(
              "counting",
              session ->
                  session.query("SELECT COUNT(*) FROM incoming", row -> row.getLong(1)).getFirst());
      assertEquals(9, rows);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
