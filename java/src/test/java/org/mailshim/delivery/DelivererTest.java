package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.ManualClock;
import org.mailshim.queue.QueueCount;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.RamQueue;
import org.mailshim.queue.Settlement;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropText;
import org.mailshim.store.Quota;
import org.mailshim.store.RamStore;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;

/** A queue, a deliverer, servers that play their script, and maildrops. */
class DelivererTest {
  private static final QueueCount EMPTY = new QueueCount(0, 0, 0);
  private static final RetrySchedule EXACT =
      new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(24), 0);
  private static final Domain HERE = Domain.parse("here.example");

  private final ManualClock clock = new ManualClock();
  private final MailQueue queue = new RamQueue(clock, new Random(1));
  private final RunnerEvents events = new RunnerEvents();
  private final FixedResolver resolver = new FixedResolver();
  private RamStore store = new RamStore();
  private NoticeSettings notices = NoticeSettings.DEFAULT;
  private OwnHosts own = OwnHosts.NONE;
  private Map<String, Route> routes = Map.of();
  private Map<String, List<Mailbox>> aliases = Map.of();
  private Aliases.Forwards forwards = Aliases.Forwards.NONE;
  private boolean bouncesOverQuota;
  private int mostAtOnce = 4;
  private int recipientsEach = 100;
  private Optional<Duration> longest = Optional.empty();
  private ScriptedSink one;
  private ScriptedSink two;
  private Deliverer deliverer;
  private QueueRunner runner;

  @TempDir Path directory;

  @BeforeEach
  void listen() throws IOException {
    one = new ScriptedSink(1, 0);
    two = new ScriptedSink(2, one.port());
    resolver
        .mx("one.example", "mx.one.example")
        .mx("alias.example", "mx.one.example")
        .mx("two.example", "mx.two.example")
        .mx("both.example", "mx.one.example", "mx.two.example")
        .mx("dead.example", "mx.dead.example")
        .host("mx.one.example", "127.0.0.1")
        .host("mx.two.example", "127.0.0.2")
        .host("mx.dead.example", "127.0.0.3");
  }

  @AfterEach
  void stop() throws IOException {
    if (runner != null) {
      runner.stop(System.nanoTime());
      deliverer.close();
    }
    queue.close();
    one.close();
    two.close();
    assertEquals(List.of(), new ArrayList<>(events.troubles));
  }

  private void run() {
    LocalRecipients users =
        LocalRecipients.of(
            Set.of(HERE),
            name ->
                Set.of("ann", "bob").contains(name)
                    ? Optional.of(new MaildropName(name))
                    : Optional.empty());
    var local = new LocalDelivery(new Aliases(users, aliases, forwards), store, bouncesOverQuota);
    var settings =
        DeliverySettings.of(SessionOptions.defaults().withClientName("here.example"))
            .withMailExchangerPort(one.port())
            .withMailData(false, EightBitPolicy.CONVERT)
            .withLimits(recipientsEach, longest)
            .withOwn(own);
    deliverer =
        new Deliverer(
            new Routing(Optional.of(local), routes, new Route.Direct()),
            settings,
            resolver,
            new Dialer(FixedHostResolver.loopback()),
            ConcurrencySettings.DEFAULT,
            clock);
    var running =
        new RunnerSettings(
                DomainName.parse("here.example"),
                EXACT,
                mostAtOnce,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30))
            .withNotices(notices);
    runner =
        new QueueRunner(
            queue, deliverer, Thread::startVirtualThread, running, clock, new Random(2), events);
    runner.start();
  }

  private QueueId submit(String from, String to, String message) {
    return submit(from, MailParameters.NONE, RcptParameters.NONE, message, to);
  }

  private QueueId submit(
      String from, MailParameters mail, RcptParameters rcpt, String message, String... to) {
    List<QueueEnvelope.Recipient> recipients = new ArrayList<>();
    for (String each : to) {
      recipients.add(new QueueEnvelope.Recipient(ForwardPath.parse(each), rcpt));
    }
    var envelope = new QueueEnvelope(ReversePath.parse(from), mail, recipients);
    return events.submit(queue, envelope, message.replace("\n", "\r\n"));
  }

  private static RcptParameters notify(String when) {
    return RcptParameters.of(List.of(Parameter.of("NOTIFY", when)));
  }

  private static MailParameters mail(Parameter... parameters) {
    return MailParameters.of(List.of(parameters));
  }

  private Settlement next() throws InterruptedException {
    return events.next().getFirst();
  }

  private Settlement nextNotice() throws InterruptedException {
    return events.nextNotice().getFirst();
  }

  private void assertNoticeDelivered() throws InterruptedException {
    Settlement settlement = nextNotice();
    assertTrue(settlement instanceof Settlement.Delivered, settlement::toString);
  }

  private void assertDelivered(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      Settlement settlement = next();
      assertTrue(settlement instanceof Settlement.Delivered, settlement::toString);
    }
  }

  /** That is told behind the settlement. */
  private void assertUndeliverable(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      events.next(events.undeliverable);
    }
    assertTrue(events.undeliverable.isEmpty());
  }

  private List<String> maildrop(String name) {
    try (Maildrop maildrop = store.lock(new MaildropName(name)).orElseThrow()) {
      return MaildropText.of(maildrop, UTF_8).stream()
          .map(text -> text.replace("\r\n", "\n"))
          .toList();
    }
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is not in\n" + text);
  }

  private static long count(List<String> heard, String beginning) {
    return heard.stream().filter(line -> line.startsWith(beginning)).count();
  }

  private static Mailbox mailbox(String text) {
    return Mailbox.parse(text);
  }

  @Test
  void messagesToOneHostShareASession() throws Exception {
    mostAtOnce = 1;
    submit("ann@far.example", "x@one.example", "Subject: 1\n\n1\n");
    submit("ann@far.example", "y@alias.example", "Subject: 2\n\n2\n");
    submit("ann@far.example", "z@two.example", "Subject: 3\n\n3\n");
    run();
    assertDelivered(3);
    assertEquals(1, one.sessions());
    assertEquals(2, one.messages.size());
    assertEquals(1, two.messages.size());
    assertEquals(EMPTY, queue.count());
  }

  @Test
  void recipientsOfOneDestinationShareATransaction() throws Exception {
    submit(
        "ann@far.example",
        MailParameters.NONE,
        RcptParameters.NONE,
        "Subject: x\n\nx\n",
        "a@one.example",
        "b@alias.example",
        "c@two.example",
        "d@one.example");
    run();
    assertDelivered(1);
    assertEquals(1, count(one.heard, "DATA"));
    assertEquals(3, count(one.heard, "RCPT"));
    assertEquals(1, count(two.heard, "RCPT"));
  }

  @Test
  void theNextExchangerTakesWhatTheFirstDoesNot() throws Exception {
    one.script("greeting", "421 busy" + ScriptedSink.CLOSE);
    submit("ann@far.example", "x@both.example", "Subject: x\n\nx\n");
    run();
    assertDelivered(1);
    assertEquals(1, two.messages.size());
  }

  @Test
  void whatTheSenderAskedForIsPassedOn() throws Exception {
    one.script("EHLO", "250-one.example\r\n250-8BITMIME\r\n250 DSN");
    submit(
        "ann@far.example",
        mail(Parameter.of("RET", "HDRS"), Parameter.of("ENVID", "id"), Parameter.BODY_8BITMIME),
        RcptParameters.of(
            List.of(
                Parameter.of("NOTIFY", "SUCCESS,DELAY"),
                Parameter.of("ORCPT", "rfc822;old@far.example"))),
        "Subject: x\n\nä\n",
        "x@one.example");
    run();
    assertDelivered(1);
    assertTrue(
        one.heard.contains("MAIL FROM:<ann@far.example> BODY=8BITMIME RET=HDRS ENVID=id"),
        one.heard::toString);
    assertTrue(
        one.heard.contains(
            "RCPT TO:<x@one.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;old@far.example"),
        one.heard::toString);
    assertEquals(EMPTY, queue.count(), "the next server sees to it");
  }

  @Test
  void whatTheNextServerWillNotTellWeTell() throws Exception {
    resolver.mx("far.example", "mx.two.example");
    submit(
        "ann@far.example",
        MailParameters.NONE,
        notify("SUCCESS"),
        "Subject: x\n\nx\n",
        "x@one.example",
        "bob@here.example");
    run();
    assertDelivered(1);
    assertNoticeDelivered();
    String notice = two.messages.getFirst();
    assertContains(notice, "Subject: Delivery Status Notification (Success)\n");
    assertContains(notice, "Final-Recipient: rfc822; x@one.example\nAction: relayed\n");
    assertContains(notice, "Final-Recipient: rfc822; bob@here.example\nAction: delivered\n");
    assertTrue(two.heard.contains("MAIL FROM:<>"));
  }

  @Test
  void requiredTlsIsNotDoneWithout() throws Exception {
    resolver.mx("far.example", "mx.two.example");
    var parameters = mail(new Parameter("REQUIRETLS", Optional.empty()));
    submit(
        "ann@far.example", parameters, RcptParameters.NONE, "Subject: x\n\nx\n", "x@one.example");
    run();
    Settlement settlement = next();
    assertTrue(settlement instanceof Settlement.Failed, settlement::toString);
    assertContains(settlement.reply(), "550 5.7.30");
    assertEquals(List.of(), one.messages);
    assertTrue(nextNotice() instanceof Settlement.Failed, "so is the notice");
    assertUndeliverable(1);
  }

  @Test
  void eightBitTextIsEncodedForASevenBitServer() throws Exception {
    submit(
        "ann@far.example",
        mail(Parameter.BODY_8BITMIME),
        RcptParameters.NONE,
        "Subject: x\nContent-Type: text/plain; charset=utf-8\n\nGrüße\n",
        "x@one.example");
    run();
    assertDelivered(1);
    assertTrue(one.heard.contains("MAIL FROM:<ann@far.example>"), one.heard::toString);
    assertContains(one.messages.getFirst(), "\nContent-Transfer-Encoding: quoted-printable\n");
    assertContains(one.messages.getFirst(), "\n\nGr=C3=BC=C3=9Fe\n");
  }

  @Test
  void whatIsSignedIsReturnedInstead() throws Exception {
    resolver.mx("far.example", "mx.two.example");
    two.script("EHLO", "250-two.example\r\n250 8BITMIME");
    submit(
        "ann@far.example",
        mail(Parameter.BODY_8BITMIME),
        RcptParameters.NONE,
        "Content-Type: multipart/signed; boundary=s\n\n--s\n\nä\n--s--\n",
        "x@one.example");
    run();
    assertContains(next().reply(), "554 5.6.3");
    assertNoticeDelivered();
    assertContains(two.messages.getFirst(), "Status: 5.6.3\n");
    assertEquals(List.of(), one.messages);
  }

  @Test
  void internationalMailThatIsAsciiAfterAllGoesToAnyServer() throws Exception {
    var parameters = mail(new Parameter("SMTPUTF8", Optional.empty()), Parameter.BODY_8BITMIME);
    submit(
        "ann@far.example", parameters, RcptParameters.NONE, "Subject: x\n\nx\n", "x@one.example");
    submit(
        "ann@far.example",
        parameters,
        RcptParameters.NONE,
        "Subject: x\nContent-Type: text/plain\n\nä\n",
        "x@two.example");
    run();
    assertDelivered(2);
    assertEquals("Subject: x\n\nx\n", one.messages.getFirst());
    assertContains(two.messages.getFirst(), "\n\n=C3=A4\n");
  }

  @Test
  void internationalHeaderFieldsAreReturned() throws Exception {
    var parameters = mail(new Parameter("SMTPUTF8", Optional.empty()));
    submit("<>", parameters, RcptParameters.NONE, "Subject: ä\n\nx\n", "x@one.example");
    run();
    assertContains(next().reply(), "554 5.6.7");
    assertEquals(List.of(), one.messages);
  }

  @Test
  void aLateMessageIsToldOfOnce() throws Exception {
    resolver.mx("far.example", "mx.two.example");
    one.script("RCPT", "451 4.2.2 full");
    submit(
        "ann@far.example",
        MailParameters.NONE,
        notify("DELAY,FAILURE"),
        "Subject: x\n\nx\n",
        "x@one.example");
    run();
    Instant arrived = clock.instant();
    int told = 0;
    Settlement settlement = next();
    while (settlement instanceof Settlement.Deferred deferred) {
      if (deferred.warned() && told++ == 0) {
        Duration age = Duration.between(arrived, clock.instant());
        assertTrue(age.compareTo(Duration.ofHours(4)) >= 0, age::toString);
        assertTrue(age.compareTo(Duration.ofHours(5)) <= 0, age::toString);
        assertNoticeDelivered();
        String notice = two.messages.getFirst();
        assertContains(notice, "Subject: Delivery Status Notification (Delay)\n");
        assertContains(notice, "Action: delayed\nStatus: 4.2.2\n");
        assertContains(notice, "Will-Retry-Until: Sat, 21 Nov 2026 12:00:00 +0000\n");
      }
      clock.moveTo(deferred.next());
      runner.wake();
      settlement = next();
    }
    assertTrue(told > 10, "remembered");
    assertTrue(settlement instanceof Settlement.Failed, settlement::toString);
    assertNoticeDelivered();
    assertEquals(2, two.messages.size());
    assertContains(two.messages.getLast(), "Status: 4.4.7\n");
  }

  @Test
  void aWarningThatNobodyAskedForIsOffByDefault() throws Exception {
    resolver.mx("far.example", "mx.two.example");
    one.script("RCPT", "451 4.2.2 full");
    submit("ann@far.example", "x@one.example", "Subject: x\n\nx\n");
    run();
    var deferred = (Settlement.Deferred) next();
    clock.advance(Duration.ofHours(5));
    runner.wake();
    assertFalse(((Settlement.Deferred) next()).warned());
    assertFalse(deferred.warned());
    assertEquals(List.of(), two.messages);
  }

  @Test
  void localUsersHaveItInTheirMaildrops() throws Exception {
    submit(
        "ann@far.example",
        MailParameters.NONE,
        RcptParameters.NONE,
        "Subject: x\n\nx\n",
        "bob@here.example",
        "Ann+x@HERE.example");
    run();
    assertDelivered(1);
    assertEquals(
        List.of(
            "Return-Path: <ann@far.example>\nDelivered-To: bob@here.example\nSubject: x\n\nx\n"),
        maildrop("bob"));
    assertContains(maildrop("ann").getFirst(), "\nDelivered-To: Ann+x@HERE.example\n");
  }

  @Test
  void unknownUsersAreReturned() throws Exception {
    resolver.mx("far.example", "mx.two.example");
    submit("ann@far.example", "nobody@here.example", "Subject: x\n\nx\n");
    run();
    assertContains(next().reply(), "550 5.1.1");
    assertNoticeDelivered();
    assertContains(two.messages.getFirst(), "Status: 5.1.1\n");
  }

  @Test
  void aFullMaildropWaitsOrReturns() throws Exception {
    store = new RamStore(new Quota(OptionalLong.of(1), OptionalInt.empty()));
    submit("<>", "bob@here.example", "Subject: x\n\nx\n");
    run();
    Settlement waits = next();
    assertTrue(waits instanceof Settlement.Deferred, waits::toString);
    assertContains(waits.reply(), "451 4.2.2");
    runner.stop(System.nanoTime());
    deliverer.close();
    bouncesOverQuota = true;
    submit("<>", "ann@here.example", "Subject: x\n\nx\n");
    run();
    Settlement fails = next();
    assertTrue(fails instanceof Settlement.Failed, fails::toString);
    assertContains(fails.reply(), "552 5.2.2");
  }

  @Test
  void anAliasGoesToAllWhomItMeans() throws Exception {
    aliases = Map.of("team", List.of(mailbox("bob@here.example"), mailbox("x@one.example")));
    resolver.mx("far.example", "mx.two.example");
    submit(
        "ann@far.example",
        MailParameters.NONE,
        notify("SUCCESS,FAILURE"),
        "Subject: x\n\nx\n",
        "team@here.example",
        "ann@here.example");
    run();
    for (int i = 0; i < 3; i++) {
      next(); // expanded, ann, the members
    }
    assertNoticeDelivered();
    assertNoticeDelivered();
    assertEquals(EMPTY, queue.count());
    assertEquals("Delivered-To: team@here.example\nSubject: x\n\nx\n", one.messages.getFirst());
    assertEquals(
        List.of(
            "Return-Path: <ann@far.example>\nDelivered-To: bob@here.example\n"
                + "Delivered-To: team@here.example\nSubject: x\n\nx\n"),
        maildrop("bob"));
    assertEquals(2, two.messages.size());
    String told = String.join("", two.messages);
    assertContains(told, "Final-Recipient: rfc822; team@here.example\nAction: expanded\n");
    assertContains(told, "Final-Recipient: rfc822; ann@here.example\nAction: delivered\n");
    assertFalse(told.contains("bob@here.example"), told);
  }

  @Test
  void aForwardKeepsACopyAndGoesOn() throws Exception {
    forwards =
        maildrop ->
            maildrop.text().equals("bob")
                ? Optional.of(new Aliases.Forward(true, List.of(mailbox("bob@one.example"))))
                : Optional.empty();
    submit("ann@far.example", "bob@here.example", "Subject: x\n\nx\n");
    run();
    assertTrue(next() instanceof Settlement.Expanded);
    assertDelivered(1);
    assertEquals(1, maildrop("bob").size());
    assertEquals("Delivered-To: bob@here.example\nSubject: x\n\nx\n", one.messages.getFirst());
    assertTrue(one.heard.contains("MAIL FROM:<ann@far.example>"));
  }

  @Test
  void whatComesBackIsReturned() throws Exception {
    aliases = Map.of("team", List.of(mailbox("x@one.example")));
    resolver.mx("far.example", "mx.two.example");
    submit("ann@far.example", "team@here.example", "Delivered-To: Team@here.example\nX: y\n\nx\n");
    run();
    assertContains(next().reply(), "554 5.4.6");
    assertNoticeDelivered();
    submit("ann@far.example", "bob@here.example", "Delivered-To: bob@here.example\n\nx\n");
    assertContains(next().reply(), "554 5.4.6");
    assertNoticeDelivered();
    submit("ann@far.example", "bob@here.example", "Received: x\n".repeat(51) + "\nx\n");
    assertContains(next().reply(), "554 5.4.6");
    assertNoticeDelivered();
    assertEquals(List.of(), one.messages);
    assertEquals(List.of(), maildrop("bob"));
  }

  @Test
  void thisHostIsNoExchangerForOthers() throws Exception {
    own = OwnHosts.of(Set.of("mx.self.example"), Set.of());
    resolver.mx("self.example", "mx.self.example", "mx.one.example");
    resolver.mx("second.example", "mx.one.example", "mx.self.example", "mx.two.example");
    submit("<>", "x@self.example", "Subject: x\n\nx\n");
    run();
    assertContains(next().reply(), "554 5.4.6");
    one.script("RCPT", "451 4.2.2 full");
    submit("<>", "x@second.example", "Subject: x\n\nx\n");
    assertTrue(next() instanceof Settlement.Deferred);
    assertEquals(List.of(), two.heard, "who is behind us is not asked");
  }

  @Test
  void anExchangerWithOurAddressIsUs() throws Exception {
    own = OwnHosts.of(Set.of(), Set.of(new InetSocketAddress("127.0.0.2", two.port())));
    submit("<>", "x@two.example", "Subject: x\n\nx\n");
    run();
    assertContains(next().reply(), "554 5.4.6");
    assertEquals(List.of(), two.heard);
  }

  @Test
  void anExchangerIsUsFromTheMomentWhenWeListenThere() throws Exception {
    var listeners = new OwnListeners();
    own = new OwnHosts(Set.of(), listeners);
    run();
    var address = new InetSocketAddress("0.0.0.0", two.port());
    listeners.opened(address);
    submit("<>", "x@two.example", "Subject: x\n\nx\n");
    assertContains(next().reply(), "554 5.4.6");
    listeners.closed(address);
    submit("<>", "x@two.example", "Subject: x\n\nx\n");
    assertDelivered(1);
    assertEquals(1, two.messages.size());
  }

  @Test
  void domainsMayHaveASmartHostOfTheirOwn() throws Exception {
    Route smart = new Route.SmartHost("127.0.0.2", two.port());
    routes = Map.of("one.example", smart, ".below.example", smart);
    submit("<>", "x@one.example", "Subject: x\n\nx\n");
    submit("<>", "x@deep.below.example", "Subject: x\n\nx\n");
    submit("<>", "x@alias.example", "Subject: x\n\nx\n");
    run();
    assertDelivered(3);
    assertEquals(1, one.messages.size());
    assertEquals(2, two.messages.size());
  }

  @Test
  void aDoubleBounceGoesToThePostmasterOnce() throws Exception {
    notices =
        NoticeSettings.DEFAULT.withUndeliverable(
            new UndeliverableNotices.ToPostmaster(mailbox("postmaster@two.example")));
    one.script("RCPT", "550 5.1.1 no");
    submit("<>", "x@one.example", "Subject: bounce\n\nits body\n");
    run();
    assertTrue(next() instanceof Settlement.Failed);
    assertNoticeDelivered();
    assertContains(two.messages.getFirst(), "To: <postmaster@two.example>\n");
    assertContains(two.messages.getFirst(), "its body\n");
    two.script("RCPT", "550 5.1.1 no");
    deliverer.close(); // and with it the session that has another script
    runner.stop(System.nanoTime());
    run();
    submit("<>", "x@one.example", "Subject: bounce\n\nits body\n");
    assertTrue(next() instanceof Settlement.Failed);
    assertTrue(nextNotice() instanceof Settlement.Failed, "not told of its own notice");
    assertEquals(EMPTY, queue.count());
    assertUndeliverable(3);
  }

  @Test
  void aDoubleBounceIsKeptInAFolder() throws Exception {
    Path folder = directory.resolve("made/errors");
    notices = NoticeSettings.DEFAULT.withUndeliverable(new UndeliverableNotices.ToFolder(folder));
    one.script("RCPT", "550 5.1.1 no");
    submit("<>", "x@one.example", "Subject: bounce\n\nits body\n");
    run();
    assertTrue(next() instanceof Settlement.Failed);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.toList();
      assertEquals(1, found.size());
      assertEquals(
          "X-Failed-Recipient: <x@one.example>\r\nX-Failed-Reply: 550 5.1.1 no\r\n"
              + "Subject: bounce\r\n\r\nits body\r\n",
          Files.readString(found.getFirst()));
    }
  }

  @Test
  void aLongMessageComesBackWithoutItsBody() throws Exception {
    notices = new NoticeSettings(Duration.ofHours(4), false, 100, UndeliverableNotices.DROPPED);
    resolver.mx("far.example", "mx.two.example");
    one.script("RCPT", "550 5.1.1 no");
    submit(
        "ann@far.example",
        mail(Parameter.of("RET", "FULL")),
        RcptParameters.NONE,
        "Subject: x\n\n" + "its body\n".repeat(20),
        "x@one.example");
    run();
    assertTrue(next() instanceof Settlement.Failed);
    assertNoticeDelivered();
    assertFalse(two.messages.getFirst().contains("its body"));
  }

  @Test
  void aDestinationThatDoesNotAnswerRests() throws Exception {
    mostAtOnce = 1;
    for (int i = 0; i < 4; i++) {
      submit("<>", "x" + i + "@dead.example", "Subject: x\n\nx\n");
    }
    run();
    Domain dead = Domain.parse("dead.example");
    assertContains(next().reply(), "451 4.4.1");
    assertEquals(1, deliverer.concurrency(dead));
    assertContains(next().reply(), "451 4.4.1");
    // It rests now: what is left is deferred by what it said last.
    assertContains(next().reply(), "451 4.4.1");
    assertContains(next().reply(), "451 4.4.1");
    resolver.host("mx.dead.example", "127.0.0.1");
    clock.advance(Duration.ofMinutes(1));
    runner.wake();
    assertDelivered(4);
    assertTrue(deliverer.concurrency(dead) > 1);
  }

  @Test
  void aSlowDestinationKeepsNobodyElseWaiting() throws Exception {
    one.script("DATA", ScriptedSink.HANG);
    for (int i = 0; i < 10; i++) {
      submit("<>", "x" + i + "@one.example", "Subject: x\n\nx\n");
    }
    submit("<>", "y@two.example", "Subject: y\n\ny\n");
    run();
    assertDelivered(1);
    assertEquals(1, two.messages.size());
    one.await("DATA");
    one.await("DATA");
    assertEquals(2, one.sessions(), "it begins with two at once");
  }

  @Test
  void anyAddressOfAHostWillDo() throws Exception {
    resolver.mx("split.example", "mx.split.example");
    resolver.host("mx.split.example", "127.0.0.3", "127.0.0.2", "127.0.0.1");
    submit("<>", "x@split.example", "Subject: x\n\nx\n");
    run();
    assertDelivered(1);
    assertEquals(1, two.messages.size() + one.messages.size(), "whichever answers first");
  }

  @Test
  void anAddressThatDoesNotGreetLeadsToTheNext() throws Exception {
    resolver.mx("split.example", "mx.split.example");
    resolver.host("mx.split.example", "127.0.0.1", "127.0.0.2");
    one.script("greeting", "421 busy" + ScriptedSink.CLOSE);
    submit("<>", "x@split.example", "Subject: x\n\nx\n");
    run();
    assertDelivered(1);
    assertEquals(1, two.messages.size());
  }

  @Test
  void whenNobodyTalksToUsTheirWordsAreTheReason() throws Exception {
    resolver.host("mx.two.example", "127.0.0.3");
    one.script("greeting", "554 5.7.1 not you");
    submit("<>", "x@both.example", "Subject: x\n\nx\n");
    run();
    Settlement settlement = next();
    assertTrue(settlement instanceof Settlement.Deferred, "the other one may come back");
    assertContains(settlement.reply(), "451 4.4.1");
  }

  @Test
  void manyRecipientsGoInSeveralTransactions() throws Exception {
    recipientsEach = 2;
    one.script("RCPT TO:<c@", "550 5.1.1 no", "RCPT TO:<d@", "550 5.1.1 no");
    submit(
        "<>",
        MailParameters.NONE,
        RcptParameters.NONE,
        "Subject: x\n\nx\n",
        "a@one.example",
        "b@one.example",
        "c@one.example",
        "d@one.example",
        "e@one.example");
    run();
    List<Settlement> all = events.next();
    List<Boolean> delivered =
        all.stream().map(each -> each instanceof Settlement.Delivered).toList();
    assertEquals(List.of(true, true, false, false, true), delivered);
    assertEquals(2, one.messages.size());
    assertEquals(3, count(one.heard, "MAIL"));
    assertEquals(1, one.sessions());
  }

  @Test
  void whoIsTooManyIsOfferedAgain() throws Exception {
    one.script("RCPT TO:<b@", "452 4.5.3 too many" + ScriptedSink.THEN + "250 fine");
    submit(
        "<>",
        MailParameters.NONE,
        RcptParameters.NONE,
        "Subject: x\n\nx\n",
        "a@one.example",
        "b@one.example");
    run();
    List<Settlement> all = events.next();
    assertTrue(all.get(1) instanceof Settlement.Delivered, all::toString);
    assertEquals(2, one.messages.size());
  }

  @Test
  void anAttemptTakesNoLongerThanItMay() throws Exception {
    longest = Optional.of(Duration.ofMillis(300));
    one.script("DATA", ScriptedSink.HANG);
    submit("<>", "x@one.example", "Subject: x\n\nx\n");
    run();
    Settlement settlement = next();
    assertTrue(settlement instanceof Settlement.Deferred, settlement::toString);
  }

  @Test
  void aSmartHostHasCredentialsOfItsOwn() throws Exception {
    try (Secret secret = Secret.of("secret".toCharArray())) {
      Credentials ann = new Credentials.Password("ann", secret);
      var policy = new ConnectionPolicy(SecurityPolicy.NONE, Optional.of(ann), true);
      routes =
          Map.of("one.example", new Route.SmartHost("127.0.0.2", two.port(), Optional.of(policy)));
      two.script("EHLO", "250-two.example\r\n250 AUTH PLAIN", "AUTH", "235 2.7.0 welcome");
      submit("<>", "x@one.example", "Subject: x\n\nx\n");
      submit("<>", "x@two.example", "Subject: x\n\nx\n");
      run();
      assertDelivered(2);
      assertEquals(1, count(two.heard, "AUTH PLAIN"), "and not as a mail exchanger");
      assertEquals(2, two.messages.size());
    }
  }

  /** A password that has expired is for this host to renew; the queue waits for that. */
  @Test
  void aRefusalOfItsCredentialsSendsNothingBack() throws Exception {
    try (Secret secret = Secret.of("secret".toCharArray())) {
      Credentials ann = new Credentials.Password("ann", secret);
      var policy = new ConnectionPolicy(SecurityPolicy.NONE, Optional.of(ann), true);
      routes =
          Map.of("one.example", new Route.SmartHost("127.0.0.2", two.port(), Optional.of(policy)));
      two.script("EHLO", "250-two.example\r\n250 AUTH PLAIN", "AUTH", "535 5.7.8 no");
      submit("<>", "x@one.example", "Subject: x\n\nx\n");
      run();
      Settlement settlement = next();
      assertTrue(settlement instanceof Settlement.Deferred, settlement::toString);
    }
  }
}
