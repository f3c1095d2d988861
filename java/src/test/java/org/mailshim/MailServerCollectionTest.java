package org.mailshim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.queue.Claim;
import org.mailshim.queue.Settlement;
import org.mailshim.retrieval.CollectionFailure;
import org.mailshim.retrieval.CollectionObserver;
import org.mailshim.retrieval.CollectionReport;
import org.mailshim.retrieval.CollectionSchedule;
import org.mailshim.retrieval.CollectionStatus;
import org.mailshim.retrieval.CollectionTarget;
import org.mailshim.retrieval.ExternalMailbox;
import org.mailshim.retrieval.Retention;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.store.Delivery;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropStore;
import org.mailshim.store.MaildropText;
import org.mailshim.transport.DialerSettings;
import org.mailshim.transport.Direction;
import org.mailshim.transport.Proxy;
import org.mailshim.transport.ProxyRules;
import org.mailshim.transport.RefusingPort;

/** A whole mail server that collects from another one, which is a mail server of ours too. */
final class MailServerCollectionTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final CollectionSchedule HOURLY =
      new CollectionSchedule(Duration.ofHours(1), Duration.ofHours(8));
  private static final String LETTER = "Subject: Far away\r\n\r\nCome home.\r\n";

  @TempDir Path directory;

  private final BlockingQueue<CollectionReport> reports = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> progress = new LinkedBlockingQueue<>();
  private final BlockingQueue<DeliveryReport> settled = new LinkedBlockingQueue<>();
  private MailServer external;

  @BeforeEach
  void startExternal() {
    external =
        MailEngine.server("pop.example.org")
            .directory(directory.resolve("external"))
            .user("far", "secret")
            .withoutDelivery()
            .listen(Pop3Service.pop3(0).at(LOOPBACK).inClear())
            .start();
  }

  @AfterEach
  void stopExternal() {
    external.close();
  }

  private static void deliver(MaildropStore store, String user, String message) {
    try (Delivery delivery = store.deliver(new MaildropName(user))) {
      delivery.write(message.getBytes(ISO_8859_1), 0, message.length());
      delivery.commit();
    }
  }

  /** What is in a Maildir, which has LF; waits while a session still has it. */
  private static List<String> messages(MaildropStore store, String user) {
    try (Maildrop maildrop =
        Eventually.awaitPresent(user + "'s is free", () -> store.lock(new MaildropName(user)))) {
      return MaildropText.of(maildrop, ISO_8859_1).stream()
          .map(text -> text.replace("\n", "\r\n"))
          .toList();
    }
  }

  private ExternalMailbox mailbox(String password, CollectionTarget target) {
    return ExternalMailbox.of(
        LOOPBACK.getHostAddress(),
        external.listeners().getFirst().port(),
        SessionSecurity.inClear(),
        new Credentials.Password("far", Secret.of(password)),
        target);
  }

  private MailServerBuilder builder() {
    return MailEngine.server("mail.example.net")
        .directory(directory.resolve("here"))
        .localDomains("example.net")
        .user("ann", "a")
        .user("bob", "b")
        .collectionSchedule(HOURLY, 2)
        .collectionObserver(FlightRecording.of(new Told()))
        .queueObserver(
            new QueueObserver() {
              @Override
              public void settled(
                  Claim claim, DeliveryReport report, List<Settlement> settlements) {
                settled.add(report);
              }
            });
  }

  private final class Told implements CollectionObserver {
    @Override
    public void begins(String mailbox, int messages, long octets) {
      progress.add("begins " + messages + " of " + octets);
    }

    @Override
    public void collected(String mailbox, MessageKey message, long octets) {
      progress.add("collected " + octets);
    }

    @Override
    public void passedOver(String mailbox, MessageKey message, String reason) {
      progress.add("passed over: " + reason);
    }

    @Override
    public void ended(CollectionReport report) {
      reports.add(report);
    }
  }

  private CollectionReport report() throws InterruptedException {
    CollectionReport report = reports.poll(120, TimeUnit.SECONDS);
    assertTrue(report != null, "a collection has ended");
    return report;
  }

  @Test
  void mailFromElsewhereComesIntoTheMaildropOfAUser() throws Exception {
    deliver(external.store(), "far", LETTER);
    try (MailServer server =
        builder().collect(here -> mailbox("secret", here.maildrop("ann"))).start()) {
      CollectionReport report = report();
      assertEquals(Optional.empty(), report.failure());
      assertEquals(1, report.collected());
      assertEquals(List.of(LETTER), messages(server.store(), "ann"));
      assertEquals(List.of(), messages(external.store(), "far"));
      assertEquals(
          List.of("begins 1 of " + LETTER.length(), "collected " + LETTER.length()),
          List.copyOf(progress));
      assertEquals(Set.of(report.mailbox()), server.collections().keySet());

      deliver(external.store(), "far", LETTER.replace("home", "back"));
      CollectionReport again = server.collectNow(report.mailbox()).get(120, TimeUnit.SECONDS);
      assertEquals(1, again.collected());
      assertEquals(2, messages(server.store(), "ann").size());
      assertTrue(server.stopCollecting(report.mailbox()));
      assertFalse(server.stopCollecting(report.mailbox()));
      assertThrows(IllegalArgumentException.class, () -> server.collectNow(report.mailbox()));
    }
  }

  @Test
  void mailFromElsewhereGoesWhereMailForAnAddressGoes() throws Exception {
    deliver(external.store(), "far", LETTER);
    try (MailServer server =
        builder()
            .alias("team", "ann@example.net", "bob@example.net")
            .collect(here -> mailbox("secret", here.mail("team@example.net")))
            .start()) {
      assertEquals(1, report().collected());
      for (String user : List.of("ann", "bob")) {
        List<String> mail = messages(server.store(), user);
        while (mail.isEmpty()) {
          DeliveryReport delivered = settled.poll(120, TimeUnit.SECONDS);
          assertTrue(delivered != null && delivered.isAccepted(), "delivered from the queue");
          mail = messages(server.store(), user);
        }
        assertEquals(1, mail.size(), user);
        assertTrue(mail.getFirst().endsWith(LETTER), mail.getFirst());
        assertTrue(mail.getFirst().startsWith("Return-Path: <>"), mail.getFirst());
      }
    }
  }

  @Test
  void mailFromElsewhereIsACallersToTakeOrToLeave() throws Exception {
    deliver(external.store(), "far", LETTER);
    deliver(external.store(), "far", LETTER.replace("home", "back"));
    var taken = new ByteArrayOutputStream();
    CollectionTarget first =
        (key, octets) ->
            new CollectionTarget.Incoming() {
              private final ByteArrayOutputStream text = new ByteArrayOutputStream();

              @Override
              public void write(byte[] more, int from, int to) {
                text.write(more, from, to - from);
              }

              @Override
              public boolean commit() {
                boolean wanted = text.toString(ISO_8859_1).contains("home");
                if (wanted) {
                  taken.writeBytes(text.toByteArray());
                }
                return wanted;
              }

              @Override
              public void close() {}
            };
    try (MailServer server = builder().start()) {
      server.collect(here -> mailbox("secret", first));
      CollectionReport report = report();
      assertEquals(1, report.collected());
      assertEquals(1, report.passedOver());
      assertEquals(LETTER, taken.toString(ISO_8859_1));
      assertEquals(1, messages(external.store(), "far").size());
    }
  }

  @Test
  void whatStaysThereIsCollectedOnceAcrossRestarts() throws Exception {
    deliver(external.store(), "far", LETTER);
    for (int start = 0; start < 2; start++) {
      try (MailServer server =
          builder()
              .collect(here -> mailbox("secret", here.maildrop("ann")).with(Retention.FOREVER))
              .start()) {
        assertEquals(1 - start, report().collected());
        assertEquals(List.of(LETTER), messages(server.store(), "ann"));
      }
    }
    assertEquals(List.of(LETTER), messages(external.store(), "far"));
  }

  @Test
  void troubleIsSeenAndWaitsLonger() throws Exception {
    try (MailServer server =
        builder().collect(here -> mailbox("wrong", here.maildrop("ann"))).start()) {
      CollectionReport first = report();
      assertEquals(CollectionFailure.Kind.LOGIN, first.failure().orElseThrow().kind());
      CollectionReport second = server.collectNow(first.mailbox()).get(120, TimeUnit.SECONDS);
      assertTrue(second.failure().orElseThrow().reason().contains("127.0.0.1"));
      CollectionStatus status = server.collections().get(first.mailbox());
      assertEquals(2, status.failures());
      assertEquals(Optional.of(second), status.last());
    }
  }

  @Test
  void collectingTakesItsOwnWay() throws Exception {
    deliver(external.store(), "far", LETTER);
    try (var nobody = new RefusingPort()) {
      var closed = new Proxy.Socks5("127.0.0.1", nobody.number(), Optional.empty());
      ProxyRules onlySending =
          ProxyRules.all(DialerSettings.through(closed))
              .with(Direction.MAILBOXES, DialerSettings.direct());
      try (MailServer server =
          builder()
              .outgoing(OutgoingOptions.defaults().withProxies(onlySending))
              .collect(here -> mailbox("secret", here.maildrop("ann")))
              .start()) {
        assertEquals(1, report().collected());
        assertEquals(1, server.collections().size());
      }
      ProxyRules onlyCollecting =
          ProxyRules.direct().with(Direction.MAILBOXES, DialerSettings.through(closed));
      try (MailServer server =
          builder()
              .outgoing(OutgoingOptions.defaults().withProxies(onlyCollecting))
              .collect(here -> mailbox("secret", here.maildrop("ann")))
              .start()) {
        CollectionFailure failure = report().failure().orElseThrow();
        assertTrue(failure.reason().contains("the proxy cannot be reached"), failure::reason);
        assertEquals(1, server.collections().size());
      }
    }
  }

  @Test
  void whoIsNoUserGetsNothing() {
    MailServerBuilder wrong = builder().collect(here -> mailbox("secret", here.maildrop("eve")));
    assertEquals(
        "there is no user eve to collect mail for",
        assertThrows(IllegalArgumentException.class, wrong::start).getMessage());
    MailServerBuilder nowhere =
        MailEngine.server("mail.example.net")
            .user("ann", "a")
            .queue(external.queue())
            .store(external.store())
            .withoutDelivery()
            .collect(here -> mailbox("secret", here.maildrop("ann")));
    assertTrue(
        assertThrows(IllegalStateException.class, nowhere::start)
            .getMessage()
            .contains("collectionMemory"));
  }

  @Test
  void aRecordingHasEachCollection() throws Exception {
    deliver(external.store(), "far", LETTER);
    Path file = directory.resolve("recording.jfr");
    try (var recording = new Recording()) {
      recording.enable("org.mailshim.Collection");
      recording.start();
      try (MailServer server =
          builder().collect(here -> mailbox("secret", here.maildrop("ann"))).start()) {
        assertEquals(1, report().collected());
        assertEquals(1, server.collections().size());
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
    events.removeIf(each -> !each.getEventType().getName().equals("org.mailshim.Collection"));
    assertEquals(1, events.size());
    assertEquals(1, events.getFirst().getInt("collected"));
    assertEquals(LETTER.length(), events.getFirst().getLong("octets"));
    assertEquals("ok", events.getFirst().getString("outcome"));
  }

  @Test
  void aServerThatIsStoppedCollectsNoMore() {
    MailServer server = builder().start();
    server.close();
    assertThrows(
        IllegalStateException.class,
        () -> server.collect(here -> mailbox("secret", here.maildrop("ann"))));
    assertEquals(0, server.collections().size());
  }
}
