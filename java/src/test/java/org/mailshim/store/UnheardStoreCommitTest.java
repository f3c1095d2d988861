package org.mailshim.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.Eventually;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.PostgresProxy;
import org.mailshim.database.PostgresServer;
import org.mailshim.database.PostgresSettings;

/**
 * The server has committed what it was told, and the connection breaks before it can say so: what
 * was to be done is done once, and nobody hears that it failed.
 */
final class UnheardStoreCommitTest {
  private static final MaildropName BOB = new MaildropName("bob");
  private static final byte[] SHORT = "Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII);
  private static final byte[] LONG = "0123456789abcde\n".repeat(60_000).getBytes(US_ASCII);

  /** The store's transaction waits in its commit, or the one that is to be the same behind it. */
  private static final String WAITING =
      "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
          + " AND application_name = 'mailshim' AND query LIKE '%s%%'";

  private PostgresServer server;
  private PostgresSettings where;
  private PostgresProxy proxy;
  private SqlStore store;

  @BeforeEach
  void open() throws Exception {
    server = PostgresServer.shared();
    where = server.settings();
    proxy = new PostgresProxy(where);
    store = store(proxy.settings());
  }

  private static SqlStore store(PostgresSettings settings) {
    return SqlStore.postgres(
        settings, Quota.none(), Clock.systemUTC(), new Random(), CommitterThread::start);
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    proxy.close();
  }

  private String deliver(byte[] message) {
    try (Delivery delivery = store.deliver(BOB)) {
      delivery.write(message, 0, message.length);
      return delivery.commit();
    }
  }

  private void assertThereOnce(String id, byte[] message) throws SQLException {
    assertFalse(proxy.isArmed(), "nothing was cut");
    try (SqlStore other = store(where);
        Maildrop maildrop = other.lock(BOB).orElseThrow()) {
      assertEquals(1, maildrop.count());
      assertEquals(id, maildrop.uniqueId(0));
      assertEquals(message.length, server.number(where, "SELECT octets FROM maildrop_message"));
    }
    assertEquals(1, server.number(where, "SELECT messages FROM maildrop"));
    assertEquals(0, server.number(where, "SELECT COUNT(*) FROM maildrop_incoming"));
    assertEquals(
        message.length, server.number(where, "SELECT SUM(LENGTH(octets)) FROM maildrop_chunk"));
  }

  @Test
  void aMessageIsThereOnce() throws Exception {
    proxy.cutAtNextCommit();
    assertThereOnce(deliver(SHORT), SHORT);
  }

  @Test
  void theBeginningOfALongMessageIsThereOnce() throws Exception {
    proxy.cutAtNextCommit();
    assertThereOnce(deliver(LONG), LONG);
  }

  @Test
  void aLongMessageIsThereOnce() throws Exception {
    try (Delivery delivery = store.deliver(BOB)) {
      delivery.write(LONG, 0, LONG.length);
      proxy.cutAtNextCommit();
      assertThereOnce(delivery.commit(), LONG);
    }
  }

  /** The server is still at the commit when it hears of the same message again. */
  @Test
  void whatTheServerIsStillAtIsWaitedFor() throws Exception {
    try (Connection gate = server.connect(where.schema().orElseThrow());
        Statement statement = gate.createStatement()) {
      statement.execute(
          "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
              + " 'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END'");
      statement.execute(
          "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON maildrop_message"
              + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()");
      statement.execute("SELECT pg_advisory_lock(4711)");
      CompletableFuture<String> delivered =
          CompletableFuture.supplyAsync(() -> deliver(SHORT), Thread::startVirtualThread);
      await("COMMIT", delivered);
      proxy.cut();
      await("INSERT INTO maildrop ", delivered);
      statement.execute("SELECT pg_advisory_unlock(4711)");
      assertThereOnce(delivered.get(), SHORT);
    }
  }

  private void await(String statement, CompletableFuture<?> delivered) throws SQLException {
    Eventually.await(
        statement + " waits",
        () -> {
          assertFalse(delivered.isDone());
          return server.number(where, WAITING.formatted(statement)) > 0;
        });
  }

  @Test
  void aLockIsHeldByWhoTookIt() {
    proxy.cutAtNextCommit();
    Maildrop maildrop = store.lock(BOB).orElseThrow();
    assertFalse(proxy.isArmed());
    maildrop.close();
    assertTrue(store.lock(BOB).isPresent(), "nobody else had it");
  }

  @Test
  void whatIsDeletedIsCountedOnce() throws Exception {
    deliver(SHORT);
    deliver(SHORT);
    try (Maildrop maildrop = store.lock(BOB).orElseThrow()) {
      var first = new BitSet();
      first.set(0);
      proxy.cutAtNextCommit();
      assertTrue(maildrop.delete(first).isComplete());
    }
    assertEquals(1, server.number(where, "SELECT messages FROM maildrop"));
    assertEquals(SHORT.length, server.number(where, "SELECT octets FROM maildrop"));
  }
}
