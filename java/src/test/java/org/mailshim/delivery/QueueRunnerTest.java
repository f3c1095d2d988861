package org.mailshim.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.delivery.ScriptedSink.HANG;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.DomainName;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.ManualClock;
import org.mailshim.queue.QueueCount;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueException;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.RamQueue;
import org.mailshim.queue.Settlement;
import org.mailshim.queue.SqlQueue;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

class QueueRunnerTest {
  private static final String MESSAGE = "Subject: hello\r\nX-Token: 4711\r\n\r\nthe body\r\n";
  private static final QueueCount EMPTY = new QueueCount(0, 0, 0);
  private static final RetrySchedule EXACT =
      new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(24), 0);

  private final ManualClock clock = new ManualClock();
  private final RunnerEvents events = new RunnerEvents();
  private MailQueue queue = new RamQueue(clock, new Random(1));
  private ScriptedSink sink;
  private final List<QueueRunner> runners = new ArrayList<>();

  @TempDir Path directory;

  @BeforeEach
  void listen() throws IOException {
    sink = new ScriptedSink(1, 0);
  }

  @AfterEach
  void stop() throws IOException {
    for (QueueRunner runner : runners) {
      runner.stop(System.nanoTime());
    }
    queue.close();
    sink.close();
  }

  private QueueRunner run(MailQueue from) {
    var settings =
        new RunnerSettings(
            DomainName.parse("own.example"),
            EXACT,
            4,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30));
    var delivery = DeliverySettings.of(SessionOptions.defaults().withClientName("own.example"));
    var dialer = new Dialer(new SystemHostResolver());
    var route = new Route.SmartHost("127.0.0.1", sink.port());
    QueueRunner runner =
        new QueueRunner(
            from,
            claim ->
                new DeliveryAttempt(
                    route, delivery, new FixedResolver(), dialer, DeliveryObserver.NONE),
            Thread::startVirtualThread,
            settings,
            clock,
            new Random(2),
            events);
    runners.add(runner);
    runner.start();
    return runner;
  }

  private static QueueEnvelope envelope(String from, String... to) {
    List<QueueEnvelope.Recipient> recipients = new ArrayList<>();
    for (String each : to) {
      recipients.add(new QueueEnvelope.Recipient(ForwardPath.parse(each), RcptParameters.NONE));
    }
    return new QueueEnvelope(ReversePath.parse(from), MailParameters.NONE, recipients);
  }

  private QueueId submit(QueueEnvelope envelope) {
    return events.submit(queue, envelope, MESSAGE);
  }

  @Test
  void deliversWhatIsCommittedBeforeAndAfterItsStart() throws Exception {
    submit(envelope("ann@example.org", "bob@example.net"));
    run(queue);
    assertTrue(events.next().getFirst() instanceof Settlement.Delivered);
    submit(envelope("ann@example.org", "cid@example.net"));
    assertTrue(events.next().getFirst() instanceof Settlement.Delivered);
    assertEquals(EMPTY, queue.count());
    assertEquals(2, sink.messages.size());
    assertEquals(MESSAGE.replace("\r\n", "\n"), sink.messages.getFirst());
    assertTrue(events.notices.isEmpty());
  }

  @Test
  void eachRecipientHasItsOwnOutcome() throws Exception {
    sink.script(
        "RCPT TO:<later", "451 4.2.2 mailbox full", "RCPT TO:<no", "550 5.1.1 no such user");
    QueueId id = submit(envelope("<>", "yes@example.net", "later@example.net", "no@example.net"));
    run(queue);
    List<Settlement> outcome = events.next();
    assertTrue(outcome.get(0) instanceof Settlement.Delivered);
    assertEquals(
        new Settlement.Deferred(1, clock.instant().plusSeconds(60), "451 4.2.2 mailbox full"),
        outcome.get(1));
    assertEquals(new Settlement.Failed(2, "550 5.1.1 no such user"), outcome.get(2));
    assertEquals(id, events.next(events.undeliverable).id());
    assertTrue(events.notices.isEmpty(), "the null reverse-path is told nothing");
    assertEquals(new QueueCount(1, 1, 0), queue.count());

    clock.advance(Duration.ofSeconds(60));
    int before = sink.heard.size();
    runners.getFirst().wake();
    events.next();
    List<String> heard = List.copyOf(sink.heard); // QUIT may come while we look
    List<String> second = heard.subList(before, heard.size());
    assertEquals(
        List.of("RCPT TO:<later@example.net>"),
        second.stream().filter(line -> line.startsWith("RCPT")).toList());
  }

  @Test
  void triesForADayAndThenTellsTheSender() throws Exception {
    Instant arrived = clock.instant();
    sink.script("RCPT TO:<bob", "451 4.2.2 mailbox full");
    submit(envelope("ann@example.org", "bob@example.net"));
    QueueRunner runner = run(queue);
    List<Long> minutes = new ArrayList<>();
    List<Settlement> outcome = events.next();
    while (outcome.getFirst() instanceof Settlement.Deferred deferred) {
      minutes.add(Duration.between(clock.instant(), deferred.next()).toMinutes());
      assertEquals(List.of(), sink.messages);
      clock.moveTo(deferred.next());
      runner.wake();
      outcome = events.next();
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), minutes.subList(0, 8));
    assertEquals(29, minutes.size(), "waits");
    assertEquals(Duration.ofHours(24), Duration.between(arrived, clock.instant()));
    assertTrue(outcome.getFirst() instanceof Settlement.Failed);

    assertTrue(events.nextNotice().getFirst() instanceof Settlement.Delivered, "the notice");
    assertEquals(EMPTY, queue.count());
    String notice = sink.messages.getFirst();
    assertTrue(sink.heard.contains("MAIL FROM:<>"), () -> sink.heard.toString());
    assertTrue(sink.heard.contains("RCPT TO:<ann@example.org>"));
    assertContains(notice, "\nAction: failed\nStatus: 4.4.7\n");
    assertContains(notice, "\nDiagnostic-Code: smtp; 451 4.2.2 mailbox full\n");
    assertContains(notice, "\nArrival-Date: Fri, 20 Nov 2026 12:00:00 +0000\n");
    assertContains(notice, "\nLast-Attempt-Date: Sat, 21 Nov 2026 12:00:00 +0000\n");
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is not in\n" + text);
  }

  @Test
  void aNoticeIsAReportOfThreeParts() throws Exception {
    sink.script("RCPT TO:<bob", "550 5.1.1 no such user");
    submit(envelope("ann@example.org", "bob@example.net", "cid@example.net"));
    run(queue);
    events.next(events.notices);
    events.next();
    events.nextNotice();
    assertEquals(EMPTY, queue.count());
    assertEquals(2, sink.messages.size());
    String notice = sink.messages.getLast();
    assertContains(notice, "To: <ann@example.org>\n");
    assertContains(notice, "From: Mail Delivery System <MAILER-DAEMON@own.example>\n");
    assertContains(notice, "Auto-Submitted: auto-replied\n");
    assertContains(notice, "Content-Type: multipart/report; report-type=delivery-status;\n");
    assertContains(
        notice,
        "\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n"
            + "Remote-MTA: dns; [127.0.0.1]\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n");
    assertFalse(notice.contains("cid@example.net"), "nothing of who was delivered");
    assertContains(
        notice, "\nContent-Type: text/rfc822-headers\n\nSubject: hello\nX-Token: 4711\n");
    assertFalse(notice.contains("the body"));
    int at = notice.indexOf("boundary=\"") + 10;
    String boundary = notice.substring(at, notice.indexOf('"', at));
    assertEquals(5, notice.split(java.util.regex.Pattern.quote(boundary), -1).length - 1);
    assertTrue(notice.endsWith("\n--" + boundary + "--\n"));
  }

  @Test
  void dsnParametersSayWhatIsToldAndHow() throws Exception {
    sink.script("RCPT TO:<", "550 5.7.1 no");
    var mail =
        MailParameters.of(List.of(Parameter.of("RET", "FULL"), Parameter.of("ENVID", "a+2Bb")));
    var told =
        RcptParameters.of(
            List.of(
                Parameter.of("NOTIFY", "FAILURE"),
                Parameter.of("ORCPT", "rfc822;old+2B@example.com")));
    var never = RcptParameters.of(List.of(Parameter.of("NOTIFY", "NEVER")));
    var success = RcptParameters.of(List.of(Parameter.of("NOTIFY", "SUCCESS")));
    submit(
        new QueueEnvelope(
            ReversePath.parse("ann@example.org"),
            mail,
            List.of(
                new QueueEnvelope.Recipient(ForwardPath.parse("told@example.net"), told),
                new QueueEnvelope.Recipient(ForwardPath.parse("never@example.net"), never),
                new QueueEnvelope.Recipient(ForwardPath.parse("success@example.net"), success))));
    run(queue);
    QueueId id = events.next(events.notices);
    assertEquals(3, events.next().size());
    assertEquals(id, events.next(events.undeliverable).id(), "the sink refuses the notice, too");
    assertEquals(EMPTY, queue.count());
  }

  @Test
  void theNoticeQuotesTheWholeMessageWhenAsked() throws Exception {
    sink.script("RCPT TO:<bob", "550 5.7.1 no");
    var mail =
        MailParameters.of(List.of(Parameter.of("RET", "FULL"), Parameter.of("ENVID", "a+2Bb")));
    var told =
        RcptParameters.of(
            List.of(
                Parameter.of("NOTIFY", "SUCCESS,FAILURE"),
                Parameter.of("ORCPT", "rfc822;old+2B@example.com")));
    submit(
        new QueueEnvelope(
            ReversePath.parse("ann@example.org"),
            mail,
            List.of(
                new QueueEnvelope.Recipient(ForwardPath.parse("bob@example.net"), told),
                new QueueEnvelope.Recipient(ForwardPath.parse("cid@example.net"), told))));
    run(queue);
    events.next();
    events.nextNotice();
    String notice = sink.messages.getLast();
    assertContains(notice, "\nOriginal-Envelope-Id: a+2Bb\n");
    assertContains(notice, "\nOriginal-Recipient: rfc822; old+2B@example.com\n");
    assertContains(notice, "\nFinal-Recipient: rfc822; cid@example.net\nAction: relayed\n");
    assertContains(notice, "\nContent-Type: message/rfc822\n\nSubject: hello\n");
    assertContains(notice, "\nthe body\n");
  }

  private static final String KNOWS_BY = "250-sink.example\r\n250 DELIVERBY";

  private static QueueEnvelope timed(String notify, Parameter parameter) {
    RcptParameters said =
        notify.isEmpty()
            ? RcptParameters.NONE
            : RcptParameters.of(List.of(Parameter.of("NOTIFY", notify)));
    return new QueueEnvelope(
        ReversePath.parse("ann@example.org"),
        MailParameters.of(List.of(parameter)),
        List.of(new QueueEnvelope.Recipient(ForwardPath.parse("bob@example.net"), said)));
  }

  /** Moves the clock to each attempt until one is final; gives when they were, in seconds. */
  private List<Long> attemptsUntilFinal(QueueRunner runner) throws InterruptedException {
    Instant begun = clock.instant();
    List<Long> seconds = new ArrayList<>();
    while (events.next().getFirst() instanceof Settlement.Deferred deferred) {
      seconds.add(Duration.between(begun, deferred.next()).toSeconds());
      clock.moveTo(deferred.next());
      runner.wake();
    }
    return seconds;
  }

  @Test
  void whatIsLateAndToBeReturnedComesBackInTime() throws Exception {
    sink.script("EHLO", KNOWS_BY, "RCPT TO:<bob", "451 4.2.2 mailbox full");
    submit(timed("", Parameter.of("BY", "600;R")));
    assertEquals(List.of(60L, 180L, 420L, 600L), attemptsUntilFinal(run(queue)));
    assertTrue(events.nextNotice().getFirst() instanceof Settlement.Delivered, "the notice");
    List<String> mails = sink.heard.stream().filter(line -> line.startsWith("MAIL")).toList();
    assertEquals(
        List.of("BY=600;R", "BY=540;R", "BY=420;R", "BY=180;R"),
        mails.subList(0, 4).stream().map(mail -> mail.substring(mail.indexOf("BY="))).toList(),
        "what is left of the time, and no attempt when nothing is");
    assertEquals("MAIL FROM:<>", mails.get(4));
    assertEquals(5, mails.size());
    assertContains(sink.messages.getFirst(), "\nAction: failed\nStatus: 5.4.7\n");
  }

  @Test
  void whatIsToBeReturnedIsNotGivenToWhoDoesNotKnowThat() throws Exception {
    submit(timed("", Parameter.of("BY", "600;R")));
    run(queue);
    assertTrue(events.next().getFirst() instanceof Settlement.Failed);
    assertTrue(events.nextNotice().getFirst() instanceof Settlement.Delivered, "the notice");
    assertContains(sink.messages.getFirst(), "\nAction: failed\nStatus: 5.3.3\n");
  }

  @Test
  void ofWhatIsLateAndGoesOnTheSenderIsToldOnce() throws Exception {
    sink.script("RCPT TO:<bob", "451 4.2.2 mailbox full");
    submit(timed("", Parameter.of("BY", "100;N")));
    QueueRunner runner = run(queue);
    for (long seconds : new long[] {60, 100, 340}) {
      Settlement.Deferred deferred = nextDeferred();
      assertEquals(
          seconds,
          Duration.between(Instant.parse("2026-11-20T12:00:00Z"), deferred.next()).toSeconds());
      assertEquals(seconds > 100, deferred.warned(), "the attempt at the sender's time has failed");
      clock.moveTo(deferred.next());
      runner.wake();
    }
    events.next(events.notices);
    assertTrue(events.nextNotice().getFirst() instanceof Settlement.Delivered);
    nextDeferred();
    assertTrue(events.notices.isEmpty(), "told once");
    assertEquals(1, sink.messages.size());
    assertContains(sink.messages.getFirst(), "\nAction: delayed\nStatus: 4.2.2\n");
    assertEquals(1, queue.count().messages());
  }

  private Settlement.Deferred nextDeferred() throws InterruptedException {
    return (Settlement.Deferred) events.next().getFirst();
  }

  @Test
  void whoWantsToHearOfNothingIsNotToldOfBeingLate() throws Exception {
    sink.script("RCPT TO:<bob", "451 4.2.2 mailbox full");
    submit(timed("NEVER", Parameter.of("BY", "-1;N")));
    run(queue);
    assertFalse(nextDeferred().warned());
    assertTrue(events.notices.isEmpty());
  }

  @Test
  void eachServerOnTheWayIsToldWhereThatIsAskedFor() throws Exception {
    sink.script("EHLO", KNOWS_BY);
    submit(timed("", Parameter.of("BY", "600;NT")));
    run(queue);
    events.next(events.notices);
    events.next();
    events.nextNotice();
    assertContains(sink.messages.getLast(), "\nAction: relayed\nStatus: 2.0.0\n");
  }

  @Test
  void aHeldMessageIsReleasedInTimeAndTriedForADayFromThen() throws Exception {
    sink.script("RCPT TO:<bob", "451 4.2.2 mailbox full");
    Instant release = clock.instant().plus(Duration.ofDays(7));
    submit(timed("NEVER", Parameter.of("HOLDUNTIL", release.toString())));
    QueueRunner runner = run(queue);
    clock.moveTo(release.minusSeconds(1));
    runner.wake();
    submit(envelope("ann@example.org", "cid@example.net"));
    assertTrue(events.next().getFirst() instanceof Settlement.Delivered, "another one meanwhile");
    assertEquals(Optional.of(release), queue.nextDue());
    clock.moveTo(release);
    runner.wake();
    List<Long> seconds = attemptsUntilFinal(runner);
    assertEquals(List.of(60L, 180L), seconds.subList(0, 2));
    assertEquals(Duration.ofDays(1).toSeconds(), seconds.getLast());
    assertFalse(sink.heard.toString().contains("HOLD"), "the next server need not hold it again");
  }

  @Test
  void whatADeadProcessHadClaimedIsDeliveredByTheNext() throws Exception {
    Path file = directory.resolve("queue.db");
    queue.close();
    queue = SqlQueue.sqlite(file, clock, new Random(3), Thread.ofPlatform().daemon()::start);
    submit(envelope("ann@example.org", "bob@example.net"));
    assertEquals(1, queue.claim(1, Duration.ofMinutes(5)).size()); // and is never heard of again
    queue.close();
    queue = SqlQueue.sqlite(file, clock, new Random(4), Thread.ofPlatform().daemon()::start);
    QueueRunner runner = run(queue);
    clock.advance(Duration.ofMinutes(5));
    runner.wake();
    assertTrue(events.next().getFirst() instanceof Settlement.Delivered);
    assertEquals(1, sink.messages.size());
    assertEquals(EMPTY, queue.count());
  }

  @Test
  void aStopCancelsWhatTakesTooLongAndLeavesItDue() throws Exception {
    sink.script("DATA", HANG);
    QueueId id = submit(envelope("ann@example.org", "bob@example.net"));
    QueueRunner runner = run(queue);
    sink.await("DATA");
    assertFalse(runner.stop(System.nanoTime()));
    assertTrue(events.next().getFirst() instanceof Settlement.Postponed);
    assertFalse(queue.find(id).orElseThrow().recipients().getFirst().isUnderWay());
    assertEquals(Optional.of(clock.instant()), queue.nextDue());
    assertTrue(events.notices.isEmpty());
  }

  @Test
  void anOutcomeThatCannotBeNotedIsNotedLaterAndNothingSentTwice() throws Exception {
    var failures = new AtomicInteger(2);
    MailQueue behind = queue;
    MailQueue broken =
        (MailQueue)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MailQueue.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("settle") && failures.getAndDecrement() > 0) {
                    throw new QueueException(QueueException.Kind.BUSY, "settling", null);
                  }
                  try {
                    return method.invoke(behind, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    run(broken);
    submit(envelope("ann@example.org", "bob@example.net"));
    assertTrue(events.next().getFirst() instanceof Settlement.Delivered);
    assertEquals(2, events.troubles.size(), events.troubles::toString);
    assertEquals(1, sink.messages.size());
    assertEquals(EMPTY, queue.count());
  }
}
