package org.mailshim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.NoticeSettings;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.delivery.Route;
import org.mailshim.dns.DnsSettings;
import org.mailshim.dns.ScriptedNameServer;
import org.mailshim.lists.BounceRules;
import org.mailshim.lists.ForwardPrograms;
import org.mailshim.lists.ForwardRules;
import org.mailshim.lists.ListContact;
import org.mailshim.lists.ListObserver;
import org.mailshim.lists.MailingList;
import org.mailshim.lists.Posters;
import org.mailshim.lists.PostingRules;
import org.mailshim.lists.Strangers;
import org.mailshim.lists.WaitingMessage;
import org.mailshim.message.MailData;
import org.mailshim.queue.Claim;
import org.mailshim.queue.ManualClock;
import org.mailshim.queue.Settlement;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.SmtpConnector;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropText;
import org.mailshim.store.RamStore;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * Mailing lists and forward files of a whole mail server, with another one for members elsewhere.
 */
final class MailServerListsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Mailbox CREW = Mailbox.parse("crew@example.net");
  private static final String HELLO = "From: Ann <ann@example.net>\nSubject: Hello\n\nAhoy!\n";

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();
  private final RamStore store = new RamStore();
  private final RamStore farStore = new RamStore();
  private final BlockingQueue<String> settled = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private int seed = 1;
  private MailServer far;
  private MailServer server;

  @BeforeEach
  void startTheOther() throws IOException {
    far =
        MailEngine.server("far.example")
            .directory(directory.resolve("far"))
            .store(farStore)
            .localDomains("far.example")
            .user("eve", "secret")
            .queueObserver(new Settled())
            .listen(SmtpService.mx(0).at(LOOPBACK).inClear())
            .start();
    Files.writeString(
        directory.resolve("crew"),
        "# the crew\nann@example.net; bob@example.net\nEve <eve@far.example>\ncrew@example.net\n");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    far.close();
  }

  private MailingList crew() {
    return MailingList.of(CREW, directory.resolve("crew"))
        .with(
            ListContact.NONE
                .withOwners(List.of(Mailbox.parse("owner@example.net")))
                .withDescription("The \"crew\""));
  }

  private void start(MailingList... lists) {
    start(MailEngine.server("mail.example.net"), lists);
  }

  private void start(MailServerBuilder builder, MailingList... lists) {
    builder
        .directory(directory.resolve("near"))
        .store(store)
        .localDomains("example.net")
        .user("ann", "secret")
        .user("bob", "secret")
        .user("owner", "secret")
        .route("far.example", new Route.SmartHost("127.0.0.1", port(far)))
        .clock(clock, new Random(seed++)) // names of messages must not come twice
        .queueObserver(new Settled())
        .listObserver(new Heard())
        .listen(SmtpService.mx(0).at(LOOPBACK).inClear());
    for (MailingList list : lists) {
      builder.mailingList(list);
    }
    server = builder.start();
  }

  private static int port(MailServer server) {
    return server.listeners().getFirst().port();
  }

  private final class Settled implements QueueObserver {
    @Override
    public void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {
      settled.add(report.worst().text());
    }
  }

  private final class Heard implements ListObserver {
    @Override
    public void posted(MailingList list, String author, int members) {
      heard.add("posted " + author + " to " + members);
    }

    @Override
    public void held(MailingList list, String author, String reason) {
      heard.add("held " + author + ": " + reason);
    }

    @Override
    public void dropped(MailingList list, String author, String reason) {
      heard.add("dropped " + author + ": " + reason);
    }

    @Override
    public void subscribed(MailingList list, Mailbox member) {
      heard.add("subscribed " + member);
    }

    @Override
    public void unsubscribed(MailingList list, Mailbox member) {
      heard.add("unsubscribed " + member);
    }

    @Override
    public void suspended(MailingList list, Mailbox member) {
      heard.add("suspended " + member);
    }

    @Override
    public void leftOut(MailingList list, List<Mailbox> addresses) {
      heard.add("left out " + addresses);
    }

    @Override
    public void badForward(MaildropName owner, Path file, String reason) {
      heard.add("bad forward of " + owner + ": " + reason);
    }
  }

  private String hear() throws InterruptedException {
    String event = heard.poll(60, TimeUnit.SECONDS);
    assertNotNull(event, () -> "nothing heard; settled: " + settled);
    return event;
  }

  /** Sends by SMTP; an empty sender is the null reverse-path. */
  private String send(String from, String to, String message) {
    var dialer = new Dialer(new SystemHostResolver());
    var connector =
        new SmtpConnector(SessionOptions.defaults(), ConnectionPolicy.of(SecurityPolicy.NONE));
    var envelope = new Envelope(ReversePath.parse(from), List.of(ForwardPath.parse(to)));
    try (SmtpClientSession session =
        connector.connect(
            () ->
                dialer.dial(
                    LOOPBACK.getHostAddress(),
                    port(server),
                    Deadline.after(Duration.ofSeconds(60))),
            SessionObserver.NONE)) {
      MailData data = MailData.of(message.getBytes(UTF_8));
      return session
          .send(envelope, data, TransactionOptions.NONE)
          .recipients()
          .getFirst()
          .reply()
          .text();
    }
  }

  private void accepted(String from, String to, String message) {
    String reply = send(from, to, message);
    assertTrue(reply.startsWith("250"), reply);
  }

  private static List<String> read(RamStore store, String name) {
    Optional<Maildrop> locked = store.lock(new MaildropName(name));
    if (locked.isEmpty()) {
      return List.of();
    }
    try (Maildrop maildrop = locked.get()) {
      return MaildropText.of(maildrop, UTF_8).stream()
          .map(text -> text.replace("\r\n", "\n"))
          .toList();
    }
  }

  /** The last of so many messages in a maildrop, when they are there. */
  private String message(RamStore store, String name, int count) throws InterruptedException {
    List<String> messages = read(store, name);
    while (messages.size() < count) {
      String event = settled.poll(60, TimeUnit.SECONDS);
      assertNotNull(event, () -> name + " has " + read(store, name) + "; heard " + heard);
      messages = read(store, name);
    }
    assertEquals(count, messages.size(), messages::toString);
    return messages.getLast();
  }

  /** Waits for the next outcome with that in it; what was sent before may be settled until then. */
  private String awaitSettled(String part) throws InterruptedException {
    String outcome;
    do {
      outcome = settled.poll(60, TimeUnit.SECONDS);
      assertNotNull(outcome, () -> "nothing settled with " + part + "; heard " + heard);
    } while (!outcome.contains(part));
    return outcome;
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "'" + part + "' is not in\n" + text);
    }
  }

  @Test
  void eachMemberHasTheMessageWithAllFields() throws Exception {
    start(crew().withOpen(true));
    accepted(
        "ann@example.net",
        "crew@example.net",
        "DKIM-Signature: v=1; d=example.net\nList-Id: <old.example>\nPrecedence: first\n" + HELLO);
    assertEquals("left out [crew@example.net]", hear());
    assertEquals("posted ann@example.net to 3", hear());
    String bobs = message(store, "bob", 1);
    assertTrue(bobs.startsWith("Return-Path: <crew-bounces+bob=example.net@example.net>\n"), bobs);
    assertContains(
        bobs,
        "\nDelivered-To: bob@example.net\n",
        "\nDelivered-To: crew@example.net\n",
        "\nList-Id: \"The \\\"crew\\\"\" <crew.example.net>\n",
        "\nList-Post: <mailto:crew@example.net>\n",
        "\nList-Help: <mailto:crew-request@example.net?subject=help>\n",
        "\nList-Owner: <mailto:crew-owner@example.net>\n",
        "\nList-Subscribe: <mailto:crew-subscribe@example.net>\n",
        "List-Unsubscribe: <mailto:crew-request@example.net?subject=unsubscribe%20bob%40example.net%20",
        "\nPrecedence: list\n",
        "\nDKIM-Signature: v=1; d=example.net\n",
        "\nFrom: Ann <ann@example.net>\nSubject: Hello\n\nAhoy!\n");
    assertFalse(bobs.contains("old.example") || bobs.contains("Precedence: first"), bobs);
    String eves = message(farStore, "eve", 1);
    assertTrue(eves.startsWith("Return-Path: <crew-bounces+eve=far.example@example.net>\n"), eves);
    assertContains(message(store, "ann", 1), "\nDelivered-To: ann@example.net\n");
  }

  @Test
  void aBounceComesBackToTheOwnerAndTooManySuspend() throws Exception {
    Files.writeString(
        directory.resolve("crew"), "bob@example.net\nann@example.net gone@far.example\n");
    start(crew().with(BounceRules.DEFAULT.withMost(2)));
    accepted("ann@example.net", "crew@example.net", HELLO);
    String first = message(store, "owner", 1);
    assertContains(first, "Return-Path: <>\n", "gone@far.example", "Action: failed");
    String verp = "crew-bounces+gone=far.example@example.net";
    String bounce = "From: MAILER-DAEMON@far.example\nSubject: failed\n\nNo such user.\n";
    accepted("", verp, bounce);
    assertContains(message(store, "owner", 2), "No such user."); // the same day: does not count
    clock.advance(Duration.ofDays(1));
    accepted("", verp, "Content-Type: text/plain\n" + bounce);
    assertContains(message(store, "owner", 3), "gone@far.example came back on 2 days");
    assertEquals("posted ann@example.net to 3", hear());
    assertEquals("suspended gone@far.example", hear());
    assertEquals(
        "bob@example.net\nann@example.net\nsuspended: gone@far.example\n",
        Files.readString(directory.resolve("crew")));
    accepted("", verp, bounce);
    message(store, "owner", 4);
    assertEquals(List.of(Mailbox.parse("gone@far.example")), members().suspended());
  }

  private org.mailshim.lists.Members members() {
    return server.lists().orElseThrow().members(CREW);
  }

  @Test
  void aNoticeOfDelayCountsForNobody() throws Exception {
    start(crew().with(BounceRules.DEFAULT.withMost(1)));
    String notice =
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
            + "--b\n\nlate\n--b\nContent-Type: message/delivery-status\n\n"
            + "Reporting-MTA: dns; far.example\n\n"
            + "Final-Recipient: rfc822; eve@far.example\nAction: %s\nStatus: 4.4.1\n\n--b--\n";
    accepted("", "crew-bounces+eve=far.example@example.net", notice.formatted("delayed"));
    message(store, "owner", 1);
    assertEquals(List.of(), members().suspended());
    accepted("", "crew-bounces@example.net", notice.formatted("failed"));
    message(store, "owner", 2);
    assertEquals(List.of(Mailbox.parse("eve@far.example")), members().suspended());
  }

  @Test
  void aStrangersMessageWaitsUntilAModeratorDecides() throws Exception {
    start(crew());
    accepted("x@far.example", "crew@example.net", "From: x@far.example\nSubject: Buy\n\nspam\n");
    String notice = message(store, "owner", 1);
    assertContains(notice, "From:    x@far.example", "Subject: Buy", "the author is no member");
    awaitWaiting(1);
    WaitingMessage waiting = server.lists().orElseThrow().waiting().getFirst();
    assertEquals("the author is no member", waiting.reason());
    server.queue().retryNow(waiting.id()); // whoever makes it due does not let it go
    accepted("x@far.example", "crew@example.net", "From: x@far.example\nSubject: Good\n\nham\n");
    message(store, "owner", 2);
    awaitWaiting(2);
    List<WaitingMessage> all = server.lists().orElseThrow().waiting();
    assertTrue(server.lists().orElseThrow().approve(all.getLast().id()));
    assertContains(message(store, "bob", 1), "Subject: Good\n");
    String rejection = command(notice, "reject");
    accepted("owner@example.net", "crew-request@example.net", rejection);
    assertContains(message(store, "bob", 1), "Subject: Good\n");
    awaitWaiting(0);
    assertFalse(server.lists().orElseThrow().approve(all.getFirst().id()));
  }

  /** What the list signs passes for its own domain's mail, so nobody else's may get that far. */
  @Test
  void aListDoesNotSignWhatStrangersForge() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] key = keys.getPublic().getEncoded();
    String p = Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, 12, key.length));
    try (var dns =
        new ScriptedNameServer("s._domainkey.example.net. 60 TXT \"k=ed25519; p=" + p + "\"")) {
      var settings = new DnsSettings(List.of(dns.address()), Duration.ofSeconds(30), false, true);
      start(
          MailEngine.server("mail.example.net")
              .outgoing(OutgoingOptions.defaults().withDns(settings))
              .sign(DkimSigner.of("example.net", "s", keys.getPrivate(), clock)),
          crew());
      accepted("ann@example.net", "crew@example.net", HELLO);
      assertEquals("left out [crew@example.net]", hear());
      assertEquals(
          "held ann@example.net: nothing verifies the author, whom the list would sign", hear());
      awaitWaiting(1);
      assertEquals(List.of(), read(store, "bob"));
      try (QueuedMail own =
          server.submit(
              new Envelope(
                  ReversePath.parse("ann@example.net"),
                  List.of(ForwardPath.parse("crew@example.net"))))) {
        byte[] octets = HELLO.getBytes(UTF_8);
        own.write(octets, 0, octets.length);
        own.commit();
      }
      assertEquals("posted ann@example.net to 3", hear());
      assertContains(message(store, "bob", 1), "\nDKIM-Signature: v=1; a=ed25519-sha256;");
    }
  }

  private void awaitWaiting(int count) throws InterruptedException {
    while (server.lists().orElseThrow().waiting().size() != count) {
      awaitSettled("");
    }
  }

  /** A mail with the words that a notice told. */
  private static String command(String notice, String word) {
    Matcher matcher = Pattern.compile(word + " [0-9a-f]+ [0-9a-f-]+").matcher(notice);
    assertTrue(matcher.find(), notice);
    return "From: owner@example.net\nSubject: Re: " + matcher.group() + "\n\n";
  }

  @Test
  void moderatedAndForgottenMessagesAreDropped() throws Exception {
    start(crew().with(PostingRules.DEFAULT.withModeration(true)));
    accepted("bob@example.net", "crew@example.net", "From: bob@example.net\nSubject: 1\n\n1\n");
    assertEquals("left out [crew@example.net]", hear());
    assertEquals("held bob@example.net: every message does", hear());
    message(store, "owner", 1);
    awaitWaiting(1);
    clock.advance(Duration.ofDays(5));
    server.wake();
    assertEquals("dropped bob@example.net: no moderator has decided", hear());
    accepted("owner@example.net", "crew@example.net", "From: owner@example.net\n\n2\n");
    assertEquals("posted owner@example.net to 3", hear());
  }

  @Test
  void whatMustNotGoToMembersDoesNot() throws Exception {
    start(crew().with(PostingRules.DEFAULT.withStrangers(Strangers.DROPPED).withMostOctets(2000)));
    accepted("", "crew@example.net", "From: ann@example.net\nSubject: lost bounce\n\n\n");
    assertContains(message(store, "owner", 1), "lost bounce");
    assertEquals("left out [crew@example.net]", hear());
    accepted("ann@example.net", "crew@example.net", "Auto-Submitted: auto-replied\n" + HELLO);
    assertEquals("dropped ann@example.net: a program wrote it", hear());
    accepted("ann@example.net", "crew@example.net", "List-Id: x <crew.example.net>\n" + HELLO);
    assertEquals("dropped ann@example.net: it came from the list", hear());
    accepted("ann@example.net", "crew@example.net", "Delivered-To: crew@example.net\n" + HELLO);
    assertContains(message(store, "ann", 1), "5.4.6");
    accepted(
        "ann@example.net", "crew@example.net", HELLO + "x".repeat(900) + "\n" + "y".repeat(990));
    assertContains(message(store, "ann", 2), "5.2.3");
    accepted("x@far.example", "crew@example.net", "From: x@far.example\n\nspam\n");
    assertEquals("dropped x@far.example: the author is no member", hear());
    assertEquals(List.of(), read(store, "bob"));
  }

  @Test
  void onlyModeratorsPostToAnAnnouncementList() throws Exception {
    start(
        crew()
            .with(
                PostingRules.DEFAULT
                    .withPosters(Posters.MODERATORS)
                    .withStrangers(Strangers.REFUSED)));
    accepted("bob@example.net", "crew@example.net", "From: bob@example.net\n\nmine\n");
    assertContains(message(store, "bob", 1), "5.7.2", "only moderators may post");
    accepted("owner@example.net", "crew@example.net", "From: owner@example.net\n\nnews\n");
    assertContains(message(store, "bob", 2), "news");
  }

  @Test
  void peopleSubscribeAndUnsubscribeByMail() throws Exception {
    start(crew().withOpen(true));
    String mail = "From: Owner <owner@example.net>\nSubject: please\n\n";
    accepted("owner@example.net", "crew-subscribe@example.net", mail);
    String question = message(store, "owner", 1);
    assertContains(question, "Auto-Submitted: auto-replied", "Return-Path: <>");
    accepted("owner@example.net", "crew+subscribe@example.net", mail); // not asked twice
    String subject = subject(question);
    String answer = "From: somebody@else.example\nSubject: Re: " + subject + "\n\n";
    accepted("x@far.example", "crew-request@example.net", answer.replace("owner@", "other@"));
    accepted("owner@example.net", "crew-request@example.net", answer);
    assertContains(message(store, "owner", 2), "welcome");
    assertEquals("left out [crew@example.net]", hear());
    assertEquals("subscribed owner@example.net", hear());
    assertTrue(Files.readString(directory.resolve("crew")).startsWith("# the crew\n"));
    accepted("ann@example.net", "crew@example.net", HELLO);
    String post = message(store, "owner", 3);
    Matcher words =
        Pattern.compile("unsubscribe%20owner%40example.net%20([0-9a-f-]+)").matcher(post);
    assertTrue(words.find(), post);
    accepted(
        "owner@example.net",
        "crew-request@example.net",
        "From: x@y.example\nSubject: unsubscribe owner@example.net " + words.group(1) + "\n\n");
    assertContains(message(store, "owner", 4), "gets no more mail");
    assertTrue(members().find(Mailbox.parse("owner@example.net")).isEmpty());
    assertFalse(
        server
            .lists()
            .orElseThrow()
            .unsubscribe(CREW, Mailbox.parse("bob@example.net"), words.group(1)),
        "another member's token");
    accepted("bob@example.net", "crew+unsubscribe@example.net", "From: bob@example.net\n\n");
    String last = subject(message(store, "bob", 2));
    assertTrue(last.startsWith("confirm unsubscribe bob@example.net "), last);
    clock.advance(Duration.ofDays(4));
    accepted("bob@example.net", "crew-request@example.net", "Subject: " + last + "\n\n");
    assertContains(message(store, "bob", 3), "three days ago");
  }

  /** Unfolded. */
  private static String subject(String message) {
    Matcher matcher = Pattern.compile("(?m)^Subject: (.*(?:\n[ \t].*)*)").matcher(message);
    assertTrue(matcher.find(), message);
    return matcher.group(1).replace("\n", "");
  }

  @Test
  void aPageUnsubscribesWithOneClick() throws Exception {
    start(
        crew()
            .with(BounceRules.DEFAULT.withVerp(false))
            .with(ListContact.NONE.withUnsubscribe("https://example.net/u?a={address}&t={token}")));
    accepted("ann@example.net", "crew@example.net", HELLO);
    String bobs = message(store, "bob", 1);
    assertTrue(bobs.startsWith("Return-Path: <crew-bounces@example.net>\n"), bobs);
    assertContains(bobs, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n");
    Matcher link =
        Pattern.compile("<https://example.net/u\\?a=bob%40example.net&t=([0-9a-f-]+)>")
            .matcher(bobs);
    assertTrue(link.find(), bobs);
    Mailbox bob = Mailbox.parse("bob@example.net");
    assertTrue(server.lists().orElseThrow().unsubscribe(CREW, bob, link.group(1)));
    assertTrue(members().find(bob).isEmpty());
  }

  @Test
  void fromIsRewrittenOnlyWhereThatIsWanted() throws Exception {
    start(crew().withRewrittenFrom(true));
    accepted("ann@example.net", "crew@example.net", HELLO);
    assertContains(
        message(store, "bob", 1),
        "\nFrom: Ann via crew <crew@example.net>\nX-Original-From: Ann <ann@example.net>\n"
            + "Reply-To: Ann <ann@example.net>\n");
  }

  @Test
  void allMembersGetTheMessageOrNoneAcrossARestart() throws Exception {
    start(MailEngine.server("mail.example.net").withoutDelivery(), crew());
    accepted("ann@example.net", "crew@example.net", HELLO);
    assertEquals(1, server.queue().count().messages());
    server.close();
    start(crew());
    message(store, "bob", 1);
    message(store, "ann", 1);
    message(farStore, "eve", 1);
  }

  @Test
  void aListIsAtALocalDomain() {
    var builder = MailEngine.server("mail.example.net");
    MailingList elsewhere =
        MailingList.of(Mailbox.parse("crew@other.example"), directory.resolve("crew"));
    assertThrows(IllegalStateException.class, () -> start(builder, elsewhere));
  }

  @Test
  void aForwardFileSendsOnKeepsACopyAndRunsAProgram() throws Exception {
    Path users = Files.createDirectories(directory.resolve("users"));
    Path bobs = Files.createDirectories(users.resolve("bob"));
    Path out = directory.resolve("taken by the program");
    Files.writeString(
        bobs.resolve(".forward"),
        "\\bob, eve@far.example\n|/bin/sh -c \"cat > '"
            + out
            + "'; echo $SENDER >> '"
            + out
            + "'\"\n");
    start(
        MailEngine.server("mail.example.net")
            .forwardFiles(ForwardRules.of(users).withPrograms(ForwardPrograms.DEFAULT)));
    accepted("`touch${IFS}x`@far.example", "bob@example.net", HELLO);
    assertContains(message(store, "bob", 1), "Ahoy!");
    assertContains(message(farStore, "eve", 1), "Delivered-To: bob@example.net\n");
    String taken = Files.readString(out);
    assertContains(taken, "Return-Path: <", "Delivered-To: bob@example.net\n", "\nAhoy!\n");
    assertTrue(taken.endsWith("`touch${IFS}x`@far.example\n"), taken);
    assertFalse(taken.contains("\r"), taken);
  }

  @Test
  void aProgramsStatusDecides() throws Exception {
    Path users = Files.createDirectories(directory.resolve("users"));
    Path bobs = Files.createDirectories(users.resolve("bob"));
    Files.writeString(bobs.resolve(".forward"), "|/bin/sh -c 'echo not for me; exit 67'\n");
    Path anns = Files.createDirectories(users.resolve("ann"));
    Files.writeString(anns.resolve(".forward"), "|/bin/sh -c 'exit 75'\n");
    start(
        MailEngine.server("mail.example.net")
            .forwardFiles(ForwardRules.of(users).withPrograms(ForwardPrograms.DEFAULT)));
    accepted("owner@example.net", "bob@example.net", HELLO);
    assertContains(message(store, "owner", 1), "5.1.1", "not for me");
    accepted("owner@example.net", "ann@example.net", HELLO);
    awaitSettled("451 4.3.0");
    while (server.queue().count().messages() != 1) {
      awaitSettled(""); // the notice is in its maildrop before it has left the queue
    }
  }

  @Test
  void withoutLeaveNoProgramRunsAndMailStays() throws Exception {
    Path users = Files.createDirectories(directory.resolve("users"));
    Path bobs = Files.createDirectories(users.resolve("bob"));
    Path out = directory.resolve("out");
    Files.writeString(bobs.resolve(".forward"), "|/usr/bin/touch '" + out + "'\n");
    start(MailEngine.server("mail.example.net").forwardFiles(ForwardRules.of(users)));
    accepted("ann@example.net", "bob@example.net", HELLO);
    message(store, "bob", 1);
    assertEquals("bad forward of bob: programs are not switched on", hear());
    assertFalse(Files.exists(out));
  }

  @Test
  void anAliasTakesSeveralAddressesInOneText() throws Exception {
    start(
        MailEngine.server("mail.example.net")
            .alias("all", "ann@example.net; bob@example.net, eve@far.example"));
    accepted("x@far.example", "all@example.net", HELLO);
    message(store, "ann", 1);
    message(store, "bob", 1);
    message(farStore, "eve", 1);
  }

  @Test
  void aMessageWaitsWhileNobodyKnowsTheMembers() throws Exception {
    Path members = directory.resolve("crew");
    Files.delete(members);
    start(crew().with(PostingRules.DEFAULT.withStrangers(Strangers.DROPPED)));
    accepted("ann@example.net", "crew@example.net", HELLO);
    assertContains(awaitSettled("451 4.3.0"), "members file");
    assertEquals(1, server.queue().count().messages());
    Files.writeString(members, "bob@example.net\nann@example.net\n");
    clock.advance(Duration.ofDays(1));
    server.wake();
    assertContains(message(store, "bob", 1), "Ahoy!");
  }

  @Test
  void moderatorsAreToldThoughTheSenderHeardOfADelayBefore() throws Exception {
    Path members = directory.resolve("crew");
    Files.delete(members);
    NoticeSettings warned = NoticeSettings.DEFAULT.withWarning(Duration.ofHours(4), true);
    start(MailEngine.server("mail.example.net").notices(warned), crew());
    accepted("bob@example.net", "crew@example.net", "From: x@far.example\nSubject: Buy\n\nspam\n");
    awaitSettled("451 4.3.0");
    clock.advance(Duration.ofHours(5));
    server.wake();
    assertContains(message(store, "bob", 1), "Action: delayed");
    Files.writeString(members, "ann@example.net\n");
    clock.advance(Duration.ofDays(1));
    server.wake();
    assertContains(message(store, "owner", 1), "the author is no member");
  }

  @Test
  void whoForgesFromFloodsNobodyWithHelp() throws Exception {
    start(crew());
    String mail = "From: bob@example.net\nSubject: %s\n\n";
    accepted("x@far.example", "crew-request@example.net", mail.formatted("hello"));
    message(store, "bob", 1);
    accepted("y@far.example", "crew-help@example.net", mail.formatted("hello again"));
    awaitSettled("helped a while ago");
    assertEquals(1, read(store, "bob").size());
  }

  @Test
  void listsInEachOtherEnd() throws Exception {
    Path other = directory.resolve("other");
    Files.writeString(other, "Crew@EXAMPLE.net\nann@example.net\n");
    Files.writeString(directory.resolve("crew"), "other@example.net\nann@example.net\n");
    var far = MailingList.of(Mailbox.parse("other@example.net"), other);
    start(
        crew(), far.with(ListContact.NONE.withOwners(List.of(Mailbox.parse("owner@example.net")))));
    accepted("ann@example.net", "crew@example.net", HELLO);
    assertEquals("posted ann@example.net to 2", hear());
    assertEquals("posted ann@example.net to 2", hear());
    assertContains(message(store, "owner", 1), "5.4.6");
    assertEquals(2, read(store, "ann").size());
  }

  @Test
  void aMemberWhoseMailGoesOnIsStillTheMember() throws Exception {
    Path users = Files.createDirectories(directory.resolve("users"));
    Path bobs = Files.createDirectories(users.resolve("bob"));
    Files.writeString(bobs.resolve(".forward"), "\\bob, eve@far.example\n");
    Files.writeString(directory.resolve("crew"), "ann@example.net bob@example.net\n");
    start(MailEngine.server("mail.example.net").forwardFiles(ForwardRules.of(users)), crew());
    accepted("ann@example.net", "crew@example.net", HELLO);
    for (String copy : List.of(message(farStore, "eve", 1), message(store, "bob", 1))) {
      assertContains(
          copy,
          "Return-Path: <crew-bounces+bob=example.net@example.net>\n",
          "?subject=unsubscribe%20bob%40example.net%20");
      assertFalse(copy.contains("unsubscribe%20eve"), copy);
    }
  }

  @Test
  void whoIsAwayIsNotSuspended() throws Exception {
    start(crew().with(BounceRules.DEFAULT.withMost(1)));
    String away = "Auto-Submitted: auto-replied (vacation)\nSubject: Away\n\nUntil Monday.\n";
    accepted("", "crew-bounces+eve=far.example@example.net", away);
    assertContains(message(store, "owner", 1), "Until Monday.");
    assertEquals(List.of(), members().suspended());
    String failed = "X-Failed-Recipients: eve@far.example\n" + away;
    accepted("", "crew-bounces+eve=far.example@example.net", failed);
    message(store, "owner", 2);
    assertEquals(List.of(Mailbox.parse("eve@far.example")), members().suspended());
  }
}
