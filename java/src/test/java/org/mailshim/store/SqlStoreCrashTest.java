package org.mailshim.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.store.MaildropStoreContract.BOB;
import static org.mailshim.store.MaildropStoreContract.deliver;
import static org.mailshim.store.MaildropStoreContract.locked;
import static org.mailshim.store.MaildropStoreContract.raw;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.Eventually;
import org.mailshim.database.SqliteFile;

/** Processes that use a store are killed: what was committed is whole, what was not is absent. */
final class SqlStoreCrashTest {
  /** Opened, begun, each piece written, committed. */
  private static final int STEPS = 3 + StoreProcess.PIECES;

  @TempDir Path directory;

  private static void awaitStep(Process process) throws IOException {
    assertEquals('+', process.getInputStream().read(), "the other process has failed");
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor(); // SIGKILL
  }

  /** Has a process deliver, and kills it behind a step. */
  private static void killBehind(int step, Path file) throws Exception {
    Process process = StoreProcess.start("steps", file);
    try {
      awaitStep(process);
      for (int i = 1; i < step; i++) {
        process.getOutputStream().write('+');
        process.getOutputStream().flush();
        awaitStep(process);
      }
    } finally {
      kill(process);
    }
  }

  @Test
  void aDeliveryThatIsKilledIsWholeOrAbsent() throws Exception {
    for (int step = 1; step <= STEPS; step++) {
      Path file = directory.resolve(step + ".db");
      try (SqlStore before = StoreProcess.store(file, Clock.systemUTC())) {
        deliver(before, BOB, "before\n");
      }
      killBehind(step, file);
      boolean committed = step == STEPS;
      try (SqlStore after = StoreProcess.store(file, Clock.systemUTC());
          Maildrop maildrop = locked(after, BOB)) {
        assertEquals(committed ? 2 : 1, maildrop.count(), "killed behind step " + step);
        assertEquals("before\n", raw(maildrop, 0, 100));
        if (committed) {
          assertWhole(maildrop, 1, 0);
        }
      }
      assertNothingIsLeftOver(file, maildropsHave(file));
    }
  }

  private static void assertWhole(Maildrop maildrop, int index, int seed) {
    String expected = new String(StoreProcess.message(seed), US_ASCII) + "\r\n";
    assertEquals(expected, raw(maildrop, index, 100_000));
    assertEquals(expected.length(), maildrop.octets(index));
  }

  private static long maildropsHave(Path file) throws SQLException {
    return number(file, "SELECT SUM(octets) FROM maildrop_message");
  }

  private static void assertNothingIsLeftOver(Path file, long octets) throws SQLException {
    StoreProcess.store(file, Clock.offset(Clock.systemUTC(), Duration.ofHours(25))).close();
    assertEquals(octets, number(file, "SELECT SUM(LENGTH(octets)) FROM maildrop_chunk"));
    assertEquals(0, number(file, "SELECT COUNT(*) FROM maildrop_incoming"));
  }

  private static long number(Path file, String query) throws SQLException {
    return new SqliteFile(file).number(query);
  }

  @Test
  void aProcessThatIsKilledAtSomeInstantLosesNothingThatItCommitted() throws Exception {
    var random = new Random();
    for (int round = 0; round < 4; round++) {
      Path file = directory.resolve("round" + round + ".db");
      int atLeast = 1 + random.nextInt(40);
      long later = random.nextLong(20_000_000);
      Process process = StoreProcess.start("many", file);
      try {
        for (int i = 0; i < atLeast; i++) {
          awaitStep(process);
        }
        for (long start = System.nanoTime(); System.nanoTime() - start < later; ) {
          Thread.onSpinWait(); // to some instant between two acknowledgements
        }
      } finally {
        kill(process);
      }
      String seen = atLeast + " and " + later + " ns";
      try (SqlStore store = StoreProcess.store(file, Clock.systemUTC());
          Maildrop maildrop = locked(store, BOB)) {
        assertTrue(maildrop.count() >= atLeast, seen);
        for (int i = 0; i < maildrop.count(); i++) {
          assertWhole(maildrop, i, i);
        }
      }
      assertNothingIsLeftOver(file, maildropsHave(file));
    }
  }

  @Test
  void aLockLastsAsLongAsItsProcessAndALeaseMore() throws Exception {
    Path file = directory.resolve("lock.db");
    try (SqlStore store = StoreProcess.store(file, Clock.systemUTC())) {
      Process process = StoreProcess.start("lock", file);
      try {
        awaitStep(process);
        long over = expires(file) + StoreProcess.LEASE.toMillis();
        Eventually.await("the lease is renewed", () -> expires(file) > over);
        assertTrue(store.lock(BOB).isEmpty(), "the first lease is over, and was renewed");
      } finally {
        kill(process);
      }
      long end = expires(file);
      Maildrop locked = Eventually.awaitPresent("the lease is over", () -> store.lock(BOB));
      assertTrue(System.currentTimeMillis() >= end, "not before the lease is over");
      locked.close();
    }
  }

  private static long expires(Path file) throws SQLException {
    return number(file, "SELECT expires FROM maildrop WHERE name = 'bob'");
  }
}
