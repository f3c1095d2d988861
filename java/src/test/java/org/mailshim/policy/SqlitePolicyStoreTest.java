package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.SqliteFile;
import org.mailshim.policy.PolicyStore.Changed;
import org.mailshim.queue.SqlQueue;

/** Remembering in an SQLite file, which may be the queue's, and may be another process's too. */
final class SqlitePolicyStoreTest extends PolicyStoreContract {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("made/when/needed/queue.db");
  }

  @Override
  PolicyStore open() {
    return SqlPolicyStore.sqlite(file(), CommitterThread::start);
  }

  @Test
  void itOutlivesItsProcess() {
    Greylist first = new Greylist(store, GreylistSettings.STRANGERS, clock);
    first.delay(
        InetAddress.ofLiteral("192.0.2.7"),
        ReversePath.parse("ann@example.org"),
        ForwardPath.POSTMASTER);
    store.close();
    store = open();
    clock.advance(Duration.ofMinutes(5));
    assertEquals(
        Optional.empty(),
        new Greylist(store, GreylistSettings.STRANGERS, clock)
            .delay(
                InetAddress.ofLiteral("192.0.2.7"),
                ReversePath.parse("ann@example.org"),
                ForwardPath.POSTMASTER));
  }

  @Test
  void theQueuesDatabaseWillDo() {
    try (var queue = SqlQueue.sqlite(file(), clock, new Random(), CommitterThread::start)) {
      assertEquals(0, queue.count().messages());
      assertEquals(0, store.sweep(clock.instant()));
    }
  }

  /** As two engines would: each has its own store, in one file. */
  @Test
  void twoStoresShareWhatTheyRemember() throws Exception {
    PolicyKey key = new PolicyKey(PolicyKey.Kind.BUCKET, "shared");
    try (PolicyStore other = open()) {
      List<Thread> threads = new ArrayList<>();
      for (PolicyStore each : List.of(store, other)) {
        for (int i = 0; i < 5; i++) {
          threads.add(Thread.startVirtualThread(() -> countTo(10, each, key)));
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(100, store.find(key, clock.instant()).orElseThrow().amount());
      assertEquals(100, other.find(key, clock.instant()).orElseThrow().amount());
    }
  }

  private void countTo(int most, PolicyStore each, PolicyKey key) {
    for (int i = 0; i < most; i++) {
      each.update(
          key,
          clock.instant(),
          before -> {
            long amount = before.map(PolicyState::amount).orElse(0L) + 1;
            var state = new PolicyState(clock.instant(), amount, clock.instant().plusSeconds(60));
            return new Changed<>(state, true);
          });
    }
  }

  @Test
  void limitsOfTwoEnginesAreOne() {
    var rule =
        new RateRule(RateRule.Subject.ADDRESS, RateRule.Measure.MESSAGES, 3, Duration.ofHours(1));
    var client = new RateLimits.Client(InetAddress.ofLiteral("192.0.2.7"), Optional.empty());
    try (PolicyStore other = open()) {
      RateLimits first = new RateLimits(store, List.of(rule), clock);
      RateLimits second = new RateLimits(other, List.of(rule), clock);
      assertEquals(Optional.empty(), first.take(client, RateRule.Measure.MESSAGES, 1));
      assertEquals(Optional.empty(), second.take(client, RateRule.Measure.MESSAGES, 1));
      assertEquals(Optional.empty(), first.take(client, RateRule.Measure.MESSAGES, 1));
      assertTrue(first.take(client, RateRule.Measure.MESSAGES, 1).isPresent());
      assertTrue(second.take(client, RateRule.Measure.MESSAGES, 1).isPresent());
    }
  }

  @Test
  void aNewerDatabaseIsLeftAlone() throws Exception {
    store.close();
    new SqliteFile(file()).execute("INSERT INTO policy_schema_version (version) VALUES (99)");
    var thrown = assertThrows(PolicyStoreException.class, this::open);
    assertTrue(thrown.getMessage().contains("newer version"), thrown.getMessage());
  }

  @Test
  void aFileThatCannotBeMadeIsSaid() throws Exception {
    Path obstacle = Files.createFile(directory.resolve("file"));
    var thrown =
        assertThrows(
            PolicyStoreException.class,
            () -> SqlPolicyStore.sqlite(obstacle.resolve("queue.db"), CommitterThread::start));
    assertTrue(thrown.getMessage().startsWith("while making the directory of "), thrown::toString);
  }
}
