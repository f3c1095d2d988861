package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.DomainName;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.message.MailData;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.ManualClock;
import org.mailshim.queue.QueueCount;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.RamQueue;
import org.mailshim.queue.Settlement;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MessageContent;
import org.mailshim.store.RamStore;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;

/**
 * A message of the queue that cannot be read, or not to its end: it is tried as the schedule says,
 * and its sender is told.
 */
class UnreadableMessageTest {
  private static final String MESSAGE = "Subject: hello\r\n\r\nthe body\r\n";
  private static final QueueCount EMPTY = new QueueCount(0, 0, 0);
  private static final RetrySchedule EXACT =
      new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(24), 0);
  private static final int ATTEMPTS = 29;

  private final ManualClock clock = new ManualClock();
  private final MailQueue queue = new RamQueue(clock, new Random(1));
  private final RunnerEvents events = new RunnerEvents();
  private final RamStore store = new RamStore();
  private Optional<QueueRunner> running = Optional.empty();

  /** How many octets of {@link #MESSAGE} can be read; all when it is as long. */
  private volatile int readable;

  @TempDir Path directory;

  @AfterEach
  void stop() {
    running.ifPresent(runner -> runner.stop(System.nanoTime()));
    queue.close();
  }

  /** The message as a disk gives it that has bad blocks. */
  private final class Damaged implements MailData {
    private final MailData whole;

    Damaged(MailData whole) {
      this.whole = whole;
    }

    @Override
    public long octets() {
      return whole.octets();
    }

    @Override
    public InputStream open() throws IOException {
      if (readable == 0) {
        throw new IOException("bad block 17 of /dev/sda");
      }
      InputStream good = whole.open();
      return readable == MESSAGE.length() ? good : new Cut(good, readable);
    }
  }

  private static final class Cut extends InputStream {
    private final InputStream good;
    private int left;

    Cut(InputStream good, int left) {
      this.good = good;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (--left < 0) {
        throw new IOException("bad block 18 of /dev/sda");
      }
      return good.read();
    }
  }

  /** The queue, whose messages of that length are damaged. */
  private MailQueue damaged() {
    return (MailQueue)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {MailQueue.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(queue, arguments);
                return method.getName().equals("claim") ? damaged((List<?>) result) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private List<Claim> damaged(List<?> claims) {
    List<Claim> damaged = new ArrayList<>();
    for (Object each : claims) {
      Claim claim = (Claim) each;
      boolean meant = claim.data().octets() == MESSAGE.length();
      damaged.add(
          new Claim(
              claim.id(),
              claim.lease(),
              claim.arrived(),
              claim.envelope(),
              claim.due(),
              meant ? new Damaged(claim.data()) : claim.data()));
    }
    return damaged;
  }

  private static LocalRecipients.Place place(ForwardPath recipient) {
    var maildrop = new LocalRecipients.Here(new MaildropName("ann"));
    return switch (recipient.text().replaceAll("[<>]|@.*", "")) {
      case "alias" ->
          new LocalRecipients.Group(Optional.empty(), List.of(Mailbox.parse("ann@here.example")));
      case "reads" ->
          new LocalRecipients.Attended(
              arrival -> {
                arrival.data().open().readAllBytes();
                return new LocalAgent.Outcome.GoesOn(maildrop);
              });
      case "passes" ->
          new LocalRecipients.Attended(arrival -> new LocalAgent.Outcome.GoesOn(maildrop));
      default -> maildrop;
    };
  }

  private QueueRunner run(UndeliverableNotices undeliverable) {
    var local = new LocalDelivery(UnreadableMessageTest::place, store);
    var deliverer =
        new Deliverer(
            Routing.of(new Route.Direct()).withLocal(local),
            DeliverySettings.of(SessionOptions.defaults().withClientName("here.example")),
            new FixedResolver(),
            new Dialer(FixedHostResolver.loopback()),
            ConcurrencySettings.DEFAULT,
            clock);
    var settings =
        new RunnerSettings(
                DomainName.parse("here.example"),
                EXACT,
                4,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30))
            .withNotices(NoticeSettings.DEFAULT.withUndeliverable(undeliverable));
    QueueRunner runner =
        new QueueRunner(
            damaged(),
            deliverer,
            Thread::startVirtualThread,
            settings,
            clock,
            new Random(2),
            events);
    running = Optional.of(runner);
    runner.start();
    return runner;
  }

  private void submit(String from, String to) {
    var recipient = new QueueEnvelope.Recipient(ForwardPath.parse(to), RcptParameters.NONE);
    var envelope =
        new QueueEnvelope(ReversePath.parse(from), MailParameters.NONE, List.of(recipient));
    events.submit(queue, envelope, MESSAGE);
  }

  private Settlement next() throws InterruptedException {
    return events.next().getFirst();
  }

  /** Moves the clock from attempt to attempt; how many there were before the last. */
  private int triesUntilTheEnd(QueueRunner runner) throws InterruptedException {
    Settlement outcome = next();
    int deferred = 0;
    while (outcome instanceof Settlement.Deferred again) {
      deferred++;
      clock.moveTo(again.next());
      runner.wake();
      outcome = next();
    }
    assertEquals(new Settlement.Failed(0, "451 4.3.0 the message cannot be read now"), outcome);
    return deferred;
  }

  private String onlyMessage() throws IOException {
    try (Maildrop maildrop = store.lock(new MaildropName("ann")).orElseThrow()) {
      assertEquals(1, maildrop.count());
      var octets = new byte[Math.toIntExact(maildrop.octets(0))];
      try (MessageContent content = maildrop.open(0)) {
        assertEquals(octets.length, content.read(octets, 0, octets.length));
      }
      return new String(octets, UTF_8);
    }
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is not in\n" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alias", "reads", "passes"})
  void itsSenderIsToldInTheEnd(String recipient) throws Exception {
    Instant arrived = clock.instant();
    QueueRunner runner = run(UndeliverableNotices.DROPPED);
    submit("<ann@here.example>", "<" + recipient + "@here.example>");
    assertEquals(ATTEMPTS, triesUntilTheEnd(runner));
    assertEquals(Duration.ofHours(24), Duration.between(arrived, clock.instant()));
    assertTrue(events.nextNotice().getFirst() instanceof Settlement.Delivered, "the notice");
    String notice = onlyMessage();
    assertContains(notice, "\r\nAction: failed\r\nStatus: 4.4.7\r\n");
    assertContains(notice, "\r\nComments: the message itself cannot be read\r\n");
    assertTrue(!notice.contains("/dev/sda"), notice);
    assertEquals(EMPTY, queue.count());
  }

  @Test
  void whatCanBeReadAgainIsDelivered() throws Exception {
    QueueRunner runner = run(UndeliverableNotices.DROPPED);
    submit("<ann@here.example>", "<reads@here.example>");
    var deferred = (Settlement.Deferred) next();
    readable = MESSAGE.length();
    clock.moveTo(deferred.next());
    runner.wake();
    assertTrue(next() instanceof Settlement.Delivered);
    assertContains(onlyMessage(), MESSAGE);
  }

  /** The header section is good, the rest is not; and there is nobody to tell. */
  @Test
  void nothingIsLostOfWhatHasNoSender() throws Exception {
    readable = MESSAGE.indexOf("body");
    QueueRunner runner = run(new UndeliverableNotices.ToFolder(directory));
    submit("<>", "<alias@here.example>");
    assertEquals(ATTEMPTS, triesUntilTheEnd(runner));
    try (var files = Files.list(directory)) {
      String kept = Files.readString(files.toList().getFirst());
      assertContains(kept, "X-Failed-Recipient: <alias@here.example>\r\n");
      assertContains(kept, "\r\nComments: the message itself cannot be read\r\n");
    }
    assertEquals(EMPTY, queue.count());
  }
}
