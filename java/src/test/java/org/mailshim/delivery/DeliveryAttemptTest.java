package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.delivery.ScriptedSink.CLOSE;
import static org.mailshim.delivery.ScriptedSink.HANG;
import static org.mailshim.delivery.ScriptedSink.THEN;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.Eventually;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.message.MailData;
import org.mailshim.smtp.client.Body;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SessionTimeouts;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;
import org.mailshim.transport.RefusingPort;

class DeliveryAttemptTest {

  private static final String TEXT = "Subject: hello\r\n\r\n.dots\r\n";
  private static final MailData MESSAGE = MailData.of(TEXT.getBytes(UTF_8));
  private static final Route DIRECT = new Route.Direct();

  /** How long a session may wait for what does not come. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private ScriptedSink one;
  private ScriptedSink two;
  private FixedResolver resolver;
  private final List<String> steps = new ArrayList<>();
  private final List<DeliveryAttempt> attempts = new ArrayList<>();
  private Thread running = Thread.currentThread();

  @BeforeEach
  void listen() throws IOException {
    one = new ScriptedSink(1, 0);
    two = new ScriptedSink(2, one.port());
    resolver =
        new FixedResolver()
            .mx("a.example", "one.example")
            .mx("b.example", "one.example", "two.example")
            .mx("c.example", "nobody.example", "two.example")
            .host("one.example", "127.0.0.1")
            .host("two.example", "127.0.0.2")
            .host("nobody.example", "127.0.0.3");
  }

  @AfterEach
  void close() throws IOException {
    for (DeliveryAttempt each : attempts) {
      each.close();
    }
    one.close();
    two.close();
  }

  /** Writes down what it is told. */
  private class Notes implements DeliveryObserver {
    @Override
    public void findingHost(String domain) {
      steps.add("finding " + domain);
    }

    @Override
    public void connecting(String host) {
      steps.add("connecting " + host);
    }

    @Override
    public void dialog(String server) {
      steps.add("dialog " + server);
    }

    @Override
    public void sending(long octets) {
      steps.add("sending " + octets);
    }
  }

  private DeliverySettings settings(SessionOptions session, Duration idleLimit) {
    DeliverySettings standard = DeliverySettings.of(session);
    return new DeliverySettings(
        session,
        one.port(),
        AddressFamily.ANY,
        Duration.ofSeconds(20),
        idleLimit,
        standard.exchangers(),
        standard.smartHosts());
  }

  private DeliverySettings settings() {
    SessionOptions session = SessionOptions.defaults().withClientName("client.example");
    return settings(session, Duration.ofSeconds(60));
  }

  private DeliveryAttempt attempt(
      Route route, DeliverySettings settings, Resolver resolver, DeliveryObserver observer) {
    return attempt(route, settings, resolver, new Dialer(FixedHostResolver.loopback()), observer);
  }

  /** Closed after the test. */
  private DeliveryAttempt attempt(
      Route route,
      DeliverySettings settings,
      Resolver resolver,
      Dialer dialer,
      DeliveryObserver observer) {
    DeliveryAttempt attempt = new DeliveryAttempt(route, settings, resolver, dialer, observer);
    attempts.add(attempt);
    return attempt;
  }

  private DeliveryAttempt attempt(Route route) {
    return attempt(route, settings(), resolver, new Notes());
  }

  private static Envelope to(String... recipients) {
    List<ForwardPath> paths = new ArrayList<>();
    for (String each : recipients) {
      paths.add(ForwardPath.parse(each));
    }
    return new Envelope(ReversePath.parse("sender@client.example"), paths);
  }

  private DeliveryReport deliver(String... recipients) {
    return attempt(DIRECT).run(to(recipients), PendingMail.of(MESSAGE));
  }

  /** "ACCEPTED 250", in the recipients' order. */
  private static List<String> outcomes(DeliveryReport report) {
    List<String> outcomes = new ArrayList<>();
    for (RecipientReport each : report.recipients()) {
      outcomes.add(each.disposition() + " " + each.code());
    }
    return outcomes;
  }

  private static String enhanced(RecipientReport report) {
    return report.reply().enhanced().orElseThrow().text();
  }

  private static void assertOne(
      Disposition disposition, int code, String enhanced, DeliveryReport report) {
    assertEquals(List.of(disposition + " " + code), outcomes(report), () -> text(report));
    assertEquals(enhanced, enhanced(report.worst()), () -> text(report));
    assertEquals(code, report.worstCode());
  }

  private static String text(DeliveryReport report) {
    return report.worst().text();
  }

  @Test
  void deliversAndTellsHow() throws Exception {
    DeliveryReport report = deliver("x@a.example");
    assertEquals(List.of("ACCEPTED 250"), outcomes(report));
    assertTrue(report.isAccepted());
    String server = "one.example [127.0.0.1]:" + one.port();
    assertEquals(server, report.worst().server().orElseThrow());
    assertEquals("sending the end of data", report.worst().stage());
    assertEquals(List.of("Subject: hello\n\n..dots\n"), one.messages);
    one.await("end");
    assertEquals(
        List.of(
            "open",
            "EHLO client.example",
            "MAIL FROM:<sender@client.example>",
            "RCPT TO:<x@a.example>",
            "DATA",
            ".",
            "QUIT",
            "end"),
        one.heard);
    assertEquals(
        List.of("finding a.example", "connecting one.example", "dialog " + server, "sending 0"),
        steps.subList(0, 4));
    assertEquals("sending " + TEXT.length(), steps.getLast());
  }

  @Test
  void takesTheNextHostWhenOneDoesNotAnswer() {
    assertTrue(deliver("x@c.example").isAccepted());
    assertEquals(1, two.messages.size());
    assertEquals(
        List.of("finding c.example", "connecting nobody.example", "connecting two.example"),
        steps.subList(0, 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "greeting|554 go away",
        "greeting|421 busy",
        "greeting|450 later",
        "greeting|" + CLOSE,
        "greeting|nonsense",
        "EHLO|554 no",
        "EHLO|421 busy",
        "EHLO|" + CLOSE,
        "MAIL|421 busy",
        "MAIL|" + CLOSE,
        "RCPT|421 busy",
        "RCPT|" + CLOSE,
        "DATA|421 busy",
        "DATA|" + CLOSE,
        "(first line)|",
        ".|421 busy"
      })
  void takesTheNextHostWhenTheSessionBreaks(String stage, String answer) {
    one.script(stage, answer == null ? "" : answer);
    DeliveryReport report = attempt(DIRECT).run(to("x@b.example"), PendingMail.of(bigMessage()));
    assertTrue(report.isAccepted(), () -> text(report));
    assertEquals(1, two.messages.size());
    assertEquals(1, one.sessions());
  }

  /** More than the kernel's buffers take, so that the client notices a server that went away. */
  private static MailData bigMessage() {
    return MailData.of(("x".repeat(70) + "\r\n").repeat(300_000).getBytes(UTF_8));
  }

  @Test
  void givesNobodyElseWhatAServerMayHave() {
    one.script(".", CLOSE);
    DeliveryReport report = deliver("x@b.example");
    assertOne(Disposition.TRANSIENT, 451, "4.4.2", report);
    assertTrue(text(report).contains("the message may have been delivered"), () -> text(report));
    assertTrue(report.worst().server().isEmpty());
    assertEquals(0, two.sessions());
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, 452 full, TRANSIENT, sending MAIL FROM",
    "MAIL, 550 no, PERMANENT, sending MAIL FROM",
    "RCPT, 450 grey, TRANSIENT, sending RCPT TO",
    "RCPT, 550 unknown, PERMANENT, sending RCPT TO",
    "DATA, 451 no, TRANSIENT, sending DATA",
    "DATA, 554 no, PERMANENT, sending DATA",
    "., 451 later, TRANSIENT, sending the end of data",
    "., 554 spam, PERMANENT, sending the end of data"
  })
  void aReplyIsTheOutcome(String stage, String reply, Disposition disposition, String phrase) {
    one.script(stage, reply);
    DeliveryReport report = deliver("x@b.example");
    String code = reply.substring(0, 3);
    assertEquals(List.of(disposition + " " + code), outcomes(report));
    assertEquals(reply, report.worst().reply().text());
    assertEquals(phrase, report.worst().stage());
    assertTrue(report.worst().server().orElseThrow().startsWith("one.example"));
    assertEquals(0, two.sessions());
  }

  @Test
  void eachRecipientHasItsOutcome() {
    one.script("RCPT TO:<no@", "550 5.1.1 unknown", "RCPT TO:<later@", "450 4.2.1 grey");
    DeliveryReport report =
        deliver("a@a.example", "no@a.example", "later@a.example", "a@a.example", "b@c.example");
    assertEquals(
        List.of("ACCEPTED 250", "PERMANENT 550", "TRANSIENT 450", "ACCEPTED 250", "ACCEPTED 250"),
        outcomes(report));
    assertEquals("5.1.1", enhanced(report.worst()));
    assertEquals("no@a.example", report.worst().recipient().text().replaceAll("[<>]", ""));
    assertFalse(report.isAccepted());
    assertEquals(1, one.messages.size());
    assertEquals(1, two.messages.size());
  }

  private long heard(String line) {
    return one.heard.stream().filter(line::equals).count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"452 4.5.3 too many recipients", "452 too many", "552 too many"})
  void thoseWhoWereTooManyGoInAFurtherTransactionOfTheSession(String reply) throws Exception {
    one.script(
        "RCPT TO:<b@",
        reply + THEN + "250 fine",
        "RCPT TO:<c@",
        reply + THEN + reply + THEN + "250 fine",
        "RCPT TO:<d@",
        "550 nobody",
        "RCPT TO:<e@",
        "450 later");
    DeliveryReport report =
        deliver("a@a.example", "b@a.example", "c@a.example", "d@a.example", "e@a.example");
    assertEquals(
        List.of("ACCEPTED 250", "ACCEPTED 250", "ACCEPTED 250", "PERMANENT 550", "TRANSIENT 450"),
        outcomes(report));
    assertEquals(3, one.messages.size());
    assertEquals(1, one.sessions());
    assertEquals(1, heard("RCPT TO:<a@a.example>"));
    assertEquals(2, heard("RCPT TO:<b@a.example>"));
    assertEquals(3, heard("RCPT TO:<c@a.example>"));
    assertEquals(1, heard("RCPT TO:<d@a.example>"));
    assertEquals(1, heard("RCPT TO:<e@a.example>"));
  }

  @Test
  void nobodyIsOfferedAgainWithoutProgress() {
    one.script("RCPT TO:<b@", "452 too many");
    assertEquals(
        List.of("ACCEPTED 250", "TRANSIENT 452"), outcomes(deliver("a@a.example", "b@a.example")));
    assertEquals(2, heard("RCPT TO:<b@a.example>"), "the second time nobody was accepted");
    assertEquals(1, one.messages.size());
    assertEquals(List.of("TRANSIENT 452"), outcomes(deliver("b@a.example")));
    assertEquals(3, heard("RCPT TO:<b@a.example>"));
  }

  @ParameterizedTest
  @CsvSource({"554 no,PERMANENT 554", "451 later,TRANSIENT 451"})
  void nobodyIsOfferedAgainWhatTheServerHasRefused(String reply, String outcome) {
    one.script("RCPT TO:<b@", "452 too many", ".", reply);
    assertEquals(
        List.of(outcome, "TRANSIENT 452"), outcomes(deliver("a@a.example", "b@a.example")));
    assertEquals(1, heard("RCPT TO:<b@a.example>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RCPTMAX=1 MAILMAX=1", "RCPTMAX=2 MAILMAX=1", "RCPTMAX=1 MAILMAX=2"})
  void whatTheServersLimitsLeaveOverGoesInAFurtherSession(String limits) throws Exception {
    one.script("EHLO", "250-sink.example\r\n250 LIMITS " + limits);
    assertEquals(
        List.of("ACCEPTED 250", "ACCEPTED 250", "ACCEPTED 250"),
        outcomes(deliver("a@a.example", "b@a.example", "c@a.example")));
    assertEquals(limits.startsWith("RCPTMAX=1 MAILMAX=1") ? 3 : 2, one.sessions());
  }

  @Test
  void aFurtherSessionThatTheServerDoesNotWantLeavesTheOthersAccepted() throws Exception {
    one.script("EHLO", "250-sink.example\r\n250 LIMITS RCPTMAX=1 MAILMAX=1");
    one.script("greeting", "421 enough");
    assertEquals(
        List.of("ACCEPTED 250", "TRANSIENT 421"), outcomes(deliver("a@a.example", "b@a.example")));
  }

  @Test
  void aFullMailboxIsNotOneTooMany() {
    one.script("RCPT TO:<b@", "452 4.2.2 mailbox full");
    assertEquals(
        List.of("ACCEPTED 250", "TRANSIENT 452"), outcomes(deliver("a@a.example", "b@a.example")));
    assertEquals(1, heard("RCPT TO:<b@a.example>"));
  }

  @ParameterizedTest
  @CsvSource({"MAIL, true", "RCPT TO:<b@, true", ".,false"})
  void whoWasAcceptedStaysSoWhenAFurtherTransactionBreaks(String stage, boolean elsewhere) {
    resolver.mx("b.example", "one.example", "two.example");
    String broken =
        stage.startsWith("RCPT") ? "452 too many" + THEN + CLOSE : "250 fine" + THEN + CLOSE;
    one.script("RCPT TO:<b@", "452 too many" + THEN + "250 fine", stage, broken);
    List<String> outcomes = outcomes(deliver("a@b.example", "b@b.example"));
    assertEquals(List.of("ACCEPTED 250", elsewhere ? "ACCEPTED 250" : "TRANSIENT 451"), outcomes);
    assertEquals(1, one.messages.size());
    assertEquals(elsewhere ? 1 : 0, two.messages.size());
    assertFalse(two.heard.contains("RCPT TO:<a@b.example>"));
  }

  @Test
  void domainsWithTheSameHostsShareATransaction() {
    MailExchanger here = new MailExchanger(10, "one.example");
    MailExchanger there = new MailExchanger(10, "two.example");
    resolver
        .mx("d.example", new MailExchangers.Hosts(List.of(here, there), false, Duration.ZERO))
        .mx("e.example", new MailExchangers.Hosts(List.of(there, here), false, Duration.ZERO));
    DeliveryReport report = deliver("x@d.example", "y@a.example", "z@e.example", "w@D.Example");
    assertTrue(report.isAccepted(), () -> text(report));
    assertEquals("<z@e.example>", report.recipients().get(2).recipient().text());
    assertEquals(2, one.sessions(), "a.example has fewer hosts");
    assertEquals(0, two.sessions());
    assertTrue(
        one.heard.containsAll(
            List.of("RCPT TO:<x@d.example>", "RCPT TO:<z@e.example>", "RCPT TO:<w@D.Example>")));
    assertEquals(2, one.messages.size());
  }

  @Test
  void aSmartHostGetsEverything() {
    Route route = new Route.SmartHost("relay.example", one.port());
    // Says who it is by its address; needs no name, and no DNS.
    DeliverySettings nameless = settings(SessionOptions.defaults(), Duration.ofSeconds(60));
    Dialer dialer =
        new Dialer(
            new FixedHostResolver(
                Map.of("relay.example", List.of(InetAddress.ofLiteral("127.0.0.1")))));
    DeliveryReport report =
        attempt(route, nameless, new Unasked(), dialer, new Notes())
            .run(to("x@a.example", "y@unknown.example", "Postmaster"), PendingMail.of(MESSAGE));
    assertTrue(report.isAccepted(), () -> text(report));
    assertEquals(1, one.messages.size());
    assertTrue(one.heard.contains("EHLO [127.0.0.1]"), one.heard::toString);
    assertEquals(List.of("finding relay.example", "connecting relay.example"), steps.subList(0, 2));
  }

  /** Fails the test when asked. */
  private static final class Unasked implements Resolver {
    @Override
    public MailExchangers mailExchangers(String domain) {
      throw new AssertionError("asked for " + domain);
    }

    @Override
    public HostAddresses addresses(String host, AddressFamily family) {
      throw new AssertionError("asked for " + host);
    }
  }

  /** The smart host {@code relay.example}, which listens at both sinks' addresses. */
  private DeliveryReport relay(AddressFamily family, MailData data) {
    List<InetAddress> addresses =
        List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2"));
    Dialer dialer = new Dialer(new FixedHostResolver(Map.of("relay.example", addresses)));
    DeliverySettings usual = settings();
    DeliverySettings settings =
        new DeliverySettings(
            usual.session(),
            25,
            family,
            usual.connectTimeout(),
            usual.idleLimit(),
            usual.exchangers(),
            usual.smartHosts());
    Route route = new Route.SmartHost("relay.example", one.port());
    return attempt(route, settings, new Unasked(), dialer, new Notes())
        .run(to("x@a.example"), PendingMail.of(data));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "greeting|554 go away",
        "greeting|421 busy",
        "greeting|450 later",
        "greeting|" + CLOSE,
        "EHLO|554 no",
        "MAIL|421 busy",
        "DATA|" + CLOSE,
        ".|421 busy"
      })
  void aSmartHostIsTriedAtItsNextAddressWhenTheSessionBreaks(String stage, String answer) {
    one.script(stage, answer);
    DeliveryReport report = relay(AddressFamily.ANY, bigMessage());
    assertTrue(report.isAccepted(), () -> text(report));
    assertEquals(1, two.messages.size());
    assertEquals(1, one.sessions());
    assertEquals(2, steps.stream().filter("connecting relay.example"::equals).count());
  }

  @Test
  void aRefusalThatNothingAskedForIsNoVerdict() {
    one.script("EHLO", "250 sink.example\r\n550 no such user");
    DeliveryReport report = deliver("x@a.example");
    assertOne(Disposition.TRANSIENT, 451, "4.5.0", report);
    assertEquals(Cause.PROTOCOL, report.recipients().getFirst().cause());
  }

  @Test
  void aSmartHostsReplyIsTheOutcomeAtWhicheverAddress() {
    one.script("RCPT", "450 grey");
    DeliveryReport report = relay(AddressFamily.ANY, MESSAGE);
    assertEquals(List.of("TRANSIENT 450"), outcomes(report));
    assertEquals(0, two.sessions());
  }

  @Test
  void whatAHostSaysCountsForMoreThanThatItIsSilentElsewhere() throws Exception {
    one.script("greeting", "554 go away");
    two.close();
    assertEquals(List.of("PERMANENT 554"), outcomes(relay(AddressFamily.ANY, MESSAGE)));
    resolver.host("one.example", "127.0.0.1", "127.0.0.3");
    assertEquals(List.of("PERMANENT 554"), outcomes(deliver("x@a.example")));
    resolver.host("one.example", "127.0.0.3", "127.0.0.1");
    assertEquals(List.of("PERMANENT 554"), outcomes(deliver("x@a.example")));
  }

  @Test
  void aSmartHostIsTriedAtAddressesOfTheWantedFamilyOnly() {
    DeliveryReport report = relay(AddressFamily.IPV6, MESSAGE);
    assertOne(Disposition.TRANSIENT, 451, "4.4.4", report);
    assertEquals(0, one.sessions() + two.sessions());
  }

  @Test
  void aSmartHostThatIsDownIsTemporary() throws Exception {
    try (RefusingPort refusing = new RefusingPort()) {
      Route route = new Route.SmartHost("127.0.0.1", refusing.number());
      DeliveryReport report = attempt(route).run(to("x@a.example"), PendingMail.of(MESSAGE));
      assertOne(Disposition.TRANSIENT, 451, "4.4.1", report);
    }
  }

  @Test
  void aSmartHostThatCannotBeIsPermanent() {
    Route route = new Route.SmartHost("no host\r\n", 25);
    DeliveryReport report = attempt(route).run(to("x@a.example"), PendingMail.of(MESSAGE));
    assertOne(Disposition.PERMANENT, 550, "5.4.4", report);
  }

  @Test
  void withoutANameNothingGoesDirectly() {
    for (SessionOptions session :
        List.of(SessionOptions.defaults(), SessionOptions.defaults().withClientName(""))) {
      DeliverySettings nameless = settings(session, Duration.ofSeconds(60));
      DeliveryReport report =
          attempt(DIRECT, nameless, new Unasked(), DeliveryObserver.NONE)
              .run(to("x@a.example"), PendingMail.of(MESSAGE));
      assertOne(Disposition.TRANSIENT, 451, "4.3.5", report);
      assertTrue(text(report).contains("needs a configured name"), () -> text(report));
    }
  }

  @Test
  void aNameThatIsNoneIsTemporary() {
    DeliverySettings odd =
        settings(SessionOptions.defaults().withClientName("a b"), Duration.ofSeconds(60));
    DeliveryReport report =
        attempt(DIRECT, odd, resolver, DeliveryObserver.NONE)
            .run(to("x@a.example"), PendingMail.of(MESSAGE));
    assertOne(Disposition.TRANSIENT, 451, "4.3.5", report);
  }

  @Test
  void routingAloneMayDecide() {
    resolver
        .mx("null.example", new MailExchangers.NullMx(Duration.ZERO))
        .mx("bare.example", new MailExchangers.NoMailExchanger())
        .mx("mute.example", new MailExchangers.TemporaryFailure("no server answers"))
        .mx("hollow.example", "hollow.example")
        .mx("shaky.example", "shaky.example")
        .host("shaky.example", new HostAddresses.TemporaryFailure("no server answers"));
    assertOne(Disposition.PERMANENT, 556, "5.1.10", deliver("x@null.example"));
    assertOne(Disposition.PERMANENT, 550, "5.1.2", deliver("x@absent.example"));
    assertOne(Disposition.PERMANENT, 550, "5.4.4", deliver("x@bare.example"));
    assertOne(Disposition.TRANSIENT, 451, "4.4.3", deliver("x@mute.example"));
    assertOne(Disposition.PERMANENT, 550, "5.4.4", deliver("x@hollow.example"));
    assertOne(Disposition.TRANSIENT, 451, "4.4.3", deliver("x@shaky.example"));
    assertOne(Disposition.PERMANENT, 550, "5.1.2", deliver("Postmaster"));
    assertOne(Disposition.PERMANENT, 550, "5.1.2", deliver("x@[x400:foo]"));
    assertEquals(
        List.of("PERMANENT 556", "ACCEPTED 250", "PERMANENT 550"),
        outcomes(deliver("x@null.example", "x@a.example", "Postmaster")));
  }

  @Test
  void anAddressLiteralNeedsNoResolver() {
    DeliveryReport report =
        attempt(DIRECT, settings(), new Unasked(), DeliveryObserver.NONE)
            .run(to("x@[127.0.0.2]"), PendingMail.of(MESSAGE));
    assertTrue(report.isAccepted(), () -> text(report));
    assertEquals(1, two.messages.size());
  }

  @Test
  void allHostsTogetherDecide() {
    one.script("greeting", "554 no");
    two.script("greeting", "554 never");
    DeliveryReport both = deliver("x@b.example");
    assertEquals(List.of("PERMANENT 554"), outcomes(both));
    assertEquals("554 never", both.worst().reply().text());
    assertEquals("waiting for the greeting", both.worst().stage());
    // nobody.example may be back later.
    assertEquals(List.of("TRANSIENT 451"), outcomes(deliver("x@c.example")));
  }

  @Test
  void triesABoundedNumberOfAddresses() {
    String[] literals = new String[100];
    for (int i = 0; i < literals.length; i++) {
      literals[i] = "127.0.0." + (100 + i);
    }
    resolver.mx("many.example", "many.example").host("many.example", literals);
    assertOne(Disposition.TRANSIENT, 451, "4.4.1", deliver("x@many.example"));
    assertEquals(1 + 16, steps.size());
  }

  @Test
  void unreadableMailDataIsLocalTrouble() {
    MailData broken =
        new MailData() {
          @Override
          public long octets() {
            return 100;
          }

          @Override
          public InputStream open() throws IOException {
            throw new IOException("disk is gone\r\nfor ever");
          }
        };
    DeliveryReport report = attempt(DIRECT).run(to("x@b.example"), PendingMail.of(broken));
    assertOne(Disposition.TRANSIENT, 451, "4.3.0", report);
    assertTrue(text(report).contains("disk is gone\\r\\nfor ever"), () -> text(report));
    assertEquals(0, two.sessions());
    assertEquals(List.of(), one.messages);
  }

  private CompletableFuture<DeliveryReport> inBackground(
      DeliveryAttempt attempt, PendingMail mail) {
    CompletableFuture<DeliveryReport> result = new CompletableFuture<>();
    running =
        Thread.startVirtualThread(
            () -> {
              try {
                DeliveryReport report = attempt.run(to("x@b.example", "y@b.example"), mail);
                assertFalse(Thread.currentThread().isInterrupted());
                result.complete(report);
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** Waits until the attempt in the background waits for its message. */
  private void awaitWaiting() {
    Eventually.await("the attempt waits for its message", this::isWaiting);
  }

  private boolean isWaiting() {
    boolean parked = running.getState() == Thread.State.TIMED_WAITING;
    for (StackTraceElement frame : running.getStackTrace()) {
      if (parked && frame.getClassName().equals(PendingMail.class.getName())) {
        return true;
      }
    }
    return false;
  }

  private static DeliveryReport result(CompletableFuture<DeliveryReport> report) throws Exception {
    return report.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"greeting", "EHLO", "MAIL", "RCPT", "DATA", "."})
  void isCancelledInAnyStageOfASession(String stage) throws Exception {
    one.script(stage, HANG);
    DeliveryAttempt attempt = attempt(DIRECT);
    CompletableFuture<DeliveryReport> report = inBackground(attempt, PendingMail.of(MESSAGE));
    one.await(stage.equals("greeting") ? "open" : stage);
    attempt.cancel();
    DeliveryReport cancelled = result(report);
    assertEquals(List.of("CANCELLED 451", "CANCELLED 451"), outcomes(cancelled));
    assertEquals(
        stage.equals("."), text(cancelled).contains("may have been delivered"), text(cancelled));
    assertEquals(0, two.sessions());
    one.await("end");
  }

  @Test
  void isCancelledWhileItLooksUp() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    Resolver slow =
        new Resolver() {
          @Override
          public MailExchangers mailExchangers(String domain) {
            asked.countDown();
            await();
            return new MailExchangers.TemporaryFailure("interrupted");
          }

          @Override
          public HostAddresses addresses(String host, AddressFamily family) {
            asked.countDown();
            await();
            return new HostAddresses.TemporaryFailure("interrupted");
          }

          private void await() {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Resolver slowOnAddresses =
        new Resolver() {
          @Override
          public MailExchangers mailExchangers(String domain) {
            return resolver.mailExchangers(domain);
          }

          @Override
          public HostAddresses addresses(String host, AddressFamily family) {
            return slow.addresses(host, family);
          }
        };
    for (Resolver each : List.of(slow, slowOnAddresses)) {
      DeliveryAttempt attempt = attempt(DIRECT, settings(), each, DeliveryObserver.NONE);
      long before = asked.getCount();
      CompletableFuture<DeliveryReport> report = inBackground(attempt, PendingMail.of(MESSAGE));
      Eventually.await("the resolver is asked", () -> asked.getCount() < before);
      attempt.cancel();
      assertEquals(List.of("CANCELLED 451", "CANCELLED 451"), outcomes(result(report)));
    }
  }

  @Test
  void isCancelledBeforeItConnects() {
    List<DeliveryAttempt> attempts = new ArrayList<>();
    DeliveryObserver cancelling =
        new Notes() {
          @Override
          public void connecting(String host) {
            super.connecting(host);
            attempts.getFirst().cancel();
          }
        };
    attempts.add(attempt(DIRECT, settings(), resolver, cancelling));
    DeliveryReport report = attempts.getFirst().run(to("x@b.example"), PendingMail.of(MESSAGE));
    assertEquals(List.of("CANCELLED 451"), outcomes(report));
    assertEquals(List.of("finding b.example", "connecting one.example"), steps);
  }

  @Test
  void isCancelledBeforeItBegins() {
    DeliveryAttempt attempt = attempt(DIRECT);
    attempt.cancel();
    DeliveryReport report = attempt.run(to("x@a.example", "x@c.example"), PendingMail.of(MESSAGE));
    assertEquals(List.of("CANCELLED 451", "CANCELLED 451"), outcomes(report));
    assertEquals(0, one.sessions() + two.sessions());
  }

  @Test
  void isCancelledWhileItWaitsForTheMessage() throws Exception {
    DeliveryAttempt attempt = attempt(DIRECT);
    CompletableFuture<DeliveryReport> report = inBackground(attempt, new PendingMail());
    one.await("EHLO");
    awaitWaiting();
    attempt.cancel();
    assertEquals(List.of("CANCELLED 451", "CANCELLED 451"), outcomes(result(report)));
    one.await("end");
    assertFalse(one.heard.contains("MAIL FROM:<sender@client.example>"));
  }

  @Test
  void opensTheSessionWhileTheSubmitterWrites() throws Exception {
    PendingMail mail = new PendingMail();
    CompletableFuture<DeliveryReport> report = inBackground(attempt(DIRECT), mail);
    one.await("EHLO");
    awaitWaiting();
    assertFalse(report.isDone());
    mail.complete(MESSAGE, Body.SEVEN_BIT);
    assertTrue(result(report).isAccepted());
    assertEquals(1, one.sessions());
  }

  @Test
  void aSubmitterMayWithdraw() throws Exception {
    PendingMail mail = new PendingMail();
    CompletableFuture<DeliveryReport> report = inBackground(attempt(DIRECT), mail);
    one.await("EHLO");
    awaitWaiting();
    mail.withdraw();
    mail.complete(MESSAGE, Body.SEVEN_BIT);
    DeliveryReport cancelled = result(report);
    assertEquals(List.of("CANCELLED 451", "CANCELLED 451"), outcomes(cancelled));
    assertTrue(text(cancelled).contains("withdrew"), () -> text(cancelled));
    one.await("end");
    assertEquals(List.of("open", "EHLO client.example", "QUIT", "end"), one.heard);
  }

  @Test
  void aSlowSubmitterCostsTheSession() throws Exception {
    DeliverySettings impatient = settings(settings().session(), Duration.ofMillis(30));
    PendingMail mail = new PendingMail();
    DeliveryAttempt attempt = attempt(DIRECT, impatient, resolver, DeliveryObserver.NONE);
    CompletableFuture<DeliveryReport> report = inBackground(attempt, mail);
    one.await("QUIT");
    one.await("end");
    mail.complete(MESSAGE, Body.SEVEN_BIT);
    assertTrue(result(report).isAccepted());
    assertEquals(2, one.sessions());
    assertEquals(1, one.messages.size());
  }

  @Test
  void aSlowSubmitterMayWithdrawOrBeCancelledToo() throws Exception {
    DeliverySettings impatient = settings(settings().session(), Duration.ofMillis(30));
    for (boolean withdrawing : new boolean[] {true, false}) {
      PendingMail mail = new PendingMail();
      DeliveryAttempt attempt = attempt(DIRECT, impatient, resolver, DeliveryObserver.NONE);
      CompletableFuture<DeliveryReport> report = inBackground(attempt, mail);
      one.await("end");
      if (withdrawing) {
        mail.withdraw();
      } else {
        attempt.cancel();
      }
      assertEquals(List.of("CANCELLED 451", "CANCELLED 451"), outcomes(result(report)));
    }
    assertEquals(2, one.sessions());
  }

  @Test
  void aSessionThatDiedWhileWaitingIsOpenedAgain() throws Exception {
    one.script("EHLO", "250 fine" + CLOSE).script();
    resolver.mx("b.example", "one.example");
    PendingMail mail = new PendingMail();
    CompletableFuture<DeliveryReport> report = inBackground(attempt(DIRECT), mail);
    one.await("end");
    awaitWaiting();
    mail.complete(MESSAGE, Body.SEVEN_BIT);
    assertTrue(result(report).isAccepted());
    assertEquals(2, one.sessions());
  }

  @Test
  void aSessionThatDiesAgainIsNotOpenedAThirdTime() throws Exception {
    one.script("EHLO", "250 fine" + CLOSE);
    resolver.mx("b.example", "one.example");
    PendingMail mail = new PendingMail();
    CompletableFuture<DeliveryReport> report = inBackground(attempt(DIRECT), mail);
    one.await("end");
    awaitWaiting();
    mail.complete(MESSAGE, Body.SEVEN_BIT);
    assertEquals(List.of("TRANSIENT 451", "TRANSIENT 451"), outcomes(result(report)));
    assertEquals(2, one.sessions());
  }

  @Test
  void aSessionThatDiesWithoutAWaitIsNotOpenedAgain() {
    one.script("MAIL", CLOSE);
    assertEquals(List.of("TRANSIENT 451"), outcomes(deliver("x@a.example")));
    assertEquals(1, one.sessions());
  }

  @Test
  void anObserversFaultLeavesNoConnection() throws Exception {
    DeliveryObserver faulty =
        new DeliveryObserver() {
          @Override
          public void dialog(String server) {
            throw new IllegalStateException("observer's fault");
          }
        };
    DeliveryAttempt attempt = attempt(DIRECT, settings(), resolver, faulty);
    Envelope envelope = to("x@a.example");
    PendingMail mail = PendingMail.of(MESSAGE);
    assertThrows(IllegalStateException.class, () -> attempt.run(envelope, mail));
    one.await("end");
  }

  @Test
  void anObserversFaultLeavesWhatWasDecidedBefore() {
    DeliveryObserver faulty =
        new DeliveryObserver() {
          @Override
          public void connecting(String host) {
            if (host.equals("nobody.example")) {
              throw new IllegalStateException("observer's fault");
            }
          }
        };
    DeliveryAttempt attempt = attempt(DIRECT, settings(), resolver, faulty);
    Envelope envelope = to("x@c.example", "x@a.example");
    PendingMail mail = PendingMail.of(MESSAGE);
    assertThrows(IllegalStateException.class, () -> attempt.run(envelope, mail));
    assertEquals(List.of("TRANSIENT 451", "TRANSIENT 451"), outcomes(attempt.report()));

    DeliveryAttempt later = attempt(DIRECT, settings(), resolver, faulty);
    Envelope turned = to("x@a.example", "x@c.example", "y@a.example");
    assertThrows(IllegalStateException.class, () -> later.run(turned, mail));
    assertEquals(
        List.of("ACCEPTED 250", "TRANSIENT 451", "ACCEPTED 250"), outcomes(later.report()));
    assertEquals(Cause.FAULT, later.report().worst().cause());
    assertEquals(1, one.messages.size());
  }

  @Test
  void withoutMemoryItEndsAndKeepsWhatWasDecidedBefore() throws Exception {
    DeliveryObserver exhausted =
        new DeliveryObserver() {
          @Override
          public void dialog(String server) {
            if (server.startsWith("two.example")) {
              throw new OutOfMemoryError("Java heap space");
            }
          }
        };
    DeliveryAttempt attempt = attempt(DIRECT, settings(), resolver, exhausted);
    Envelope envelope = to("x@a.example", "x@c.example", "y@a.example", "x@[127.0.0.1]");
    DeliveryReport report = attempt.run(envelope, PendingMail.of(MESSAGE));
    assertEquals(
        List.of("ACCEPTED 250", "TRANSIENT 451", "ACCEPTED 250", "TRANSIENT 451"),
        outcomes(report));
    assertEquals(Cause.MEMORY, report.recipients().get(1).cause());
    assertEquals(Cause.MEMORY, report.recipients().get(3).cause());
    two.await("end");
    assertEquals(1, one.sessions(), "nothing is begun after that");
  }

  @Test
  void memoryMayRunOutInTheMiddleOfTheMailData() throws Exception {
    MailData costly =
        new MailData() {
          @Override
          public long octets() {
            return 2;
          }

          @Override
          public InputStream open() {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    DeliveryReport report = attempt(DIRECT).run(to("x@b.example"), PendingMail.of(costly));
    assertOne(Disposition.TRANSIENT, 451, "4.3.0", report);
    assertEquals(Cause.MEMORY, report.worst().cause());
    one.await("end");
    assertEquals(0, two.sessions());
    assertEquals(List.of(), one.messages);
  }

  /** Settings of sessions that wait this long for the answer to QUIT, and for nothing else. */
  private DeliverySettings waitingAtQuit(Duration quit) {
    SessionTimeouts usual = SessionTimeouts.defaults();
    SessionTimeouts timeouts =
        new SessionTimeouts(
            usual.greeting(),
            usual.hello(),
            usual.mail(),
            usual.rcpt(),
            usual.data(),
            usual.dataBlock(),
            usual.endOfData(),
            quit);
    SessionOptions session = settings().session().withTimeouts(timeouts);
    return settings(session, Duration.ofSeconds(60));
  }

  @Test
  void reportsBeforeTheServerHasAnsweredQuit() throws Exception {
    one.script("QUIT", HANG);
    DeliverySettings patient = waitingAtQuit(PATIENCE);
    DeliveryAttempt attempt = attempt(DIRECT, patient, resolver, DeliveryObserver.NONE);
    Deadline patience = Deadline.after(PATIENCE);
    assertTrue(attempt.run(to("x@a.example"), PendingMail.of(MESSAGE)).isAccepted());
    assertFalse(patience.isPast());
    one.await("QUIT");
    assertFalse(one.heard.contains("end"), "the answer is still owed");
    attempt.cancel();
    attempt.close();
    one.await("end");
  }

  @Test
  void waitsForTheAnswerToQuitWhenItIsClosed() throws Exception {
    one.script("QUIT", HANG);
    DeliverySettings impatient = waitingAtQuit(Duration.ofMillis(300));
    DeliveryAttempt attempt = attempt(DIRECT, impatient, resolver, DeliveryObserver.NONE);
    Deadline earliest = Deadline.after(Duration.ofMillis(300));
    assertTrue(attempt.run(to("x@a.example"), PendingMail.of(MESSAGE)).isAccepted());
    attempt.close();
    assertTrue(earliest.isPast());
    one.await("end");
  }

  @Test
  void keepsABoundedNumberOfSessionsForTheirAnswersToQuit() throws Exception {
    one.script("QUIT", HANG);
    String[] recipients = new String[20];
    for (int i = 0; i < recipients.length; i++) {
      // No two domains have the same hosts, so each is a destination of its own.
      resolver.mx("d" + i + ".example", "one.example", "spare" + i + ".example");
      recipients[i] = "x@d" + i + ".example";
    }
    DeliverySettings impatient = waitingAtQuit(Duration.ofMillis(50));
    DeliveryAttempt attempt = attempt(DIRECT, impatient, resolver, DeliveryObserver.NONE);
    assertTrue(attempt.run(to(recipients), PendingMail.of(MESSAGE)).isAccepted());
    for (int i = 0; i < recipients.length - 8; i++) {
      one.await("end");
    }
  }

  @Test
  void aSlowSubmitterNeedNotWaitForTheAnswerToQuitEither() throws Exception {
    one.script("QUIT", HANG).script();
    DeliverySettings patient = waitingAtQuit(PATIENCE);
    DeliverySettings impatient = settings(patient.session(), Duration.ofMillis(30));
    PendingMail mail = new PendingMail();
    DeliveryAttempt attempt = attempt(DIRECT, impatient, resolver, DeliveryObserver.NONE);
    CompletableFuture<DeliveryReport> report = inBackground(attempt, mail);
    one.await("QUIT");
    mail.complete(MESSAGE, Body.SEVEN_BIT);
    assertTrue(result(report).isAccepted());
    attempt.cancel();
  }

  @Test
  void runsOnce() {
    DeliveryAttempt attempt = attempt(DIRECT);
    Envelope envelope = to("x@a.example");
    PendingMail mail = PendingMail.of(MESSAGE);
    attempt.run(envelope, mail);
    assertThrows(IllegalStateException.class, () -> attempt.run(envelope, mail));
  }
}
