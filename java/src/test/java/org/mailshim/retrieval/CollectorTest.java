package org.mailshim.retrieval;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.Eventually;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.database.CommitterThread;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.queue.ManualClock;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.RamQueue;
import org.mailshim.store.Maildrop;
import org.mailshim.store.Quota;
import org.mailshim.store.RamStore;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.RefusingPort;
import org.mailshim.transport.SystemHostResolver;

/** Collecting, on a clock that stands until it is moved. */
@Timeout(300)
final class CollectorTest {
  private static final CollectionSchedule HOURLY =
      new CollectionSchedule(Duration.ofHours(1), Duration.ofHours(6));
  private static final String FIRST = "Subject: 1\r\n\r\n.one\r\n";
  private static final String SECOND = "Subject: 2\r\n\r\ntwo\r\n";

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();
  private final RamStore store = new RamStore();
  private final CollectionMemory memory = new RamCollectionMemory();
  private final BlockingQueue<CollectionReport> reports = new LinkedBlockingQueue<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  private final CollectionObserver observer =
      new CollectionObserver() {
        @Override
        public void begins(String mailbox, int messages, long octets) {
          events.add("begins " + messages + " of " + octets);
        }

        @Override
        public void collected(String mailbox, MessageKey message, long octets) {
          events.add("collected " + octets);
        }

        @Override
        public void passedOver(String mailbox, MessageKey message, String reason) {
          events.add("passed over: " + reason);
        }

        @Override
        public void ended(CollectionReport report) {
          reports.add(report);
        }
      };

  private final Collector collector =
      new Collector(HOURLY, 2, memory, new Dialer(new SystemHostResolver()), clock, observer);

  @AfterEach
  void closeAll() throws Exception {
    collector.close();
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  private ExternalServer server(String... messages) {
    ExternalServer server = ExternalServer.start();
    open.add(server);
    server.add(messages);
    return server;
  }

  private CollectionTarget maildrop() {
    return new MaildropTarget(store, ExternalServer.BOB);
  }

  private CollectionReport report() throws InterruptedException {
    CollectionReport report = reports.poll(240, TimeUnit.SECONDS);
    assertTrue(report != null, "a collection has ended");
    return report;
  }

  /** Adds a mailbox, which collects it. */
  private CollectionReport add(ExternalMailbox mailbox) throws InterruptedException {
    collector.add(mailbox);
    return report();
  }

  private CollectionReport again(ExternalMailbox mailbox) throws Exception {
    CollectionReport report = collector.collectNow(mailbox.name()).get(240, TimeUnit.SECONDS);
    assertEquals(report, report());
    return report;
  }

  private static void assertDone(int collected, int deleted, CollectionReport report) {
    assertEquals(Optional.empty(), report.failure());
    assertEquals(collected, report.collected());
    assertEquals(deleted, report.deleted());
  }

  private static void assertFailed(
      CollectionFailure.Kind kind, String words, CollectionReport report) {
    CollectionFailure failure = report.failure().orElseThrow();
    assertEquals(kind, failure.kind(), failure.reason());
    assertTrue(failure.reason().contains(words), failure.reason());
  }

  // ---- Where messages go, and what becomes of them on the server.

  @Test
  void mailMovesIntoTheMaildropOfALocalUser() throws Exception {
    ExternalServer server = server(FIRST, SECOND);
    assertDone(2, 2, add(server.mailbox(maildrop())));
    assertEquals(List.of(FIRST, SECOND), ExternalServer.messages(store));
    assertEquals(List.of(), server.messages());
    long octets = FIRST.length() + SECOND.length();
    assertEquals("begins 2 of " + octets, events.getFirst());
    assertEquals("collected " + FIRST.length(), events.get(1));
    assertEquals(3, events.size());
  }

  @Test
  void mailGoesIntoTheQueue() throws Exception {
    ExternalServer server = server(FIRST);
    var envelope = new Envelope(ReversePath.NULL, List.of(ForwardPath.parse("<bob@example.net>")));
    try (var queue = new RamQueue(clock, new Random())) {
      assertDone(1, 1, add(server.mailbox(new QueueTarget(queue, QueueEnvelope.of(envelope)))));
      var entry = queue.list(Optional.empty(), 10).getFirst();
      try (InputStream in = queue.read(entry.id()).orElseThrow().open()) {
        assertEquals(FIRST, new String(in.readAllBytes(), ISO_8859_1));
      }
    }
    assertEquals(List.of(), server.messages());
  }

  /** A caller's own target. */
  private static class Texts implements CollectionTarget {
    final List<String> texts = new CopyOnWriteArrayList<>();

    /** Whether to keep it. */
    boolean wants(String text) throws IOException {
      return true;
    }

    @Override
    public Incoming begin(MessageKey key, long octets) {
      var text = new ByteArrayOutputStream();
      return new Incoming() {
        @Override
        public void write(byte[] more, int from, int to) {
          text.write(more, from, to - from);
        }

        @Override
        public boolean commit() throws IOException {
          boolean wanted = wants(text.toString(ISO_8859_1));
          if (wanted) {
            texts.add(text.toString(ISO_8859_1));
          }
          return wanted;
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void aCallersOwnTargetMayLeaveAMessage() throws Exception {
    ExternalServer server = server(FIRST, SECOND);
    var picky =
        new Texts() {
          private volatile boolean all;

          @Override
          boolean wants(String text) {
            return all || text.equals(SECOND);
          }
        };
    ExternalMailbox mailbox = server.mailbox(picky);
    CollectionReport report = add(mailbox);
    assertDone(1, 1, report);
    assertEquals(1, report.passedOver());
    assertEquals(List.of(FIRST), server.messages());
    picky.all = true;
    assertDone(1, 1, again(mailbox));
    assertEquals(List.of(SECOND, FIRST), picky.texts);
  }

  @Test
  void whatStaysIsCollectedOnceAndDeletedAfterItsTime() throws Exception {
    ExternalServer server = server(FIRST);
    ExternalMailbox mailbox = server.mailbox(maildrop()).with(Retention.of(Duration.ofDays(7)));
    assertDone(1, 0, add(mailbox));
    clock.advance(Duration.ofDays(6));
    server.add(SECOND);
    assertDone(1, 0, again(mailbox));
    clock.advance(Duration.ofDays(1));
    assertDone(0, 1, again(mailbox));
    assertEquals(List.of(SECOND), server.messages());
    assertEquals(List.of(FIRST, SECOND), ExternalServer.messages(store));
    again(mailbox);
    assertEquals(1, memory.collected(mailbox.name()).size(), "what is gone is forgotten");
  }

  @Test
  void whatStaysForEverIsNeverDeleted() throws Exception {
    ExternalServer server = server(FIRST);
    ExternalMailbox mailbox = server.mailbox(maildrop()).with(Retention.FOREVER);
    assertDone(1, 0, add(mailbox));
    clock.advance(Duration.ofDays(9999));
    assertDone(0, 0, again(mailbox));
    assertEquals(List.of(FIRST), server.messages());
    assertEquals(List.of(FIRST), ExternalServer.messages(store));
  }

  // ---- Trouble.

  @Test
  void aTargetThatFailsLeavesAllOnTheServer() throws Exception {
    ExternalServer server = server(FIRST, SECOND);
    var failing =
        new Texts() {
          private volatile boolean full = true;

          @Override
          boolean wants(String text) throws IOException {
            if (full && text.equals(SECOND)) {
              throw new IOException("no room at the inn");
            }
            return true;
          }
        };
    ExternalMailbox mailbox = server.mailbox(failing);
    CollectionReport report = add(mailbox);
    assertFailed(CollectionFailure.Kind.LOCAL, "no room at the inn", report);
    assertEquals(1, report.collected());
    assertEquals(0, report.deleted());
    assertEquals(List.of(FIRST, SECOND), server.messages());
    failing.full = false;
    assertDone(1, 2, again(mailbox));
    assertEquals(List.of(FIRST, SECOND), failing.texts);
  }

  @Test
  void aMaildropThatIsFullIsLocalTrouble() throws Exception {
    ExternalServer server = server(FIRST);
    var full = new RamStore(new Quota(OptionalLong.of(5), OptionalInt.empty()));
    CollectionReport report = add(server.mailbox(new MaildropTarget(full, ExternalServer.BOB)));
    assertFailed(CollectionFailure.Kind.LOCAL, "bob", report);
    assertEquals(List.of(FIRST), server.messages());
  }

  @Test
  void aMemoryThatFailsKeepsMailFromDeletion() throws Exception {
    ExternalServer server = server(FIRST);
    CollectionMemory closed =
        SqlCollectionMemory.sqlite(directory.resolve("memory.db"), CommitterThread::start);
    closed.close();
    try (var forgetful =
        new Collector(HOURLY, 1, closed, new Dialer(new SystemHostResolver()), clock, observer)) {
      forgetful.add(server.mailbox(maildrop()));
      assertFailed(CollectionFailure.Kind.LOCAL, "it is closed", report());
    }
    assertEquals(List.of(FIRST), server.messages());
  }

  @Test
  void failuresWaitLongerEachTimeAndASuccessForgivesThem() throws Exception {
    ExternalServer server = server(FIRST);
    ExternalMailbox mailbox = server.mailbox(maildrop());
    try (Maildrop inUse = server.lock()) {
      assertFailed(CollectionFailure.Kind.NOT_NOW, "[IN-USE]", add(mailbox));
      assertEquals(1, inUse.count());
      awaitNext(mailbox, 2);
      for (int hours : new int[] {4, 6, 6}) {
        clock.advance(Duration.ofMinutes(1));
        again(mailbox);
        awaitNext(mailbox, hours);
      }
    }
    assertDone(1, 1, again(mailbox));
    awaitNext(mailbox, 1);
  }

  /** That it is collected next in so many hours; the status has it a moment after the report. */
  private void awaitNext(ExternalMailbox mailbox, int hours) {
    Instant next = clock.instant().plus(Duration.ofHours(hours));
    Eventually.await(
        "it is collected next at " + next,
        () -> collector.status(mailbox.name()).orElseThrow().next().equals(next));
  }

  @Test
  void oneMailboxesTroubleIsItsOwn() throws Exception {
    ExternalServer server = server(FIRST);
    try (var refusing = new RefusingPort()) {
      collector.add(ExternalServer.mailbox(refusing.number(), "secret", maildrop()));
      assertFailed(CollectionFailure.Kind.CONNECTION, "127.0.0.1", report());
    }
    assertDone(1, 1, add(server.mailbox(maildrop())));
  }

  @Test
  void aWrongPasswordIsSaidWithoutIt() throws Exception {
    CollectionReport report = add(server(FIRST).mailbox("wrong-one", maildrop()));
    assertFailed(CollectionFailure.Kind.LOGIN, "while logging in to 127.0.0.1 by ", report);
    assertFalse(report.toString().contains("wrong-one"));
  }

  // ---- Sizes.

  private ExternalServer lying(long[] listed, long[] octets) {
    ExternalServer server = ExternalServer.start(new ListedStore(listed, octets));
    open.add(server);
    return server;
  }

  private static CollectionLimits most(long octets) {
    return new CollectionLimits(1000, octets, Duration.ofMinutes(5));
  }

  @Test
  void whatIsTooLargeStaysWhereItIs() throws Exception {
    long small = ListedStore.lines(3);
    long large = ListedStore.lines(4);
    ExternalServer server =
        lying(new long[] {large, small, small}, new long[] {large, small, large});
    var texts = new Texts();
    CollectionReport report = add(server.mailbox(texts).with(most(small)));
    assertDone(1, 1, report);
    assertEquals(3, report.listed());
    assertEquals(2, report.passedOver());
    assertEquals(1, texts.texts.size());
    assertTrue(
        events.contains("passed over: it has 132 octets, more than are taken"), events::toString);
  }

  @Test
  void aMessageThatBreaksItsSessionDoesNotKeepTheOthersBack() throws Exception {
    long small = ListedStore.lines(1);
    ExternalServer server =
        lying(new long[] {small, small}, new long[] {ListedStore.lines(1_000_000), small});
    var texts = new Texts();
    ExternalMailbox mailbox = server.mailbox(texts).with(most(small));
    assertFailed(CollectionFailure.Kind.CONNECTION, "RETR", add(mailbox));
    assertEquals(List.of(), texts.texts);
    assertFailed(CollectionFailure.Kind.CONNECTION, "RETR", again(mailbox));
    assertEquals(1, texts.texts.size());
  }

  @Test
  void aMessageOfAGibibyteStreams() throws Exception {
    long octets = ListedStore.lines((1L << 30) / ListedStore.lines(1) + 1);
    ExternalServer server = lying(new long[] {octets}, new long[] {octets});
    long[] counted = new long[1];
    CollectionTarget counting =
        (key, size) ->
            new CollectionTarget.Incoming() {
              @Override
              public void write(byte[] more, int from, int to) {
                counted[0] += to - from;
              }

              @Override
              public boolean commit() {
                return true;
              }

              @Override
              public void close() {}
            };
    assertDone(1, 1, add(server.mailbox(counting)));
    assertEquals(octets, counted[0]);
  }

  @Test
  void aMessageOfAGibibyteNeedsNoMoreMemoryThanAnyOther() throws Exception {
    long octets = ListedStore.lines((1L << 30) / ListedStore.lines(1) + 1);
    ExternalServer server = lying(new long[] {octets}, new long[] {octets});
    assertEquals(octets, CollectorProcess.count("-Xmx24m", server.port()));
  }

  // ---- The collector itself.

  @Test
  void aMailboxIsThereOnceAndCanBeTakenAway() throws Exception {
    ExternalMailbox mailbox = server().mailbox(maildrop());
    assertDone(0, 0, add(mailbox));
    assertThrows(IllegalArgumentException.class, () -> collector.add(mailbox));
    assertTrue(collector.remove(mailbox.name()));
    assertFalse(collector.remove(mailbox.name()));
    assertEquals(Optional.empty(), collector.status(mailbox.name()));
    assertThrows(IllegalArgumentException.class, () -> collector.collectNow(mailbox.name()));
  }

  @Test
  void closingEndsWhatIsUnderWayAndDeletesNothing() throws Exception {
    ExternalServer server = server(FIRST, SECOND);
    var begun = new CompletableFuture<Boolean>();
    var slow =
        new Texts() {
          @Override
          boolean wants(String text) {
            begun.complete(true);
            Eventually.await("the session was ended", () -> server.sessions() == 0);
            return true;
          }
        };
    ExternalMailbox mailbox = server.mailbox(slow);
    collector.add(mailbox);
    begun.get(240, TimeUnit.SECONDS);
    CompletableFuture<CollectionReport> asked = collector.collectNow(mailbox.name());
    collector.close();
    assertFailed(CollectionFailure.Kind.CANCELLED, "stopped", asked.get(240, TimeUnit.SECONDS));
    assertFailed(CollectionFailure.Kind.CANCELLED, "stopped", report());
    assertEquals(List.of(FIRST, SECOND), server.messages());
    assertThrows(IllegalStateException.class, () -> collector.add(mailbox));
  }

  @Test
  void waitsDoubleUpToALimit() {
    var schedule = new CollectionSchedule(Duration.ofMinutes(10), Duration.ofHours(1));
    List<Long> minutes = new ArrayList<>();
    for (int failures = 0; failures < 5; failures++) {
      minutes.add(schedule.wait(failures).toMinutes());
    }
    assertEquals(List.of(10L, 20L, 40L, 60L, 60L), minutes);
    assertEquals(Duration.ofHours(1), schedule.wait(Integer.MAX_VALUE));
  }
}
