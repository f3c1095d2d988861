package org.mailshim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.Eventually;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.PostgresServer;
import org.mailshim.database.PostgresSettings;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.SqlQueue;

/** Maildrops in a PostgreSQL database behave like all maildrops, and hosts may share it. */
final class PostgresStoreTest extends MaildropStoreContract {
  private final List<SqlStore> stores = new ArrayList<>();
  private PostgresServer server;
  private PostgresSettings where;

  @BeforeEach
  void find() throws Exception {
    server = PostgresServer.shared();
    where = server.settings();
  }

  @AfterEach
  void close() {
    stores.forEach(SqlStore::close);
  }

  @Override
  SqlStore store(Quota quota) {
    SqlStore store =
        SqlStore.postgres(where, quota, Clock.systemUTC(), new Random(), CommitterThread::start);
    stores.add(store);
    return store;
  }

  @Test
  void hostsThatShareADatabaseShareTheLock() {
    SqlStore one = store(Quota.none());
    SqlStore other = store(Quota.none());
    Maildrop maildrop = locked(one, BOB);
    assertTrue(other.lock(BOB).isEmpty());
    String id = deliver(other, BOB, "meanwhile\n");
    maildrop.close();
    try (Maildrop now = locked(other, BOB)) {
      assertEquals(id, now.uniqueId(0));
      assertTrue(now.delete(indices(0)).isComplete());
    }
  }

  /** It was refused then, as over a quota that there is not. */
  @Test
  void aMaildropThatAnotherHostMakesAtTheSameMomentTakesTheMessage() throws Exception {
    SqlStore store = store(Quota.none());
    try (Connection other = server.connect(where.schema().orElseThrow());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "INSERT INTO maildrop (name, last_number, messages, octets, holder, expires)"
              + " VALUES ('bob', 7, 0, 0, 0, 0)");
      CompletableFuture<String> delivered =
          CompletableFuture.supplyAsync(
              () -> deliver(store, BOB, "x\n"), Thread::startVirtualThread);
      server.awaitWhoWaitsFor(other);
      assertFalse(delivered.isDone());
      other.commit();
      delivered.get();
    }
    assertEquals(8, server.number(where, "SELECT last_number FROM maildrop WHERE name = 'bob'"));
  }

  @Test
  void hostsThatDeliverAtTheSameMomentGiveNoNumberTwice() throws Exception {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<Void>> deliveries = new ArrayList<>();
    for (int host = 0; host < 3; host++) {
      SqlStore store = store(Quota.none());
      for (int i = 0; i < 4; i++) {
        deliveries.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 0; n < 10; n++) {
                    ids.add(deliver(store, BOB, "x\n"));
                    ids.add(deliver(store, ANN, "x\n"));
                  }
                },
                Thread::startVirtualThread));
      }
    }
    for (CompletableFuture<Void> delivery : deliveries) {
      delivery.get();
    }
    assertEquals(240, ids.size());
    assertEquals(120, server.number(where, "SELECT last_number FROM maildrop WHERE name = 'bob'"));
    assertEquals(240, server.number(where, "SELECT COUNT(*) FROM maildrop_message"));
    assertEquals(240, server.number(where, "SELECT COUNT(*) FROM maildrop_chunk"));
  }

  /** Bob's is free for others while Ann's is waited for, whoever of them was delivered to first. */
  @Test
  void maildropsThatHostsShareAreTakenInOneOrder() throws Exception {
    SqlStore store = store(Quota.none());
    var zoe = new MaildropName("zoe");
    for (MaildropName name : List.of(ANN, BOB, zoe)) {
      deliver(store, name, "1\n");
    }
    try (Connection first = server.connect(where.schema().orElseThrow());
        Connection second = server.connect(where.schema().orElseThrow())) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      List<Thread> threads = new ArrayList<>();
      keep(first, zoe);
      threads.add(delivering(store, zoe));
      server.awaitWhoWaitsFor(first);
      keep(second, ANN);
      threads.add(delivering(store, BOB));
      threads.add(delivering(store, ANN));
      first.commit();
      server.awaitWhoWaitsFor(second);
      keep(first, BOB);
      first.commit();
      second.commit();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertEquals(6, server.number(where, "SELECT COUNT(*) FROM maildrop_message"));
  }

  /** Delivers on a thread of its own, which waits for that when this returns. */
  private static Thread delivering(SqlStore store, MaildropName name) {
    Thread thread = Thread.ofPlatform().start(() -> deliver(store, name, "2\n"));
    Eventually.awaitState(thread, Thread.State.WAITING);
    return thread;
  }

  /** Keeps others from a maildrop until the end of the transaction, if nobody else does. */
  private static void keep(Connection host, MaildropName name) throws SQLException {
    try (PreparedStatement statement =
        host.prepareStatement("SELECT name FROM maildrop WHERE name = ? FOR UPDATE NOWAIT")) {
      statement.setString(1, name.text());
      statement.executeQuery().close();
    }
  }

  /** In fewer statements than there are messages; one that is gone already does not count. */
  @Test
  void ofManyThatAreDeletedEachIsCountedOnce() throws Exception {
    SqlStore store = store(Quota.none());
    int count = 135;
    for (int i = 0; i < count; i++) {
      deliver(store, BOB, "x\r\n".repeat(1 + i % 3));
    }
    try (Maildrop maildrop = locked(store, BOB)) {
      assertTrue(maildrop.delete(indices(0)).isComplete());
      BitSet all = indices();
      all.set(0, count - 1);
      assertTrue(maildrop.delete(all).isComplete());
    }
    assertEquals(1, server.number(where, "SELECT messages FROM maildrop"));
    assertEquals(9, server.number(where, "SELECT octets FROM maildrop"));
    assertEquals(1, server.number(where, "SELECT COUNT(*) FROM maildrop_message"));
    assertEquals(1, server.number(where, "SELECT COUNT(*) FROM maildrop_chunk"));
  }

  @Test
  void aQueueMayBeInTheSameSchema() {
    try (MailQueue queue =
        SqlQueue.postgres(where, Clock.systemUTC(), new Random(), CommitterThread::start)) {
      deliver(store(Quota.none()), BOB, "1\n");
      assertEquals(0, queue.count().messages());
    }
  }

  @Test
  void connectionsThatTheServerEndedAreMadeAnew() throws Exception {
    SqlStore store = store(Quota.none());
    deliver(store, BOB, "1\n");
    server.execute(
        where,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name = 'mailshim'");
    deliver(store, BOB, "2\n");
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(2, maildrop.count());
    }
  }
}
