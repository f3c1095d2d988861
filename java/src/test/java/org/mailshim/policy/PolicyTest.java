package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.dns.MailExchangers;
import org.mailshim.pop3.server.ServerObserver;
import org.mailshim.queue.ManualClock;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.Decision;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.transport.Endpoint;

/** The policy around a server, in sessions. */
final class PolicyTest {
  private static final String STRANGER = "192.0.2.7";
  private static final String ANN = "<ann@example.org>";
  private static final String BOB = "<bob@example.net>";
  private static final String OK = "250 2.1.5 Recipient OK";
  private static final String DENIED = "550 5.7.1 Relaying denied";

  private final ManualClock clock = new ManualClock();
  private final ScriptedResolver resolver = new ScriptedResolver();
  private final PolicyStore memory = new RamPolicyStore();
  private final List<String> told = new ArrayList<>();
  private final PolicyObserver observer =
      new PolicyObserver() {
        @Override
        public void refused(SessionFacts session, PolicyRule rule, String detail, Reply reply) {
          told.add((rule.text() + " " + detail).strip());
        }

        @Override
        public void tagged(SessionFacts session, String lists) {
          told.add("tagged " + lists);
        }
      };

  @AfterEach
  void release() {
    resolver.release();
  }

  private static PolicySettings settings() {
    return PolicySettings.forDomains(PolicyRun.local());
  }

  private Policy policy(PolicySettings settings) {
    return new Policy(
        settings,
        PolicySetup.inMemory(resolver)
            .withStores(memory, memory)
            .withClock(clock)
            .withObserver(observer));
  }

  private PolicyRun run(PolicySettings settings) {
    return new PolicyRun(policy(settings));
  }

  private static DnsListSettings dnsLists(DnsListAction action) {
    return DnsListSettings.of(List.of(DnsList.of("bl.example", action)));
  }

  private void list(String reversed, String zone) {
    resolver.known.host(reversed + "." + zone, "127.0.0.2");
  }

  // ---- Relay control.

  @Test
  void withoutConfigurationThereIsMailForThePostmasterOnly() {
    PolicyRun run = run(PolicySettings.closed());
    assertEquals(OK, run.send(STRANGER, ANN, "<Postmaster>"));
    assertEquals(DENIED, run.send(STRANGER, ANN, BOB));
    assertEquals(DENIED, run.send("127.0.0.1", ANN, BOB), "not even from here");
    assertEquals(List.of("relay", "relay"), told);
  }

  @Test
  void strangersMayWriteToTheLocalDomainsOnly() {
    PolicyRun run =
        run(
            settings()
                .with(
                    RelaySettings.of(PolicyRun.local())
                        .withRelayDomains(Set.of(Domain.parse("backup.example")))));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
    assertEquals(OK, run.send(STRANGER, ANN, "<BOB@EXAMPLE.NET>"));
    assertEquals(OK, run.send(STRANGER, ANN, "<eve@backup.example>"));
    for (String elsewhere :
        List.of(
            "<eve@example.com>",
            "<eve@sub.example.net>",
            "<eve@example.net.example.com>",
            "<@example.net:eve@example.com>",
            "<\"eve@example.net\"@example.com>",
            "<eve%example.com@example.net>",
            "<example.com!eve@example.net>",
            "<\"eve@example.com\"@example.net>",
            "<\"eve%example.com\"@example.net>",
            "<@example.net,@example.org:eve@example.com>",
            "<eve@127.0.0.1>",
            "<eve@[127.0.0.1]>",
            "<eve@[IPv6:::1]>")) {
      for (String sender : List.of(ANN, "<>", "<bob@example.net>", "<bob@mx.example.net>")) {
        String reply = run.send(STRANGER, sender, elsewhere);
        assertEquals(DENIED, reply, sender + " " + elsewhere);
      }
    }
  }

  @Test
  void noTrickOfRelayTestersWorks() {
    for (boolean routing : List.of(false, true)) {
      PolicyRun run =
          run(settings().with(RelaySettings.of(PolicyRun.local()).withSenderRouting(routing)));
      for (String sender : RelayTricks.SENDERS) {
        for (String recipient : RelayTricks.RECIPIENTS) {
          boolean routed = recipient.endsWith("@example.net>");
          String reply = run.send(STRANGER, sender, recipient);
          boolean refused = reply.startsWith("55") || reply.startsWith("50");
          assertTrue(refused || (routing && routed && reply.equals(OK)), recipient + " " + reply);
        }
      }
    }
  }

  @Test
  void whoHasAuthenticatedMaySendAnywhere() {
    PolicyRun run = run(settings().with(GreylistSettings.STRANGERS));
    String[] mail = {PolicyRun.AUTH, "MAIL FROM:" + ANN, "RCPT TO:<eve@example.com>"};
    assertEquals(OK, run.say(STRANGER, mail).getLast());
    assertEquals(OK, run.with(ServerMode.SUBMISSION).say(STRANGER, mail).getLast());
  }

  @Test
  void trustedAddressesMaySendAnywhereAndDeniedOnesNowhere() {
    RelaySettings relay =
        RelaySettings.of(PolicyRun.local())
            .withAddresses(
                AddressSet.parse("10.0.0.0/8,192.0.2.100-192.0.2.110"),
                AddressSet.parse("192.0.2.0/24"));
    PolicyRun run = run(settings().with(relay));
    assertEquals(OK, run.send("10.1.2.3", ANN, "<eve@example.com>"));
    assertEquals(OK, run.send("192.0.2.105", ANN, "<eve@example.com>"));
    assertEquals(
        List.of("554 5.7.1 Your address may not send mail to here"),
        run.say("192.0.2.7", "MAIL FROM:" + ANN));
    assertEquals(DENIED, run.send("11.1.2.3", ANN, "<eve@example.com>"));
  }

  @Test
  void whoIsUnknownIsSaidToEverybody() {
    KnownRecipients users =
        recipient -> recipient.text().toLowerCase(java.util.Locale.ROOT).contains("bob");
    PolicyRun run =
        run(
            settings()
                .with(
                    RelaySettings.of(PolicyRun.local())
                        .withRecipients(users)
                        .withAddresses(AddressSet.parse("10.0.0.0/8"), AddressSet.EMPTY)));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
    assertEquals("550 5.1.1 No such mailbox here", run.send(STRANGER, ANN, "<x@example.net>"));
    assertEquals("550 5.1.1 No such mailbox here", run.send("10.0.0.1", ANN, "<x@example.net>"));
    assertEquals(OK, run.send(STRANGER, ANN, "<Postmaster>"));
  }

  @Test
  void aDirectoryThatCannotBeAskedIsLocalTrouble() {
    KnownRecipients broken =
        recipient -> {
          throw new IllegalStateException("away");
        };
    PolicyRun run =
        run(settings().with(RelaySettings.of(PolicyRun.local()).withRecipients(broken)));
    assertTrue(run.send(STRANGER, ANN, BOB).startsWith("451 4.3.0 "));
  }

  @Test
  void popBeforeSmtpLastsAWhile() {
    Policy policy =
        policy(
            settings()
                .with(
                    RelaySettings.of(PolicyRun.local()).withPopBeforeSmtp(Duration.ofMinutes(10))));
    PolicyRun run = new PolicyRun(policy);
    assertEquals(DENIED, run.send(STRANGER, ANN, "<eve@example.com>"));
    List<String> passed = new ArrayList<>();
    ServerObserver watch =
        policy.loginWatch(
            new ServerObserver() {
              @Override
              public void state(
                  org.mailshim.pop3.server.SessionFacts session, String before, String now) {
                passed.add(now);
              }
            });
    Endpoint peer = Endpoint.of(InetAddress.ofLiteral(STRANGER), 110);
    var pop =
        new org.mailshim.pop3.server.SessionFacts(
            "1", peer, peer, Optional.empty(), Optional.of("ann"));
    watch.state(pop, "", "AUTHORIZATION");
    assertEquals(DENIED, run.send(STRANGER, ANN, "<eve@example.com>"));
    watch.state(pop, "AUTHORIZATION", "TRANSACTION");
    assertEquals(List.of("AUTHORIZATION", "TRANSACTION"), passed);
    assertEquals(OK, run.send(STRANGER, ANN, "<eve@example.com>"));
    assertEquals(DENIED, run.send("192.0.2.8", ANN, "<eve@example.com>"));
    clock.advance(Duration.ofMinutes(10));
    assertEquals(DENIED, run.send(STRANGER, ANN, "<eve@example.com>"));
  }

  @Test
  void aProxysClientIsTheOneThatCounts() {
    PolicyRun run = run(settings().with(dnsLists(DnsListAction.REFUSE_AT_CONNECT))).believing();
    list("8.2.0.192", "bl.example");
    List<String> replies =
        run.say(
            "10.0.0.1",
            "XCLIENT ADDR=192.0.2.8",
            "EHLO client.example",
            "MAIL FROM:" + ANN,
            "QUIT");
    assertTrue(replies.contains("554 5.7.1 Your address is on bl.example"), replies::toString);
  }

  // ---- Reverse-paths.

  @Test
  void usersSendAsThemselves() {
    PolicyRun run =
        run(
            settings()
                .with(SenderSettings.ANY.withOwnership(SenderOwnership.bySelf(PolicyRun.local()))));
    for (String own : List.of("<ann@example.net>", "<Ann+x@Example.NET>", "<>")) {
      assertEquals(
          "250 2.1.0 Sender OK", run.say(STRANGER, PolicyRun.AUTH, "MAIL FROM:" + own).getLast());
    }
    for (String other :
        List.of(
            "<bob@example.net>", "<ann@example.org>", "<anna@example.net>", "<+ann@example.net>")) {
      assertEquals(
          "553 5.7.1 You have authenticated as somebody else than this sender",
          run.say(STRANGER, PolicyRun.AUTH, "MAIL FROM:" + other).getLast());
    }
    assertEquals("250 2.1.0 Sender OK", run.say(STRANGER, "MAIL FROM:" + ANN).getLast());
  }

  @Test
  void anAddressAsIdentityOwnsItself() {
    SenderOwnership bySelf = SenderOwnership.bySelf(Set.of());
    assertTrue(bySelf.maySendAs("ann@example.org", Mailbox.parse("ANN@example.ORG")));
    assertTrue(!bySelf.maySendAs("ann@example.org", Mailbox.parse("ann@example.net")));
    assertTrue(!bySelf.maySendAs("ann", Mailbox.parse("ann@example.net")));
  }

  @Test
  void trustedAddressesMayHaveToSendFromLocalDomains() {
    PolicyRun run =
        run(
            settings()
                .with(
                    RelaySettings.of(PolicyRun.local())
                        .withAddresses(AddressSet.parse("10.0.0.0/8"), AddressSet.EMPTY))
                .with(SenderSettings.ANY.withLocalOnly(true)));
    assertEquals(
        "553 5.7.1 Send from an address of this domain",
        run.say("10.0.0.1", "MAIL FROM:" + ANN).getLast());
    assertEquals(OK, run.send("10.0.0.1", BOB, "<eve@example.com>"));
    assertEquals(OK, run.send("10.0.0.1", "<>", "<eve@example.com>"));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
  }

  @Test
  void strangersMayHaveToLeaveLocalDomainsAlone() {
    AccessList good = AccessList.parse(List.of("192.0.2.9"));
    PolicySettings settings =
        settings()
            .with(SenderSettings.ANY.withStrangersLocal(false))
            .with(new AccessLists(good, ListSource.EMPTY, ListSource.EMPTY), UserLists.NONE);
    PolicyRun run = run(settings);
    assertEquals(
        "553 5.7.1 Authenticate to send from an address of this domain",
        run.say(STRANGER, "MAIL FROM:" + BOB).getLast());
    assertEquals(List.of("sender local <bob@example.net>"), told);
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
    assertEquals(OK, run.send(STRANGER, "<>", BOB));
    assertEquals(OK, run.send("192.0.2.9", BOB, BOB), "a good list has it: it forwards");
    assertEquals(
        OK,
        run.say(STRANGER, PolicyRun.AUTH, "MAIL FROM:" + BOB, "RCPT TO:<eve@example.com>")
            .getLast());
    assertEquals(OK, run(settings()).send(STRANGER, BOB, BOB), "unless that is asked for");
  }

  @Test
  void senderDomainsHaveToTakeMail() {
    resolver.known.mx("example.org", "mx.example.org").host("mx.example.org", "192.0.2.1");
    resolver.known.mx("hostless.example", "nowhere.example");
    resolver.known.mx("null.example", new MailExchangers.NullMx(Duration.ZERO));
    resolver.known.mx("silent.example", new MailExchangers.TemporaryFailure("silent"));
    PolicyRun run = run(settings().with(SenderSettings.ANY.withDomainExists(true)));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
    assertEquals(OK, run.send(STRANGER, "<>", BOB));
    assertEquals(OK, run.send(STRANGER, "<x@[192.0.2.1]>", BOB));
    String missing = "550 5.1.8 The sender's domain does not exist or takes no mail";
    assertEquals(missing, run.send(STRANGER, "<x@none.example>", BOB));
    assertEquals(missing, run.send(STRANGER, "<x@hostless.example>", BOB));
    assertEquals(
        "550 5.7.27 The sender's domain says that it takes no mail",
        run.send(STRANGER, "<x@null.example>", BOB));
    assertEquals(
        "451 4.4.3 The sender's domain cannot be looked up now",
        run.send(STRANGER, "<x@silent.example>", BOB));
    assertEquals(OK, run.send(STRANGER, "<x@none.example>", "<postmaster@example.net>"));
  }

  // ---- DNS lists.

  @Test
  void whoIsListedIsRefusedButReachesThePostmaster() {
    list("7.2.0.192", "bl.example");
    resolver.known.text("7.2.0.192.bl.example", "see http://bl.example/7");
    PolicyRun run = run(settings().with(dnsLists(DnsListAction.REFUSE_AT_RCPT)));
    assertEquals(
        List.of(
            "250 2.1.0 Sender OK",
            "554 5.7.1 Your address is on bl.example: see http://bl.example/7",
            OK,
            OK),
        run.say(
            STRANGER,
            "MAIL FROM:" + ANN,
            "RCPT TO:" + BOB,
            "RCPT TO:<Postmaster>",
            "RCPT TO:<Abuse@example.net>"));
    assertEquals(List.of("DNS list bl.example (127.0.0.2)"), told);
    assertEquals(OK, run.send("192.0.2.8", ANN, BOB));
    assertEquals(
        OK, run.say(STRANGER, PolicyRun.AUTH, "MAIL FROM:" + ANN, "RCPT TO:" + BOB).getLast());
  }

  @Test
  void whoIsListedMayBeSentAwayAtOnce() {
    list("7.2.0.192", "bl.example");
    PolicyRun run =
        run(settings().with(dnsLists(DnsListAction.REFUSE_AT_CONNECT).withRefusalCode(421)));
    assertEquals(
        List.of("421 4.7.1 Your address is on bl.example"), run.say(STRANGER, "MAIL FROM:" + ANN));
    assertEquals(OK, run.send("192.0.2.8", ANN, BOB));
    assertEquals(
        "530 5.7.0 Authentication required",
        run.with(ServerMode.SUBMISSION).say(STRANGER, "MAIL FROM:" + ANN).getFirst(),
        "users have dynamic addresses");
  }

  @Test
  void goodListsGoBeforeDnsListsAtConnectToo() {
    list("7.2.0.192", "bl.example");
    ListSource good = AccessList.parse(List.of(STRANGER));
    AccessLists lists = new AccessLists(good, ListSource.EMPTY, ListSource.EMPTY);
    for (DnsListAction action :
        List.of(DnsListAction.REFUSE_AT_CONNECT, DnsListAction.REFUSE_AT_RCPT)) {
      PolicyRun run = run(settings().with(dnsLists(action)).with(lists, UserLists.NONE));
      assertEquals(OK, run.send(STRANGER, ANN, BOB));
    }
  }

  @Test
  void aTagSaysSoAboveEverythingElse() {
    list("7.2.0.192", "bl.example");
    list("7.2.0.192", "second.example");
    DnsListSettings lists =
        DnsListSettings.of(
            List.of(
                DnsList.of("bl.example", DnsListAction.TAG),
                DnsList.parse("second.example*3", DnsListAction.SCORE)));
    PolicyRun run = run(settings().with(lists));
    String[] mail = {
      "MAIL FROM:" + ANN, "RCPT TO:" + BOB, "DATA", "Subject: x\r\n\r\nx\r\n.", "QUIT"
    };
    run.say(STRANGER, mail);
    run.say("192.0.2.8", mail);
    assertEquals(2, run.arrived().size());
    assertTrue(
        run.arrived()
            .getFirst()
            .startsWith(
                "X-DNS-Listed: bl.example (127.0.0.2),\r\n\tsecond.example (127.0.0.2); score=4\r\n"
                    + "Received: "),
        run.arrived()::getFirst);
    assertTrue(run.arrived().getLast().startsWith("Received: "));
    assertEquals(
        List.of("tagged X-DNS-Listed: bl.example (127.0.0.2), second.example (127.0.0.2); score=4"),
        told);
  }

  @Test
  void aScoreDecides() {
    list("7.2.0.192", "a.example");
    list("7.2.0.192", "b.example");
    list("8.2.0.192", "a.example");
    DnsListSettings lists =
        DnsListSettings.of(
                List.of(
                    DnsList.parse("a.example*2", DnsListAction.SCORE),
                    DnsList.parse("b.example*3", DnsListAction.SCORE)))
            .withThreshold(5, DnsListAction.REFUSE_AT_RCPT);
    PolicyRun run = run(settings().with(lists));
    assertEquals("554 5.7.1 Your address is on b.example", run.send(STRANGER, ANN, BOB));
    assertEquals(OK, run.send("192.0.2.8", ANN, BOB));
  }

  @Test
  void aListThatAllowsSparesTheRest() {
    list("7.2.0.192", "bl.example");
    list("7.2.0.192", "wl.example");
    DnsListSettings lists =
        DnsListSettings.of(
            List.of(
                DnsList.of("bl.example", DnsListAction.REFUSE_AT_RCPT),
                DnsList.of("wl.example", DnsListAction.ALLOW)));
    PolicyRun run =
        run(
            settings()
                .with(lists)
                .with(GreylistSettings.STRANGERS)
                .with(SenderSettings.ANY.withDomainExists(true)));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
  }

  @Test
  void aListCanBeAskedDirectly() {
    list("2.0.0.127", "bl.example");
    Policy policy = policy(settings());
    DomainName zone = new DomainName("bl.example");
    assertTrue(
        policy.check(InetAddress.ofLiteral("127.0.0.2"), zone) instanceof DnsListAnswer.Listed);
    assertTrue(
        policy.check(InetAddress.ofLiteral("127.0.0.3"), zone) instanceof DnsListAnswer.NotListed);
  }

  // ---- Access lists.

  private static ListSource lines(String... lines) {
    return AccessList.parse(List.of(lines));
  }

  @Test
  void listsDecideForEverybodyAndForEachUser() {
    AccessLists everybodys =
        new AccessLists(
            lines("from:friend@example.com"),
            lines("@example.com", "host:.dyn.example"),
            ListSource.EMPTY);
    UserLists users =
        recipient ->
            recipient.equals(ForwardPath.parse(BOB))
                ? new AccessLists(lines("eve@"), lines("@example.org"), ListSource.EMPTY)
                : AccessLists.EMPTY;
    PolicyRun run = run(settings().with(everybodys, users).withRefusalText("Not wanted"));
    String refused = "550 5.7.1 Not wanted";
    assertEquals(refused, run.send(STRANGER, "<x@example.com>", "<carl@example.net>"));
    assertEquals(OK, run.send(STRANGER, "<friend@example.com>", "<carl@example.net>"));
    assertEquals(OK, run.send(STRANGER, "<eve@example.com>", BOB), "Bob's good list");
    assertEquals(refused, run.send(STRANGER, "<eve@example.com>", "<carl@example.net>"));
    assertEquals(refused, run.send(STRANGER, ANN, BOB), "Bob's bad list");
    assertEquals(OK, run.send(STRANGER, ANN, "<carl@example.net>"));
    assertEquals(OK, run.send(STRANGER, "<x@example.com>", "<postmaster@example.net>"));
    assertEquals("bad list @example.com", told.getFirst());
  }

  @Test
  void recipientsElsewhereHaveNoLists() {
    UserLists users =
        recipient -> new AccessLists(ListSource.EMPTY, lines("@example.org"), ListSource.EMPTY);
    RelaySettings relay =
        RelaySettings.of(PolicyRun.local())
            .withRelayDomains(Set.of(Domain.parse("backup.example")));
    PolicyRun run = run(settings().with(relay).with(AccessLists.EMPTY, users));
    assertTrue(run.send(STRANGER, ANN, BOB).startsWith("550 5.7.1 "));
    assertEquals(OK, run.send(STRANGER, ANN, "<bob@backup.example>"));
  }

  @Test
  void hostNamesHaveToLeadBack() {
    resolver.known.names("192.0.2.7", "x.dyn.example").host("x.dyn.example", "192.0.2.7");
    resolver.known.names("192.0.2.8", "y.dyn.example").host("y.dyn.example", "203.0.113.1");
    AccessLists lists =
        new AccessLists(ListSource.EMPTY, lines("host:.dyn.example"), ListSource.EMPTY);
    PolicyRun run = run(settings().with(lists, UserLists.NONE));
    assertTrue(run.send("192.0.2.7", ANN, BOB).startsWith("550 5.7.1 "));
    assertEquals(OK, run.send("192.0.2.8", ANN, BOB));
    run.say("192.0.2.7", "MAIL FROM:" + ANN, "RCPT TO:" + BOB, "RCPT TO:" + BOB);
    assertEquals(
        2, java.util.Collections.frequency(resolver.asked(), "PTR 192.0.2.7"), "once a session");
  }

  @Test
  void aConditionKnowsTheSession() {
    resolver.known.host("client.example", "192.0.2.8");
    AccessLists lists =
        new AccessLists(
            ListSource.EMPTY, lines("? $hello=client.example && !$checkhello"), ListSource.EMPTY);
    PolicyRun run = run(settings().with(lists, UserLists.NONE));
    assertTrue(run.send("192.0.2.7", ANN, BOB).startsWith("550 5.7.1 "));
    assertEquals(OK, run.send("192.0.2.8", ANN, BOB));
  }

  // ---- Greylisting.

  @Test
  void whoIsOnAGrayListWaits() {
    AccessLists lists = new AccessLists(ListSource.EMPTY, ListSource.EMPTY, lines("@example.com"));
    PolicyRun run = run(settings().with(lists, UserLists.NONE));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
    String wait = "451 4.7.1 Greylisted, try again in 30 seconds";
    assertEquals(wait, run.send(STRANGER, "<x@example.com>", BOB));
    clock.advance(Duration.ofSeconds(30));
    assertEquals(OK, run.send(STRANGER, "<x@example.com>", BOB));
  }

  @Test
  void exchangersOfTheSenderNeedNotWait() {
    resolver.known.mx("example.org", "far.example.org", "near.example.org");
    resolver.known.host("far.example.org", "192.0.2.1").host("near.example.org", STRANGER);
    resolver.known.mx("silent.example", new MailExchangers.TemporaryFailure("silent"));
    GreylistSettings strangers = GreylistSettings.STRANGERS;
    String wait = "451 4.7.1 Greylisted, try again in 300 seconds";
    assertEquals(wait, run(settings().with(strangers)).send(STRANGER, ANN, BOB));
    PolicyRun run = run(settings().with(strangers.withExchangersPass(true)));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
    assertEquals(wait, run.send("198.51.100.7", ANN, BOB), "no exchanger");
    assertEquals(wait, run.send(STRANGER, "<x@silent.example>", BOB));
    assertEquals(wait, run.send(STRANGER, "<x@nowhere.example>", BOB));
    assertEquals(wait, run.send(STRANGER, "<x@[192.0.2.7]>", BOB));
    assertEquals(wait, run.send(STRANGER, "<>", BOB));
  }

  @Test
  void relayAttemptsLeaveNoTraceInTheGreylist() {
    PolicyRun run = run(settings().with(GreylistSettings.STRANGERS));
    assertEquals(DENIED, run.send(STRANGER, ANN, "<eve@example.com>"));
    clock.advance(Duration.ofDays(300));
    assertEquals(0, memory.sweep(clock.instant()));
    assertEquals("451 4.7.1 Greylisted, try again in 300 seconds", run.send(STRANGER, ANN, BOB));
    assertEquals(OK, run.send(STRANGER, ANN, "<Postmaster>"));
    clock.advance(Duration.ofMinutes(5));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
  }

  @Test
  void twoEnginesShareWhatIsShared() {
    PolicySettings settings =
        settings()
            .with(GreylistSettings.STRANGERS)
            .with(
                List.of(
                    new RateRule(
                        RateRule.Subject.ADDRESS,
                        RateRule.Measure.MESSAGES,
                        2,
                        Duration.ofHours(1))),
                AddressSet.EMPTY);
    PolicyRun first = run(settings);
    PolicyRun second = run(settings);
    assertTrue(first.send(STRANGER, ANN, BOB).startsWith("451 4.7.1 Greylisted"));
    clock.advance(Duration.ofMinutes(5));
    assertEquals(OK, second.send(STRANGER, ANN, BOB));
    String refused = first.say(STRANGER, "MAIL FROM:" + ANN).getLast();
    assertTrue(refused.startsWith("451 4.7.1 Too much mail, try again in "), refused);
  }

  // ---- Limits and traps.

  private static RateRule rule(RateRule.Measure measure, long amount) {
    return new RateRule(RateRule.Subject.ADDRESS, measure, amount, Duration.ofMinutes(1));
  }

  @Test
  void recipientsAreLimitedWhichWouldBeAccepted() {
    PolicyRun run =
        run(
            settings()
                .with(
                    List.of(rule(RateRule.Measure.RECIPIENTS, 2)), AddressSet.parse("192.0.2.99")));
    String[] mail = {
      "MAIL FROM:" + ANN,
      "RCPT TO:<eve@example.com>",
      "RCPT TO:" + BOB,
      "RCPT TO:<carl@example.net>",
      "RCPT TO:<dora@example.net>"
    };
    String tooMuch = "451 4.7.1 Too much mail, try again in 30 seconds";
    assertEquals(List.of("250 2.1.0 Sender OK", DENIED, OK, OK, tooMuch), run.say(STRANGER, mail));
    assertEquals(List.of("250 2.1.0 Sender OK", DENIED, OK, OK, OK), run.say("192.0.2.99", mail));
  }

  @Test
  void octetsAreLimited() {
    PolicyRun run =
        run(settings().with(List.of(rule(RateRule.Measure.OCTETS, 1000)), AddressSet.EMPTY));
    String[] mail = {
      "MAIL FROM:" + ANN,
      "RCPT TO:" + BOB,
      "DATA",
      "Subject: x\r\n\r\n" + "x".repeat(900) + "\r\n" + "x".repeat(900) + "\r\n.",
      "QUIT"
    };
    assertTrue(run.say(STRANGER, mail).contains("250 kept"));
    List<String> again = run.say(STRANGER, mail);
    assertTrue(again.getFirst().startsWith("451 4.7.1 Too much mail"), again::toString);
    clock.advance(Duration.ofMinutes(1));
    assertTrue(run.say(STRANGER, mail).contains("250 kept"));
  }

  @Test
  void whoWritesToATrapIsSentAway() {
    var traps = new TrapSettings(Set.of(Mailbox.parse("Trap@example.net")), Duration.ofHours(2));
    PolicyRun run = run(settings().with(traps));
    assertEquals(
        List.of(
            "250 2.1.0 Sender OK",
            "550 5.1.1 No such mailbox here",
            "421 4.7.1 Your address wrote to a trap and is blocked for a while"),
        run.say(STRANGER, "MAIL FROM:" + ANN, "RCPT TO:<trap@EXAMPLE.net>", "RCPT TO:" + BOB));
    assertEquals(
        List.of("421 4.7.1 Your address wrote to a trap and is blocked for a while"),
        run.say(STRANGER, "MAIL FROM:" + ANN));
    assertEquals(OK, run.send("192.0.2.8", ANN, BOB));
    clock.advance(Duration.ofHours(2));
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
  }

  // ---- The composition.

  @Test
  void aSitesHooksAreAskedAboutWhatIsLetPass() {
    List<String> asked = new ArrayList<>();
    ServerHooks site =
        new ServerHooks() {
          @Override
          public Decision<ServerOptions> connect(SessionFacts session) {
            asked.add("connect");
            // Options that would relay for everybody.
            return Decision.takeOver(
                ServerOptions.of(Domain.parse("other.example"), ServerMode.MX)
                    .withRelay((facts, recipient) -> Optional.empty()));
          }

          @Override
          public Decision<Reply> rcpt(
              SessionFacts session,
              ReceivedEnvelope envelope,
              ReceivedEnvelope.Recipient recipient) {
            asked.add("rcpt " + recipient.forwardPath());
            return Decision.takeOver(Reply.of(250, EnhancedStatusCode.parse("2.1.5"), "by site"));
          }
        };
    PolicyRun run = run(settings()).with(site);
    assertEquals(
        List.of("250 2.1.0 Sender OK", DENIED, "250 2.1.5 by site"),
        run.say(STRANGER, "MAIL FROM:" + ANN, "RCPT TO:<eve@example.com>", "RCPT TO:" + BOB));
    assertEquals(List.of("connect", "rcpt <bob@example.net>"), asked);
  }

  @Test
  void neighboursByLmtpAreNoStrangers() {
    list("7.2.0.192", "bl.example");
    PolicyRun run =
        run(settings()
                .with(dnsLists(DnsListAction.REFUSE_AT_CONNECT))
                .with(GreylistSettings.STRANGERS))
            .with(ServerMode.LMTP);
    assertEquals(OK, run.send(STRANGER, ANN, BOB));
    assertEquals(DENIED, run.send(STRANGER, ANN, "<eve@example.com>"));
  }

  @Test
  void aStoreThatFailsIsLocalTrouble() {
    PolicyStore broken =
        new PolicyStore() {
          @Override
          public <T> T update(PolicyKey key, java.time.Instant now, Change<T> change) {
            throw new IllegalStateException("away");
          }

          @Override
          public Optional<PolicyState> find(PolicyKey key, java.time.Instant now) {
            throw new IllegalStateException("away");
          }

          @Override
          public int sweep(java.time.Instant now) {
            return 0;
          }

          @Override
          public void close() {}
        };
    Policy policy =
        new Policy(
            settings().with(GreylistSettings.STRANGERS),
            PolicySetup.inMemory(resolver).withStores(broken, broken));
    PolicyRun run = new PolicyRun(policy);
    assertTrue(run.send(STRANGER, ANN, BOB).startsWith("451 4.3.0 "));
    assertEquals(OK, run.send(STRANGER, ANN, "<Postmaster>"));
  }
}
