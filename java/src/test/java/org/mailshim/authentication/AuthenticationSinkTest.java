package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.authentication.AuthenticationSettings.Use;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.TextRecords;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.TextSink;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;

/** The sinks that sign and that verify, on the way of whole messages. */
class AuthenticationSinkTest {
  private static final String MESSAGE =
      "Received: by mx.example\r\nFrom: ann@example.net\r\nSubject: x\r\n\r\nHello\r\n";

  private static final AddressRange NEIGHBOURS = AddressRange.parse("198.51.100.0/24");
  private static final AuthenticationSettings ASKED =
      AuthenticationSettings.off("mx.example").withTrusted(List.of(NEIGHBOURS));

  private final List<String> arrived = new ArrayList<>();
  private KeyPair keys;
  private FixedResolver resolver;

  @BeforeEach
  void makeKeys() throws Exception {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] key = keys.getPublic().getEncoded();
    String p = Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, 12, key.length));
    resolver =
        new FixedResolver()
            .text("s._domainkey.example.net", "k=ed25519; p=" + p)
            .text("example.net", "v=spf1 ip4:192.0.2.7 -all")
            .text("client.example", "v=spf1 +all");
  }

  private final MailSink inner = new TextSink(arrived);

  private MailSink signing() {
    return signing("example.net");
  }

  private MailSink signing(String domain) {
    DkimSigner signer = DkimSigner.of(domain, "s", keys.getPrivate(), Clock.systemUTC());
    return new DkimSigningSink(
        DkimSigners.NONE.with(signer), List.of(NEIGHBOURS), Spool::new, inner);
  }

  /** SPF and DKIM so, without DMARC. */
  private MailSink verifying(Use use) {
    return verifying(ASKED.withSpf(use).withDkim(Use.TAG));
  }

  private MailSink verifying(AuthenticationSettings settings) {
    return new AuthenticatingSink(
        settings, resolver, Clock.systemUTC(), new Random(1), Spool::new, inner);
  }

  private static SessionFacts session(ServerMode mode, String client, Optional<String> identity) {
    return new SessionFacts(
        "1",
        Endpoint.of(InetAddress.ofLiteral(client), 40000),
        Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 25),
        mode,
        new SessionFacts.Hello.Ehlo("client.example"),
        Optional.empty(),
        identity);
  }

  private static SessionFacts stranger(String client) {
    return session(ServerMode.MX, client, Optional.empty());
  }

  private static ReceivedEnvelope envelope(String from) {
    return new ReceivedEnvelope(
        "1",
        ReversePath.parse(from),
        MailParameters.NONE,
        List.of(
            new ReceivedEnvelope.Recipient(
                ForwardPath.parse("<bob@example.org>"), RcptParameters.NONE)));
  }

  private static int send(MailSink sink, SessionFacts session, String from, String message) {
    MailSink.Receiving receiving = sink.open(session, envelope(from));
    byte[] octets = message.getBytes(ISO_8859_1);
    for (int at = 0; at < octets.length; at += 7) {
      receiving.data(octets, at, Math.min(at + 7, octets.length));
    }
    return receiving.finish().code();
  }

  private String signed() {
    send(
        signing(),
        session(ServerMode.SUBMISSION, "192.0.2.9", Optional.of("ann")),
        "<ann@example.net>",
        MESSAGE);
    return arrived.removeLast();
  }

  @Test
  void usersMailIsSignedAndVerified() {
    String message = signed();
    assertTrue(message.startsWith("DKIM-Signature: v=1; ") && message.endsWith(MESSAGE), message);
    assertEquals(
        250, send(verifying(Use.ENFORCE), stranger("192.0.2.7"), "<ann@example.net>", message));
    String results =
        "Authentication-Results: mx.example;\r\n\tspf=pass smtp.mailfrom=example.net;\r\n"
            + "\tdkim=pass header.d=example.net header.s=s header.a=ed25519-sha256 header.b=\"";
    assertTrue(arrived.get(0).startsWith(results), arrived.get(0));
    assertTrue(arrived.get(0).endsWith(message), arrived.get(0));
  }

  @Test
  void onlyUsersOfTheDomainAreSignedFor() {
    Optional<String> ann = Optional.of("ann");
    SessionFacts user = session(ServerMode.SUBMISSION, "192.0.2.9", ann);
    for (String from : List.of("<eve@example.com>", "<>", "<a@notexample.net>")) {
      send(signing(), user, from, MESSAGE);
    }
    send(signing(), stranger("192.0.2.9"), "<ann@example.net>", MESSAGE);
    send(
        signing(),
        session(ServerMode.MX, "192.0.2.9", Optional.of("")),
        "<a@example.net>",
        MESSAGE);
    assertEquals(List.of(MESSAGE, MESSAGE, MESSAGE, MESSAGE, MESSAGE), arrived);
    send(signing(), user, "<ann@sub.example.net>", MESSAGE);
    assertTrue(arrived.get(5).startsWith("DKIM-Signature: "));
  }

  @Test
  void failIsTaggedOrRefused() {
    String from = "<ann@example.net>";
    assertEquals(250, send(verifying(Use.TAG), stranger("192.0.2.8"), from, MESSAGE));
    assertTrue(arrived.get(0).contains("spf=fail smtp.mailfrom=example.net;\r\n\tdkim=none\r\n"));
    assertEquals(550, send(verifying(Use.ENFORCE), stranger("192.0.2.8"), from, MESSAGE));
    String broken = signed().replace("Hello", "Hallo");
    assertEquals(250, send(verifying(Use.ENFORCE), stranger("192.0.2.7"), from, broken));
    assertTrue(arrived.get(1).contains("dkim=fail reason=\"body hash did not verify\" header.d="));
    assertEquals(250, send(verifying(Use.ENFORCE), stranger("192.0.2.8"), "<>", MESSAGE));
    assertTrue(arrived.get(2).contains("spf=pass smtp.helo=client.example;"), arrived.get(2));
    assertEquals(3, arrived.size());
  }

  @Test
  void othersAreNotAsked() {
    SessionFacts user = session(ServerMode.MX, "192.0.2.8", Optional.of("ann"));
    send(verifying(Use.ENFORCE), user, "<ann@example.net>", MESSAGE);
    assertEquals(List.of(MESSAGE), arrived);
  }

  /** RFC 8601 §5. */
  @Test
  void whatOthersWroteInOurNameIsTakenOut() {
    List<String> forged =
        List.of(
            "Authentication-Results: mx.example; spf=pass evil=1\r\n",
            "authentication-results : MX.Example; evil=1\r\n",
            "Authentication-Results:\r\n (a \\) (b) c) mx.example 1; evil=1\r\n",
            "Authentication-Results: \"mx.exa\\mple\"; evil=1\r\n",
            "Authentication-Results: mx.example\r\n ; evil=1\r\n");
    for (String field : forged) {
      send(verifying(Use.TAG), stranger("192.0.2.7"), "<ann@example.net>", field + MESSAGE);
      String message = arrived.remove(0);
      assertFalse(message.contains("evil=1"), message);
      assertTrue(message.endsWith(MESSAGE), message);
    }
    String others = "Authentication-Results: mx.example.org; spf=pass\r\n";
    send(verifying(Use.TAG), stranger("192.0.2.7"), "<ann@example.net>", others + MESSAGE);
    assertTrue(arrived.get(0).endsWith(others + MESSAGE));
    String noBody = "From: ann@example.net\r\nAuthentication-Results: mx.example; evil=1\r\n";
    send(verifying(Use.TAG), stranger("192.0.2.7"), "<ann@example.net>", noBody);
    assertTrue(arrived.get(1).endsWith("dkim=none\r\nFrom: ann@example.net\r\n"), arrived.get(1));
  }

  @Test
  void aHeaderSectionThatHidesThingsIsRefused() {
    String huge = ("X: " + "y".repeat(995) + "\r\n").repeat(1100) + MESSAGE;
    assertEquals(552, send(verifying(Use.TAG), stranger("192.0.2.7"), "<ann@example.net>", huge));
    assertEquals(List.of(), arrived);
  }

  @Test
  void theAuthservIdIsAName() {
    assertThrows(IllegalArgumentException.class, () -> AuthenticationSettings.off("a; b"));
  }

  private int receive(AuthenticationSettings settings, String client, String message) {
    return send(verifying(settings), stranger(client), "<ann@example.net>", message);
  }

  private String last() {
    return arrived.getLast();
  }

  @Test
  void dmarcIsFollowed() {
    AuthenticationSettings enforced = ASKED.withDmarc(Use.ENFORCE);
    assertEquals(250, receive(enforced, "192.0.2.8", MESSAGE));
    assertTrue(
        last().startsWith("Authentication-Results: mx.example;\r\n\tdmarc=none header.from="),
        last());

    resolver.text("_dmarc.example.net", "v=DMARC1; p=reject");
    assertEquals(550, receive(enforced, "192.0.2.8", MESSAGE));
    assertEquals(250, receive(enforced, "192.0.2.7", MESSAGE));
    assertTrue(last().contains("dmarc=pass (p=reject dis=none) header.from=example.net\r\n"));
    assertEquals(250, receive(enforced, "192.0.2.8", signed()));
    assertEquals(250, receive(ASKED.withDmarc(Use.TAG), "192.0.2.8", MESSAGE));
    assertTrue(last().contains("dmarc=fail (p=reject dis=reject) header.from=example.net\r\n"));

    resolver.text("_dmarc.example.net", "v=DMARC1; p=quarantine");
    assertEquals(250, receive(enforced, "192.0.2.8", "X-Spam-Flag: NO\r\n" + MESSAGE));
    assertTrue(last().contains("dis=quarantine) header.from=example.net\r\nX-Spam-Flag: YES\r\n"));
    assertFalse(last().contains("NO"), last());
  }

  @Test
  void dmarcPassesWhatSomebodyForwarded() {
    resolver.text("_dmarc.example.net", "v=DMARC1; p=reject");
    AuthenticationSettings all = ASKED.withAll(Use.ENFORCE);
    assertEquals(550, receive(all, "192.0.2.8", MESSAGE));
    assertEquals(250, receive(all, "192.0.2.8", signed()));
    assertTrue(last().contains("spf=fail") && last().contains("dmarc=pass"), last());
  }

  @Test
  void aFromThatIsReadInTwoWaysIsRefused() {
    AuthenticationSettings enforced = ASKED.withDmarc(Use.ENFORCE);
    List<String> ambiguous =
        List.of(
            "From: ann@example.com\r\n" + MESSAGE,
            MESSAGE.replace("From: ann@example.net\r\n", ""),
            MESSAGE.replace("ann@example.net", "Ann <ann@example..net>"),
            MESSAGE.replace("ann@example.net", "undisclosed:;"),
            MESSAGE.replace(
                "ann@example.net",
                "a@a.example,b@b.example,c@c.example,d@d.example,e@e.example,f@f.example"));
    for (String message : ambiguous) {
      assertEquals(550, receive(enforced, "192.0.2.7", message), message);
      assertEquals(250, receive(ASKED.withDmarc(Use.TAG), "192.0.2.7", message), message);
      assertTrue(last().contains("dmarc=permerror\r\n"), last());
    }
  }

  @Test
  void fromIsReadAsPeopleWriteIt() {
    resolver.text("_dmarc.example.net", "v=DMARC1; p=reject");
    List<String> same =
        List.of(
            "J\u00fcrgen <ann@example.net>",
            "J\u00c3\u00bcrgen <ann@example.net>",
            "=?utf-8?q?J=C3=BCrgen?=\r\n\t<ann@example.net>",
            "\"ceo@bank.example\" <ann@example.net>",
            "ceo@bank.example <ann@example.net>",
            "(ceo@bank.example) ann@EXAMPLE.net (x)",
            "ann@example.net, bob@example.net,");
    for (String from : same) {
      String message = MESSAGE.replace("ann@example.net", from);
      assertEquals(550, receive(ASKED.withDmarc(Use.ENFORCE), "192.0.2.8", message), from);
      assertEquals(250, receive(ASKED.withDmarc(Use.TAG), "192.0.2.7", message), from);
      assertTrue(last().contains("dmarc=pass (p=reject dis=none) header.from=example.net"), last());
    }
    String literal = MESSAGE.replace("ann@example.net", "ann@[192.0.2.8]");
    assertEquals(250, receive(ASKED.withDmarc(Use.ENFORCE), "192.0.2.8", literal));
    assertTrue(last().contains("dmarc=none\r\n"), last());
  }

  @Test
  void signaturesThatAllFailRefuseWhereThatIsWanted() {
    AuthenticationSettings enforced = ASKED.withDkim(Use.ENFORCE);
    String good = signed();
    assertEquals(250, receive(enforced, "192.0.2.8", good));
    assertEquals(250, receive(enforced, "192.0.2.8", MESSAGE));
    assertEquals(550, receive(enforced, "192.0.2.8", good.replace("Hello", "Hallo")));
    String andABadOne = "DKIM-Signature: v=1; d=example.net\r\n" + good;
    assertEquals(250, receive(enforced, "192.0.2.8", andABadOne));
  }

  @Test
  void errorsAreRefusedWhereThatIsWanted() {
    AuthenticationSettings lenient = ASKED.withAll(Use.ENFORCE);
    AuthenticationSettings strict = lenient.withErrorsRefused(true);
    resolver.text("example.net", "v=spf1 nonsense");
    assertEquals(250, receive(lenient, "192.0.2.8", MESSAGE));
    assertEquals(550, receive(strict, "192.0.2.8", MESSAGE));
    String good = signed();
    resolver.silent("example.net").silent("s._domainkey.example.net");
    assertEquals(451, receive(strict.withDmarc(Use.OFF).withDkim(Use.OFF), "192.0.2.8", MESSAGE));
    assertEquals(451, receive(strict.withDmarc(Use.OFF).withSpf(Use.OFF), "192.0.2.8", good));
    resolver.text("_dmarc.example.net", "v=DMARC1; p=reject");
    assertEquals(451, receive(strict.withDkim(Use.OFF), "192.0.2.8", good));
    assertEquals(250, receive(lenient, "192.0.2.8", good));
    assertTrue(last().contains("dmarc=temperror header.from=example.net"), last());
  }

  @Test
  void neighboursAreTrustedAndSigned() {
    String forged = "Authentication-Results: mx.example; dkim=pass\r\n" + MESSAGE;
    AuthenticationSettings all = ASKED.withAll(Use.ENFORCE);
    assertEquals(250, receive(all, "198.51.100.9", forged));
    assertEquals(forged, last());
    SessionFacts neighbour = session(ServerMode.MX, "198.51.100.9", Optional.empty());
    send(signing(), neighbour, "<ann@example.net>", MESSAGE);
    assertTrue(last().startsWith("DKIM-Signature: "), last());
    SessionFacts local = session(ServerMode.LMTP, "198.51.100.9", Optional.empty());
    send(signing(), local, "<ann@example.net>", MESSAGE);
    assertEquals(MESSAGE, last());
  }

  @Test
  void usersDoNotSpeakInOurNameEither() {
    SessionFacts user = session(ServerMode.SUBMISSION, "192.0.2.8", Optional.of("ann"));
    String forged = "Authentication-Results: mx.example; dkim=pass\r\n" + MESSAGE;
    assertEquals(250, send(verifying(Use.TAG), user, "<ann@example.net>", forged));
    assertEquals(MESSAGE, last());
  }

  @Test
  void anonymousIsAStranger() {
    SessionFacts anonymous = session(ServerMode.MX, "192.0.2.8", Optional.of(""));
    assertEquals(550, send(verifying(Use.ENFORCE), anonymous, "<ann@example.net>", MESSAGE));
  }

  /** A forger's own names are slow, so that nobody gets to ask for the author's policy. */
  private static final class SlowStranger implements Resolver {
    private final Resolver others;
    private final Duration wait;
    private final List<String> asked = new ArrayList<>();

    SlowStranger(Resolver others, Duration wait) {
      this.others = others;
      this.wait = wait;
    }

    @Override
    public MailExchangers mailExchangers(String domain) {
      return others.mailExchangers(domain);
    }

    @Override
    public HostAddresses addresses(String host, AddressFamily family) {
      return others.addresses(host, family);
    }

    @Override
    public TextRecords texts(String name) {
      asked.add(name);
      Deadline until = Deadline.after(name.endsWith("slow.example") ? wait : Duration.ZERO);
      while (!until.isPast()) {
        LockSupport.parkNanos(until.remainingNanos());
      }
      return others.texts(name);
    }
  }

  private void isAskedToTryAgain(String from, String message) {
    resolver.text("_dmarc.example.net", "v=DMARC1; p=reject");
    Duration limit = Duration.ofMillis(100);
    var slow = new SlowStranger(resolver, limit);
    var settings = ASKED.withDmarc(Use.ENFORCE).withTimeLimit(limit);
    var sink =
        new AuthenticatingSink(settings, slow, Clock.systemUTC(), new Random(1), Spool::new, inner);
    assertEquals(451, send(sink, stranger("192.0.2.9"), from, message));
    assertFalse(slow.asked.contains("_dmarc.example.net"), slow.asked::toString);
    assertEquals(List.of(), arrived);
  }

  @Test
  void slowSpfDoesNotHideAPolicy() {
    isAskedToTryAgain("<x@slow.example>", MESSAGE);
  }

  @Test
  void slowSignaturesDoNotHideAPolicy() {
    send(
        signing("slow.example"),
        session(ServerMode.SUBMISSION, "192.0.2.9", Optional.of("x")),
        "<x@slow.example>",
        MESSAGE);
    isAskedToTryAgain("<x@client.example>", arrived.removeLast());
  }

  @Test
  void aMessageWithoutTimeIsAFault() {
    assertThrows(IllegalArgumentException.class, () -> ASKED.withTimeLimit(Duration.ZERO));
  }
}
