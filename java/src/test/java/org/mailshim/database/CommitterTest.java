package org.mailshim.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.Eventually;

/** What several hosts, or processes, do at one database does not keep them from their work. */
final class CommitterTest {
  private static final String SHOW_SILENCE =
      "SELECT current_setting('idle_in_transaction_session_timeout')";

  @TempDir Path directory;

  private static Committer open(Database database) throws SQLException {
    Failures failures = (fault, attempt, cause) -> new IllegalStateException(fault.name(), cause);
    return new Committer(
        database, failures, new SqlSession(database.connect()), CommitterThread::start);
  }

  /** Has something committed by a thread of its own, and waits until that waits. */
  private CompletableFuture<Boolean> begin(
      Committer committer, String subject, Committer.Work<Boolean> work) {
    var done = new CompletableFuture<Boolean>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    done.complete(committer.commit("testing", subject, work));
                  } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                  }
                });
    Eventually.awaitState(thread, Thread.State.WAITING, Thread.State.TERMINATED);
    return done;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Else two hosts that deliver to the same two maildrops wait for each other. */
  @Test
  void theWorkOfATransactionIsDoneInTheOrderOfItsSubjects() throws Exception {
    var gate = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    List<CompletableFuture<Boolean>> done = new ArrayList<>();
    try (Committer committer = open(new SqliteDatabase(directory.resolve("order.db")))) {
      done.add(begin(committer, "", session -> await(gate)));
      for (String name : List.of("c 1", "a 1", "", "c 2", "b 1", "a 2")) {
        String subject = name.isEmpty() ? "" : name.substring(0, 1);
        done.add(begin(committer, subject, session -> order.add(name)));
      }
      gate.countDown();
      for (CompletableFuture<Boolean> each : done) {
        assertTrue(each.get());
      }
    }
    assertEquals(List.of("", "a 1", "a 2", "b 1", "c 1", "c 2"), order);
  }

  /** Not each by itself, for as long as the first has waited. */
  @Test
  void whatAnotherProcessDoesNotLetBeginFailsAtOnceForAll() throws Exception {
    var gate = new CountDownLatch(1);
    var begun = new AtomicInteger();
    var sqlite = new SqliteDatabase(directory.resolve("busy.db"));
    Database database = new ImpatientDatabase(sqlite, begun, gate);
    List<CompletableFuture<Boolean>> done = new ArrayList<>();
    try (Connection other = sqlite.connect();
        Statement statement = other.createStatement();
        Committer committer = open(database)) {
      for (int i = 0; i < 6; i++) {
        done.add(begin(committer, "", session -> true));
      }
      statement.execute("BEGIN IMMEDIATE");
      gate.countDown();
      for (CompletableFuture<Boolean> each : done) {
        var thrown = assertThrows(ExecutionException.class, each::get);
        assertEquals(Fault.BUSY.name(), thrown.getCause().getMessage());
      }
      assertEquals(2, begun.get(), "the first by itself, and the others together");
      statement.execute("ROLLBACK");
      assertTrue(begin(committer, "", session -> true).get());
    }
  }

  /** Another that waits for locks no longer than a moment, and begins when the gate is open. */
  private record ImpatientDatabase(Database database, AtomicInteger begun, CountDownLatch gate)
      implements Database {
    @Override
    public Connection connect() throws SQLException {
      Connection connection = database.connect();
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 20");
      }
      return connection;
    }

    @Override
    public String begin() {
      begun.incrementAndGet();
      await(gate);
      return database.begin();
    }

    @Override
    public String octetsType() {
      return database.octetsType();
    }

    @Override
    public String keyType() {
      return database.keyType();
    }

    @Override
    public String clustered() {
      return database.clustered();
    }

    @Override
    public Remedy remedy(SQLException error) {
      return database.remedy(error);
    }

    @Override
    public boolean isCollision(SQLException error) {
      return database.isCollision(error);
    }

    @Override
    public Fault fault(SQLException error) {
      return database.fault(error);
    }
  }

  /** A host that was switched off in a transaction must not keep the others for hours. */
  @Test
  void theServerEndsATransactionThatItsHostDoesNotGoOnWith() throws Exception {
    PostgresServer server = PostgresServer.shared();
    var database = new PostgresDatabase(server.settings());
    assertEquals("30s", silence(database));
    server.execute(server.settings("public"), silence("'7s'"));
    try {
      assertEquals("7s", silence(database), "the server's own choice");
    } finally {
      server.execute(server.settings("public"), silence("DEFAULT"));
    }
  }

  private static String silence(String limit) {
    return "ALTER ROLE mailshim SET idle_in_transaction_session_timeout = " + limit;
  }

  private static String silence(Database database) throws SQLException {
    try (SqlSession session = new SqlSession(database.connect())) {
      return session.query(SHOW_SILENCE, row -> row.getString(1)).getFirst();
    }
  }

  /** As one that was suspended, and goes on. */
  @Test
  void aTransactionThatWasEndedForItsSilenceIsRunAgain() throws Exception {
    PostgresServer server = PostgresServer.shared();
    PostgresSettings where = server.settings();
    server.execute(server.settings("public"), silence("'20ms'"));
    try (Committer committer = open(new PostgresDatabase(where))) {
      var runs = new AtomicInteger();
      int last =
          committer.commit(
              "testing",
              session -> {
                session.update("CREATE TABLE once (number INTEGER)");
                if (runs.incrementAndGet() == 1) {
                  awaitSilenceIsOver(server, session);
                }
                session.update("INSERT INTO once (number) VALUES (1)");
                return runs.get();
              });
      assertEquals(2, last);
    } finally {
      server.execute(server.settings("public"), silence("DEFAULT"));
    }
    assertEquals(1, server.number(where, "SELECT COUNT(*) FROM once"));
  }

  private static void awaitSilenceIsOver(PostgresServer server, SqlSession session)
      throws SQLException {
    long pid = session.query("SELECT pg_backend_pid()", row -> row.getLong(1)).getFirst();
    String alive = "SELECT COUNT(*) FROM pg_stat_activity WHERE pid = " + pid;
    Eventually.await(
        "the server ends the session", () -> server.number(server.settings("public"), alive) == 0);
  }
}
