package org.mailshim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.SqliteFile;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.SqlQueue;

/** Maildrops in an SQLite file behave like all maildrops, and several processes may share it. */
final class SqlStoreTest extends MaildropStoreContract {
  private static final Clock NOW = Clock.systemUTC();
  private static final String LONG = "Subject: x\r\n\r\n" + "0123456789abcde\n".repeat(60_000);

  @TempDir Path directory;

  private final List<SqlStore> stores = new ArrayList<>();

  @AfterEach
  void close() {
    stores.forEach(SqlStore::close);
  }

  private Path file() {
    return directory.resolve("made/when/needed/queue.db");
  }

  @Override
  SqlStore store(Quota quota) {
    return store(quota, NOW);
  }

  private SqlStore store(Quota quota, Clock clock) {
    SqlStore store = SqlStore.sqlite(file(), quota, clock, new Random(), CommitterThread::start);
    stores.add(store);
    return store;
  }

  /** A store of a process whose clock is ahead. */
  private SqlStore storeIn(Duration time) {
    return store(Quota.none(), Clock.offset(NOW, time));
  }

  private long number(String query) throws SQLException {
    return new SqliteFile(file()).number(query);
  }

  private void execute(String sql) throws SQLException {
    new SqliteFile(file()).execute(sql);
  }

  @Test
  void anotherProcessFindsWhatWasDelivered() {
    SqlStore first = store(Quota.none());
    String id = deliver(first, BOB, LONG);
    first.close();
    try (Maildrop maildrop = locked(store(Quota.none()), BOB)) {
      assertEquals(id, maildrop.uniqueId(0));
      assertEquals(LONG, raw(maildrop, 0, 70_001));
    }
  }

  @Test
  void aReadThatIsNotTheLastFillsItsRange() {
    SqlStore store = store(Quota.none());
    deliver(store, BOB, LONG);
    byte[] buffer = new byte[100_000];
    try (Maildrop maildrop = locked(store, BOB);
        MessageContent content = maildrop.open(0)) {
      for (int left = LONG.length(); left > 0; left -= buffer.length) {
        int expected = Math.min(left, buffer.length);
        assertEquals(expected, content.read(buffer, 0, buffer.length));
      }
      assertEquals(-1, content.read(buffer, 0, buffer.length));
      assertThrows(IndexOutOfBoundsException.class, () -> content.read(buffer, 5, 5));
    }
  }

  @Test
  void whatIsDeletedLeavesNothing() throws Exception {
    SqlStore store = store(Quota.none());
    deliver(store, BOB, LONG);
    deliver(store, ANN, "stays\n");
    try (Maildrop maildrop = locked(store, BOB)) {
      assertTrue(maildrop.delete(indices(0)).isComplete());
    }
    assertEquals(1, number("SELECT COUNT(*) FROM maildrop_chunk"));
    assertEquals(1, number("SELECT COUNT(*) FROM maildrop_message"));
    assertEquals(0, number("SELECT messages + octets FROM maildrop WHERE name = 'bob'"));
  }

  @Test
  void whatIsGivenUpLeavesNothing() throws Exception {
    SqlStore store = store(Quota.none());
    try (Delivery delivery = store.deliver(BOB)) {
      delivery.write(LONG.getBytes(), 0, LONG.length());
      assertTrue(number("SELECT COUNT(*) FROM maildrop_chunk") > 0, "it does not fit into memory");
    }
    assertEquals(0, number("SELECT COUNT(*) FROM maildrop_chunk"));
    assertEquals(0, number("SELECT COUNT(*) FROM maildrop_incoming"));
  }

  @Test
  void whatAProcessLeftUnfinishedIsSweptAwayADayLater() throws Exception {
    Delivery lost = store(Quota.none()).deliver(BOB);
    lost.write(LONG.getBytes(), 0, LONG.length());
    storeIn(Duration.ofHours(23));
    assertTrue(number("SELECT COUNT(*) FROM maildrop_chunk") > 0);
    SqlStore tomorrow = storeIn(Duration.ofHours(25));
    assertEquals(0, number("SELECT COUNT(*) FROM maildrop_chunk"));
    assertThrows(StoreException.class, lost::commit, "it would have a hole");
    lost.close();
    try (Maildrop maildrop = locked(tomorrow, BOB)) {
      assertEquals(0, maildrop.count());
    }
    assertEquals(0, number("SELECT COUNT(*) FROM maildrop_chunk"));
  }

  @Test
  void aNumberIsNeverGivenTwice() {
    SqlStore first = store(Quota.none());
    String id = deliver(first, BOB, "1\n");
    try (Maildrop maildrop = locked(first, BOB)) {
      maildrop.delete(indices(0));
    }
    first.close();
    String next = deliver(store(Quota.none()), BOB, "2\n");
    assertNotEquals(id.substring(0, id.indexOf('.')), next.substring(0, next.indexOf('.')));
  }

  @Test
  void storesThatShareAFileShareTheLock() {
    SqlStore one = store(Quota.none());
    SqlStore other = store(Quota.none());
    Maildrop maildrop = locked(one, BOB);
    assertTrue(other.lock(BOB).isEmpty());
    locked(other, ANN).close();
    String id = deliver(other, BOB, "meanwhile\n");
    maildrop.close();
    try (Maildrop now = locked(other, BOB)) {
      assertEquals(id, now.uniqueId(0));
    }
  }

  @Test
  void whoLosesTheLockDeletesNothing() {
    SqlStore slow = store(Quota.none());
    deliver(slow, BOB, "1\n");
    Maildrop lost = locked(slow, BOB);
    SqlStore later = storeIn(Duration.ofMinutes(2));
    Maildrop taken = locked(later, BOB);

    Removal removal = lost.delete(indices(0));
    assertEquals(0, removal.removed());
    assertEquals(1, removal.kept());
    assertEquals(StoreException.Kind.LOCK_LOST, removal.fault().orElseThrow().kind());
    lost.close();
    assertTrue(later.lock(BOB).isEmpty(), "the lock is not the first one's to release");
    assertTrue(taken.delete(indices(0)).isComplete());
    taken.close();
  }

  @Test
  void aLockThatExpiredAndThatNobodyTookIsStillGood() throws Exception {
    SqlStore store = store(Quota.none());
    deliver(store, BOB, "1\n");
    try (Maildrop maildrop = locked(store, BOB)) {
      execute("UPDATE maildrop SET expires = 1");
      assertTrue(maildrop.delete(indices(0)).isComplete());
    }
  }

  @Test
  void aMessageThatIsGoneSaysSo() {
    SqlStore slow = store(Quota.none());
    deliver(slow, BOB, LONG);
    Maildrop lost = locked(slow, BOB);
    byte[] buffer = new byte[1000];
    try (MessageContent content = lost.open(0)) {
      assertEquals(1000, content.read(buffer, 0, 1000));
      try (Maildrop taken = locked(storeIn(Duration.ofMinutes(2)), BOB)) {
        taken.delete(indices(0));
      }
      var between = assertThrows(StoreException.class, () -> readOn(content));
      assertEquals(StoreException.Kind.VANISHED, between.kind());
    }
    var before = assertThrows(StoreException.class, () -> lost.open(0));
    assertEquals(StoreException.Kind.VANISHED, before.kind());
  }

  private static void readOn(MessageContent content) {
    byte[] buffer = new byte[70_000];
    content.read(buffer, 0, buffer.length);
  }

  @Test
  void deletingIsAllOrNothing() throws Exception {
    SqlStore store = store(Quota.none());
    for (int i = 0; i < 4; i++) {
      deliver(store, BOB, i + "\n");
    }
    execute(
        "CREATE TRIGGER fault BEFORE DELETE ON maildrop_message WHEN OLD.number = 3"
            + " BEGIN SELECT RAISE(ABORT, 'bad sector'); END");
    try (Maildrop maildrop = locked(store, BOB)) {
      Removal removal = maildrop.delete(indices(0, 1, 2));
      assertEquals(0, removal.removed());
      assertEquals(3, removal.kept());
      String words = removal.fault().orElseThrow().getMessage();
      assertTrue(words.startsWith("while deleting mail of bob: "), words);
      assertTrue(words.contains("bad sector"), words);
    }
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(4, maildrop.count());
      assertEquals("0\r\n", message(maildrop, 0));
    }
  }

  @Test
  void deliveriesAtTheSameMomentDoNotExceedTheQuota() throws Exception {
    SqlStore store = store(new Quota(OptionalLong.of(1_500_000), OptionalInt.empty()));
    Delivery one = store.deliver(BOB);
    Delivery other = store.deliver(BOB);
    one.write(LONG.getBytes(), 0, LONG.length());
    other.write(LONG.getBytes(), 0, LONG.length());
    one.commit();
    one.close();
    var refused = assertThrows(StoreException.class, other::commit);
    assertEquals(StoreException.Kind.OVER_QUOTA, refused.kind());
    other.close();
    assertEquals(1, number("SELECT messages FROM maildrop"));
    assertEquals(1, number("SELECT COUNT(DISTINCT body) FROM maildrop_chunk"));
    assertEquals(0, number("SELECT COUNT(*) FROM maildrop_incoming"));
  }

  /** There is none to read. */
  @Test
  void openingFiftyThousandMessagesReadsNoBody() throws Exception {
    SqlStore store = store(Quota.none());
    execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
            + " INSERT INTO maildrop_message SELECT 'bob', i, i, 70000, 71000 + i FROM n");
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(50_000, maildrop.count());
      assertEquals(121_000, maildrop.octets(49_999));
      assertTrue(maildrop.uniqueId(49_999).startsWith("50000."));
      var thrown = assertThrows(StoreException.class, () -> raw(maildrop, 0, 10));
      assertEquals(StoreException.Kind.VANISHED, thrown.kind());
      var all = new BitSet();
      all.set(0, 50_000);
      assertTrue(maildrop.delete(all).isComplete());
    }
    assertEquals(0, number("SELECT COUNT(*) FROM maildrop_message"));
  }

  @Test
  void aQueueMayHaveTheSameFile() {
    SqlStore store = store(Quota.none());
    try (MailQueue queue = SqlQueue.sqlite(file(), NOW, new Random(), CommitterThread::start)) {
      deliver(store, BOB, "1\n");
      assertEquals(0, queue.count().messages());
    }
    try (Maildrop maildrop = locked(store(Quota.none()), BOB)) {
      assertEquals(1, maildrop.count());
    }
  }

  @Test
  void aFileOfANewerVersionIsLeftAlone() throws Exception {
    store(Quota.none());
    execute("INSERT INTO maildrop_schema_version (version) VALUES (99)");
    var thrown = assertThrows(StoreException.class, () -> store(Quota.none()));
    assertEquals(StoreException.Kind.NEWER, thrown.kind());
    assertFalse(thrown.isTemporary());
  }

  @Test
  void aFileThatCannotBeMadeIsSaid() throws Exception {
    Files.createFile(directory.resolve("made"));
    var thrown = assertThrows(StoreException.class, () -> store(Quota.none()));
    assertEquals(StoreException.Kind.DENIED, thrown.kind());
  }

  @Test
  void aStoreThatIsClosedSaysSo() {
    SqlStore store = store(Quota.none());
    Maildrop maildrop = locked(store, BOB);
    store.close();
    store.close();
    maildrop.close();
    var thrown = assertThrows(StoreException.class, () -> deliver(store, BOB, "x\n"));
    assertEquals(StoreException.Kind.CLOSED, thrown.kind());
  }
}
