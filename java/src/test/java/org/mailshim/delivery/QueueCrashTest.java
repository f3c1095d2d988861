package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.database.SqliteFile;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueCount;
import org.mailshim.queue.Settlement;

/**
 * A process that accepts and delivers under load is killed at random instants, again and again:
 * every message that it has acknowledged is delivered in the end, by it or by those that follow.
 *
 * <p>How often is the property {@code mailshim.crashes}: {@value #CRASHES} if it is not set,
 * hundreds by night.
 */
final class QueueCrashTest {
  private static final int CRASHES = 24;

  /** How many messages a process acknowledges before it is killed, at random, at most. */
  private static final int MOST_ACKNOWLEDGED = 250;

  @TempDir Path directory;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void noAcknowledgedMessageIsLost() throws Exception {
    Path file = directory.resolve("queue.db");
    var random = new Random();
    Set<String> acknowledged = new TreeSet<>();
    int crashes = Integer.getInteger("mailshim.crashes", CRASHES);
    try (var sink = new ScriptedSink(1, 0)) {
      for (int i = 0; i < crashes; i++) {
        crash(file, sink.port(), "run" + i, random, acknowledged);
        checkFile(file);
      }
      deliverTheRest(file, sink.port());
      Set<String> delivered = new TreeSet<>();
      for (String message : sink.messages) {
        String[] lines = message.split("\n", -1);
        int expected = lines[0].matches(".*-\\d*9") ? 6_000 : 20;
        assertEquals(expected + 3, lines.length, () -> "whole: " + lines[0]);
        delivered.add(lines[0].substring("Subject: ".length()));
      }
      Set<String> lost = new TreeSet<>(acknowledged);
      lost.removeAll(delivered);
      assertEquals(Set.of(), lost);
      assertTrue(acknowledged.size() > crashes, () -> acknowledged.size() + " acknowledged");
      System.out.printf(
          "%d crashes: %d messages acknowledged, %d deliveries of %d messages%n",
          crashes, acknowledged.size(), sink.messages.size(), delivered.size());
    }
  }

  /** Starts a relay, and kills it while it works. */
  private static void crash(
      Path file, int port, String prefix, Random random, Set<String> acknowledged)
      throws IOException, InterruptedException {
    Process relay =
        CrashingRelay.start(
            file.toString(),
            Integer.toString(port),
            Long.toString(CrashingRelay.LEASE.toMillis()),
            prefix);
    try (BufferedReader names =
        new BufferedReader(new InputStreamReader(relay.getInputStream(), UTF_8))) {
      int wanted = 1 + random.nextInt(MOST_ACKNOWLEDGED);
      String name = "";
      for (int i = 0; i < wanted && name != null; i++) {
        name = names.readLine();
        note(name, acknowledged);
      }
      relay.toHandle().destroyForcibly(); // SIGKILL, and what it has printed can still be read
      while (name != null) {
        name = names.readLine();
        note(name, acknowledged);
      }
    } finally {
      relay.destroyForcibly();
    }
    assertEquals(128 + 9, relay.waitFor(), "it was killed and did not end by itself");
  }

  /** A line that was cut off by the kill is a shorter name, which was acknowledged before. */
  static void note(@Nullable String name, Set<String> names) {
    if (name != null && name.matches("run\\d+-\\d+-\\d+")) {
      names.add(name);
    }
  }

  static void checkFile(Path file) throws Exception {
    assertEquals("ok", new SqliteFile(file).integrity());
  }

  private static void deliverTheRest(Path file, int port) throws Exception {
    var empty = new CountDownLatch(1);
    try (MailQueue queue = CrashingRelay.open(file)) {
      QueueRunner runner =
          CrashingRelay.runner(
              queue,
              port,
              new QueueObserver() {
                @Override
                public void settled(
                    Claim claim, DeliveryReport report, List<Settlement> settlements) {
                  if (queue.count().messages() == 0) {
                    empty.countDown();
                  }
                }
              });
      if (queue.count().messages() > 0) {
        runner.start();
        assertTrue(empty.await(3, TimeUnit.MINUTES), () -> queue.count() + " are left");
        runner.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
      }
      assertEquals(new QueueCount(0, 0, 0), queue.count());
    }
  }
}
