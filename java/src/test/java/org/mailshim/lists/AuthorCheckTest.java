package org.mailshim.lists;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.authentication.DkimSigners;
import org.mailshim.delivery.LocalAgent;
import org.mailshim.delivery.LocalAgent.Outcome;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.TextRecords;
import org.mailshim.message.MailData;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.policy.RamPolicyStore;
import org.mailshim.queue.ManualClock;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.RamQueue;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;

/** Whose messages a list signs. */
class AuthorCheckTest {
  private static final String KEY = "s._domainkey.example.net";
  private static final String BODY = "Subject: Hello\r\n\r\nAhoy!\r\n";
  private static final String ANN = "From: Ann <ann@example.net>\r\n" + BODY;

  private final ManualClock clock = new ManualClock();
  private KeyPair keys;
  private DkimSigner signer;
  private DkimSigners signers;
  private FixedResolver resolver;

  @TempDir Path directory;

  @BeforeEach
  void makeList() throws Exception {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    resolver = new FixedResolver().text(KEY, "k=ed25519; p=" + publicKey());
    signer = signer("example.net");
    signers = DkimSigners.NONE.with(signer);
    Files.writeString(
        directory.resolve("crew"), "ann@example.net\nbob@sub.example.net\neve@far.example\n");
  }

  private DkimSigner signer(String domain) {
    return DkimSigner.of(domain, "s", keys.getPrivate(), clock);
  }

  private Outcome post(String address, PostingRules rules, MailData message) throws IOException {
    MailingList list =
        MailingList.of(Mailbox.parse(address), directory.resolve("crew"))
            .with(rules)
            .with(ListContact.NONE.withOwners(List.of(Mailbox.parse("owner@example.net"))));
    var random = new Random(1);
    try (var queue = new RamQueue(clock, random)) {
      var setup =
          new ListSetup(
              queue,
              new RamPolicyStore(),
              new ListTokens(new byte[32], clock),
              clock,
              random,
              signers,
              resolver,
              ListObserver.NONE,
              PolicyObserver.NONE);
      var agent = new PostingAgent(RunningList.of(list, setup));
      var recipient =
          new QueueEnvelope.Recipient(ForwardPath.parse("<" + address + ">"), RcptParameters.NONE);
      var envelope =
          new QueueEnvelope(
              ReversePath.parse("<x@far.example>"), MailParameters.NONE, List.of(recipient));
      return agent.take(
          new LocalAgent.Arrival(new QueueId(1), envelope, message, clock.instant(), false));
    }
  }

  private Outcome post(MailData message) throws IOException {
    return post("crew@example.net", PostingRules.DEFAULT, message);
  }

  private static MailData data(String message) {
    return MailData.of(message.getBytes(US_ASCII));
  }

  private static void assertPosted(Outcome outcome) {
    var taken = assertInstanceOf(Outcome.Taken.class, outcome);
    assertEquals("goes to 3 members", taken.sentence());
  }

  private static void assertHeld(Outcome outcome) {
    var held = assertInstanceOf(Outcome.Held.class, outcome);
    assertEquals(
        PostingAgent.WAITS + "nothing verifies the author, whom the list would sign",
        held.sentence());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ann@example.net", "ANN@Example.NET", "bob@sub.example.net", "owner@example.net"})
  void whoForgesTheListsDomainWaits(String author) throws IOException {
    MailData forged = data("From: " + author + "\r\n" + BODY);
    assertHeld(post(forged));
    assertPosted(post(signer.sign(forged)));
  }

  @ParameterizedTest
  @EnumSource(Posters.class)
  void whoeverMayPost(Posters posters) throws IOException {
    assertHeld(post("crew@example.net", PostingRules.DEFAULT.withPosters(posters), data(ANN)));
  }

  @Test
  void isTreatedAsAStranger() throws IOException {
    PostingRules refusing = PostingRules.DEFAULT.withStrangers(Strangers.REFUSED);
    var refused =
        assertInstanceOf(Outcome.Refused.class, post("crew@example.net", refusing, data(ANN)));
    assertEquals("5.7.2", refused.status().text());
    PostingRules dropping = PostingRules.DEFAULT.withStrangers(Strangers.DROPPED);
    var dropped =
        assertInstanceOf(Outcome.Taken.class, post("crew@example.net", dropping, data(ANN)));
    assertEquals(Optional.empty(), dropped.following());
  }

  /** The list's signature would be aligned with an author above it, too. */
  @Test
  void aListBelowTheAuthorsDomainVouchesForHimToo() throws IOException {
    signers = DkimSigners.NONE.with(signer("lists.example.net"));
    assertHeld(post("crew@lists.example.net", PostingRules.DEFAULT, data(ANN)));
    assertPosted(post("crew@lists.example.net", PostingRules.DEFAULT, signer.sign(data(ANN))));
  }

  @Test
  void othersAreNotAsked() throws IOException {
    assertPosted(post(data("From: eve@far.example\r\n" + BODY)));
    signers = DkimSigners.NONE;
    assertPosted(post(data(ANN)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: ann@example.net, eve@far.example\r\n",
        "From: eve@far.example\r\nFrom: ann@example.net\r\n",
        "From: (nobody)\r\n",
        ""
      })
  void anAuthorWhoCannotBeToldWaitsEvenWhereAnybodyPosts(String from) throws IOException {
    PostingRules all = PostingRules.DEFAULT.withPosters(Posters.ANYONE);
    assertHeld(post("crew@example.net", all, data(from + BODY)));
  }

  @Test
  void aSignatureOfSomethingElseIsNone() throws IOException {
    String signed = new String(signer.sign(data(ANN)).open().readAllBytes(), US_ASCII);
    assertHeld(post(data(signed.replace("Ahoy", "Buy!"))));
    assertHeld(post(data(signed.replace("ann@", "bob@"))));
    resolver.text("s._domainkey.far.example", "k=ed25519; p=" + publicKey());
    assertHeld(post(signer("far.example").sign(data(ANN))));
  }

  private String publicKey() {
    byte[] key = keys.getPublic().getEncoded();
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, 12, key.length));
  }

  @Test
  void whileTheKeyIsNotToBeHadTheMessageIsDeferred() throws IOException {
    MailData signed = signer.sign(data(ANN));
    resolver.text(KEY, new TextRecords.TemporaryFailure("no answer"));
    var deferred = assertInstanceOf(Outcome.Deferred.class, post(signed));
    assertEquals("4.7.20", deferred.status().text());
  }
}
