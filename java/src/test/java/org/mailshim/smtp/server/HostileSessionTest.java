package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.smtp.server.ServerRun.ENVELOPE;
import static org.mailshim.smtp.server.ServerRun.HELO;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Domain;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.sasl.Step;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.sasl.UserDirectory;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.Submitter;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.CertificateIdentity;
import org.mailshim.transport.MemoryConnection;

/** Clients that look for a gap between two rules, at moments when something of ours fails too. */
final class HostileSessionTest {
  private static final String CHUNK = "MAIL FROM:<mal@example.org>\r\nRSET\r\n";
  private static final String TWO = ENVELOPE + "RCPT TO:<eve@example.net>\r\n";

  /** Opens nothing. */
  private static final MailSink FULL =
      (session, envelope) -> {
        throw new IllegalStateException("disk full");
      };

  /** Fails once, and hands over to another sink then. */
  private static final class FullOnce implements MailSink {
    final RecordingSink then = new RecordingSink();
    private boolean failed;

    @Override
    public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
      if (!failed) {
        failed = true;
        throw new IllegalStateException("disk full");
      }
      return then.open(session, envelope);
    }
  }

  private static String bdat(String octets, boolean last) {
    return "BDAT " + octets.length() + (last ? " LAST" : "") + "\r\n" + octets;
  }

  @Test
  void aChunkIsPassedOverWhenTheSinkFailsToOpen() {
    ServerRun run = ServerRun.saying(HELO, ENVELOPE, bdat(CHUNK, true), "QUIT\r\n").with(FULL);
    assertEquals(List.of("220", "250", "250", "250", "451", "221"), run.codes());
    assertTrue(run.told.toString().contains("disk full"), run.told::toString);
  }

  @Test
  void aChunkIsPassedOverWhenTheHookThrows() {
    ServerHooks down =
        HookAt.dataStart(
            () -> {
              throw new IllegalStateException("down");
            });
    ServerRun run = ServerRun.saying(HELO, ENVELOPE, bdat(CHUNK, true), "QUIT\r\n").with(down);
    assertEquals(List.of("220", "250", "250", "250", "451", "221"), run.codes());
  }

  @Test
  void noMessageBeginsWithItsSecondChunk() {
    FullOnce sink = new FullOnce();
    ServerRun run =
        ServerRun.saying(HELO, ENVELOPE, bdat("a\r\n", false) + bdat("b\r\n", true), "QUIT\r\n")
            .with(sink);
    assertEquals(List.of("220", "250", "250", "250", "451", "503", "221"), run.codes());
    assertEquals(List.of(), sink.then.words());
  }

  @Test
  void inLmtpOnlyTheLastChunkIsAnsweredForEachRecipient() {
    ServerOptions small =
        ServerRun.options(ServerMode.LMTP).withLimits(ServerLimits.defaults().withMessageOctets(9));
    ServerRun lone =
        ServerRun.saying("LHLO c\r\n", TWO, bdat("a\n", false), "QUIT\r\n").with(small);
    assertEquals(List.of("550", "221"), lone.codes().subList(5, 7));
    ServerRun large =
        ServerRun.saying("LHLO c\r\n", TWO, bdat("0123456789", false), "QUIT\r\n").with(small);
    assertEquals(List.of("552", "221"), large.codes().subList(5, 7));
    ServerRun last =
        ServerRun.saying("LHLO c\r\n", TWO, bdat("0123456789", true), "QUIT\r\n").with(small);
    assertEquals(List.of("552", "552", "221"), last.codes().subList(5, 8));
    ServerRun full =
        ServerRun.saying("LHLO c\r\n", TWO, bdat("a\r\n", true), "QUIT\r\n").with(small).with(FULL);
    assertEquals(List.of("451", "451", "221"), full.codes().subList(5, 8));
  }

  @Test
  void inLmtpNothingComesBetweenTheRepliesForTheRecipients() {
    int count = 40;
    List<Reply> replies =
        new ArrayList<>(Collections.nCopies(count - 1, Reply.of(452, "Over quota")));
    replies.add(Replies.ACCEPTED);
    ServerRun run =
        ServerRun.saying(
                "LHLO c\r\n",
                "MAIL FROM:<>\r\n" + "RCPT TO:<bob@example.net>\r\n".repeat(count),
                "DATA\r\n",
                "x\r\n.\r\n",
                "QUIT\r\n")
            .with(ServerRun.options(ServerMode.LMTP))
            .with(new LmtpSink(replies));
    List<String> codes = run.codes();
    List<String> expected = new ArrayList<>(Collections.nCopies(count - 1, "452"));
    expected.addAll(List.of("250", "221"));
    assertEquals(expected, codes.subList(count + 4, codes.size()));
    assertEquals(List.of(), run.pauses);
  }

  /** Each octet comes before the lingering is over, and the least rate is far off. */
  @Test
  void whatFollowsALoneLineEndMayNotTrickle() {
    String[] trickle = new String[400];
    trickle[0] = HELO;
    trickle[1] = ENVELOPE;
    trickle[2] = "DATA\r\n";
    trickle[3] = "a\nb";
    for (int i = 4; i < trickle.length; i++) {
      trickle[i] = "x";
    }
    ServerRun run = ServerRun.saying(trickle).withTimePerPiece(Duration.ofSeconds(4));
    assertEquals(List.of("220", "250", "250", "250", "354", "550"), run.codes());
    assertEquals("closed: gave no end of its mail data", run.told.getLast());
  }

  @Test
  void chunksMayNotTrickleEither() {
    String[] chunks = new String[20];
    chunks[0] = HELO;
    chunks[1] = ENVELOPE;
    Arrays.fill(chunks, 2, 19, bdat("x", false));
    chunks[19] = "QUIT\r\n";
    ServerRun trickle = ServerRun.saying(chunks).withTimePerPiece(Duration.ofMinutes(1));
    List<String> codes = trickle.codes();
    assertEquals("421", codes.getLast());
    assertTrue(codes.size() < 14, codes::toString);
    assertEquals(List.of("aborted <ann@example.org> > <bob@example.net>"), trickle.sink.words());
    Arrays.fill(chunks, 2, 19, bdat("x".repeat(60 * 500), false));
    ServerRun steady = ServerRun.saying(chunks).withTimePerPiece(Duration.ofMinutes(1));
    assertEquals("221", steady.codes().getLast());
  }

  @Test
  void aStrangerCannotSayWhoSubmitted() {
    ServerRun run =
        ServerRun.saying(
                "EHLO c\r\n",
                "MAIL FROM:<> AUTH=ann@example.net\r\nRCPT TO:<bob@example.net>\r\n",
                "DATA\r\n",
                "x\r\n.\r\n",
                "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX)
                    .withAuthentication(
                        ServerAuthentication.with(TestUsers.tim()).allowedInClear()));
    assertEquals(List.of("220", "250", "250", "250", "354", "250", "221"), run.codes());
    assertEquals(
        Optional.of(Submitter.UNKNOWN), run.sink.messages.get(0).envelope.parameters().auth());
  }

  @Test
  void aHookMayChangeTheMode() {
    ServerHooks lmtp = HookAt.connect(() -> Decision.takeOver(ServerRun.options(ServerMode.LMTP)));
    ServerRun run =
        ServerRun.saying("LHLO c\r\n", TWO, "DATA\r\n", "x\r\n.\r\n", "QUIT\r\n").with(lmtp);
    assertEquals(List.of("354", "250", "250", "221"), run.codes().subList(5, 9));
  }

  /** Whoever comes through a proxy is not the proxy. */
  @Test
  void xclientIsNotForThoseBehindATrustedProxy() {
    List<AddressRange> near = List.of(AddressRange.parse("192.0.2.0/24"));
    ServerOptions options =
        ServerRun.options(ServerMode.MX).withTrusted(new TrustedPeers(near, near));
    ServerRun stranger =
        ServerRun.saying(
                "PROXY TCP4 203.0.113.9 192.0.2.25 40001 25\r\n",
                "EHLO mal\r\n",
                "XCLIENT LOGIN=ann\r\n",
                "QUIT\r\n")
            .with(options);
    assertEquals(List.of("220", "250", "550", "221"), stranger.codes());
    ServerRun neighbour =
        ServerRun.saying(
                "PROXY TCP4 192.0.2.9 192.0.2.25 40001 25\r\n",
                "EHLO c\r\n",
                "XCLIENT LOGIN=ann\r\n",
                "QUIT\r\n")
            .with(options);
    assertEquals(List.of("220", "250", "220", "221"), neighbour.codes());
  }

  /** Its client does not inherit whom a proxy has authenticated as; whom it has named remains. */
  @Test
  void aProxysClientIsNotAuthenticatedAsTheProxy() {
    ServerOptions options =
        ServerRun.options(ServerMode.MX)
            .withAuthentication(ServerAuthentication.with(TestUsers.tim()).allowedInClear())
            .withTrusted(new TrustedPeers(List.of(), List.of(AddressRange.parse("192.0.2.0/24"))));
    String login = "AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm\r\n";
    String relay = "MAIL FROM:<>\r\nRCPT TO:<eve@example.edu>\r\n";
    ServerRun stranger =
        ServerRun.saying("EHLO p\r\n", login, "XCLIENT ADDR=203.0.113.9\r\n", "EHLO c\r\n", relay)
            .with(options);
    assertEquals(List.of("220", "250", "235", "220", "250", "250", "550"), stranger.codes());
    ServerRun named =
        ServerRun.saying(
                "EHLO p\r\n",
                login,
                "XCLIENT LOGIN=ann\r\n",
                "XCLIENT ADDR=203.0.113.9\r\n",
                "EHLO c\r\n",
                relay)
            .with(options);
    assertEquals(List.of("220", "250", "235", "220", "220", "250", "250", "250"), named.codes());
  }

  @Test
  void whoIsAnonymousIsAStrangerToTheRelay() {
    ServerAuthentication anonymous =
        new ServerAuthentication(
            TestUsers.tim(), List.of(Mechanism.ANONYMOUS), true, CertificateIdentity::mailbox);
    ServerRun run =
        ServerRun.saying(
                "EHLO c\r\n",
                "AUTH ANONYMOUS bWFs\r\n",
                "MAIL FROM:<>\r\n",
                "RCPT TO:<eve@example.edu>\r\nRCPT TO:<bob@example.net>\r\n",
                "QUIT\r\n")
            .with(ServerRun.options(ServerMode.MX).withAuthentication(anonymous));
    assertEquals(List.of("220", "250", "235", "250", "550", "250", "221"), run.codes());
  }

  @Test
  void aForeignLiteralOrQuotedNameIsNotLocal() {
    RelayPolicy policy = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    ServerRun run =
        ServerRun.saying(
                HELO,
                "MAIL FROM:<>\r\n",
                "RCPT TO:<\"eve@example.edu\"@example.edu>\r\nRCPT TO:<eve@[192.0.2.99]>\r\n",
                "RCPT TO:<bob@EXAMPLE.NET>\r\nRCPT TO:<postmaster>\r\n",
                "QUIT\r\n")
            .with(ServerRun.options(ServerMode.MX).withRelay(policy));
    assertEquals(List.of("220", "250", "250", "550", "550", "250", "250", "221"), run.codes());
  }

  @Test
  void aDirectoryThatThrowsIsLocalTroubleWhereverItDoes() {
    UserDirectory broken =
        new UserDirectory() {
          @Override
          public Set<Mechanism> mechanisms() {
            return Set.of(Mechanism.PLAIN);
          }

          @Override
          public Optional<StoredCredential> find(String authenticationIdentity) {
            throw new IllegalStateException("bug in the directory");
          }

          @Override
          public Decoys decoys() {
            return TestUsers.tim().decoys();
          }

          @Override
          public boolean verify(String authenticationIdentity, Secret password) {
            throw new IllegalStateException("bug in the directory");
          }
        };
    ServerRun run =
        ServerRun.saying(
                "EHLO c\r\n",
                "AUTH PLAIN AHRpbQB3cm9uZw==\r\n",
                "AUTH PLAIN\r\n",
                "AHRpbQB3cm9uZw==\r\n",
                "NOOP\r\n",
                "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX)
                    .withAuthentication(ServerAuthentication.with(broken).allowedInClear()));
    assertEquals(List.of("220", "250", "454", "334", "454", "250", "221"), run.codes());
    assertTrue(run.told.toString().contains("bug in the directory"), run.told::toString);
  }

  /** An authenticator of a hook's. */
  private static final class FailsToClose implements ServerMechanism {
    @Override
    public Step begin(Optional<byte[]> initialResponse) {
      return new Step.Success("tim", "tim");
    }

    @Override
    public Step respond(byte[] response) {
      throw new AssertionError("there was no challenge");
    }

    @Override
    public void close() {
      throw new IllegalStateException("closed badly");
    }
  }

  @Test
  void anAuthenticatorThatFailsAtItsEndEndsNoSession() {
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public Decision<ServerMechanism> auth(SessionFacts session, Mechanism mechanism) {
            return Decision.takeOver(new FailsToClose());
          }

          @Override
          public void disconnect(SessionFacts session) {
            throw new AssertionError("a bug in the hook");
          }
        };
    ServerRun run =
        ServerRun.saying("EHLO c\r\n", "AUTH PLAIN =\r\n", "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX)
                    .withAuthentication(
                        ServerAuthentication.with(TestUsers.tim()).allowedInClear()))
            .with(hooks);
    assertEquals(List.of("220", "250", "235", "221"), run.codes());
    assertTrue(run.told.toString().contains("closed badly"), run.told::toString);
    assertTrue(run.told.toString().contains("a bug in the hook"), run.told::toString);
    assertEquals("closed: said goodbye", run.told.getLast());
  }

  /** A hook that gives no decision has not let anybody in. */
  @Test
  void noDecisionIsNoPermission() {
    ServerHooks hooks = HookAt.helo(() -> null);
    ServerRun run = ServerRun.saying(HELO, "MAIL FROM:<>\r\n", "QUIT\r\n").with(hooks);
    assertEquals(List.of("220", "451", "503", "221"), run.codes());
  }

  /** After 354 a client would send its message, where commands are expected. */
  @Test
  void aHookCannotLeadTheClientOutOfStep() {
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public Decision<Reply> rcpt(
              SessionFacts session,
              ReceivedEnvelope envelope,
              ReceivedEnvelope.Recipient recipient) {
            return Decision.takeOver(Reply.of(354, "go on"));
          }

          @Override
          public Reply vrfy(SessionFacts session, String argument) {
            return Reply.of(334, "");
          }
        };
    ServerRun run =
        ServerRun.saying(HELO, "VRFY x\r\n", ENVELOPE, "DATA\r\n", "QUIT\r\n").with(hooks);
    assertEquals(List.of("220", "250", "451", "250", "451", "503", "221"), run.codes());
    assertTrue(run.told.toString().contains("354 go on"), run.told::toString);
  }

  /** Throws at one moment; keeps why the session was closed. */
  private static final class Throwing implements ServerObserver {
    private final String at;
    private String closed = "";

    Throwing(String at) {
      this.at = at;
    }

    private void happens(String what) {
      if (what.equals(at)) {
        throw new IllegalStateException("no room for logs");
      }
    }

    @Override
    public void state(SessionFacts session, ServerState before, ServerState now) {
      happens(before + " to " + now);
    }

    @Override
    public void reply(SessionFacts session, Reply reply) {
      happens(reply == Replies.ACCEPTED ? "reply" : "");
    }

    @Override
    public void message(SessionFacts session, ReceivedEnvelope envelope, long octets, Reply reply) {
      happens("message");
    }

    @Override
    public void closed(SessionFacts session, String reason) {
      closed = reason;
    }
  }

  @Test
  void anObserverThatThrowsDoesNotTakeAnAcceptanceBack() {
    for (String at : List.of("message", "MAIL_DATA to READY", "reply")) {
      Throwing observer = new Throwing(at);
      ServerRun run =
          ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", "x\r\n.\r\n", "QUIT\r\n").with(observer);
      assertEquals(List.of("220", "250", "250", "250", "354", "250"), run.codes(), at);
      assertEquals("the observer failed", observer.closed.split(":")[0]);
      assertTrue(run.sink.words().get(0).startsWith("finished"));
    }
  }

  /** Sends one message, and has the server told to stop just as the reply to it leaves. */
  private static final class StoppedAtTheReply implements MemoryConnection.Peer {
    private final StringBuilder heard = new StringBuilder();
    private final Iterator<String> pieces =
        List.of(HELO, ENVELOPE, "DATA\r\n", "x\r\n.\r\n").iterator();
    private final SmtpServerSession session =
        new SmtpServerSession(
            new MemoryConnection(ServerRun.CLIENT, this),
            ServerSetup.of(ServerRun.options(ServerMode.MX), MailSink.DISCARDING));

    @Override
    public void receive(byte[] bytes, int from, int to) {
      String text = new String(bytes, from, to - from, ISO_8859_1);
      if (text.contains("Message accepted")) {
        session.leave();
      }
      heard.append(text);
    }

    @Override
    public int send(byte[] into, int from, int to) {
      if (!pieces.hasNext()) {
        return -1;
      }
      byte[] octets = pieces.next().getBytes(ISO_8859_1);
      System.arraycopy(octets, 0, into, from, octets.length);
      return octets.length;
    }

    @Override
    public int ready() {
      return 0;
    }
  }

  @Test
  void aStopDoesNotOvertakeTheReplyToAMessage() {
    StoppedAtTheReply peer = new StoppedAtTheReply();
    peer.session.run();
    String heard = peer.heard.toString();
    assertTrue(
        heard.endsWith("250 2.0.0 Message accepted\r\n421 4.3.2 Service shutting down\r\n"), heard);
  }
}
