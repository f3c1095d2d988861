package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.AuthenticationOutcome;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.TlsClientSource;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.CertificateIdentity;
import org.mailshim.transport.ClientCertificates;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.SystemHostResolver;
import org.mailshim.transport.TestAuthority;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TlsServer;
import org.mailshim.transport.TlsServerSettings;
import org.mailshim.transport.TlsVersion;
import org.mailshim.transport.TransportException;
import org.mailshim.transport.TrustPolicy;

/**
 * The server at real sockets, whoever has which thread: our own client, TLS, too many at once, and
 * the graceful stop.
 */
abstract class SmtpServerContract {
  static final Duration SOON = Duration.ofSeconds(20);
  private static final Envelope ANN_TO_BOB =
      new Envelope(
          ReversePath.parse("<ann@example.org>"), List.of(ForwardPath.parse("<bob@example.net>")));

  private final boolean byTurns;

  /** With sessions that take turns on one thread as far as nothing is waited for, or with none. */
  SmtpServerContract(boolean byTurns) {
    this.byTurns = byTurns;
  }

  /** A client of lines. */
  static final class Client implements AutoCloseable {
    final Socket socket;
    final BufferedReader in;

    Client(SmtpServer server) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout((int) SOON.toMillis());
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** The last line of the next reply. */
    String hear() throws IOException {
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
      }
      return String.valueOf(line);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  final SmtpServer start(ServerOptions options, MailSink sink) {
    ServerSetup prompt = ServerSetup.of(options, sink);
    ServerSetup setup = byTurns ? prompt : prompt.withObserver(new ServerObserver() {});
    return SmtpServer.start(setup, ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
  }

  private static Connection dial(SmtpServer server) {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    return new Dialer(new SystemHostResolver()).dial(host, server.port(), Deadline.after(SOON));
  }

  @Test
  void ourClientSendsByDataAndByChunks() {
    RecordingSink sink = new RecordingSink();
    String text = "Subject: x\r\n\r\n.dot\r\n" + "0123456789abcdef\r\n".repeat(20_000);
    try (SmtpServer server = start(ServerRun.options(ServerMode.MX), sink);
        var client =
            SmtpClientSession.open(dial(server), SessionOptions.defaults(), SessionObserver.NONE)) {
      MailData data = MailData.of(text.getBytes(ISO_8859_1));
      for (boolean chunking : List.of(false, true)) {
        var outcome = client.send(ANN_TO_BOB, data, TransactionOptions.NONE.withChunking(chunking));
        assertTrue(outcome.recipients().get(0).isAccepted(), outcome::toString);
      }
      client.quit();
    }
    assertEquals(2, sink.messages.size());
    assertEquals(text, sink.messages.get(0).textAsSent());
    assertEquals(text, sink.messages.get(1).textAsSent());
  }

  @Test
  void startTlsThenScramBoundToTheChannel(@TempDir Path directory) throws Exception {
    TestAuthority authority = new TestAuthority("Test");
    TlsServer tls = new TlsServer(TlsServerSettings.of(authority.issueForMx().material()));
    RecordingSink sink = new RecordingSink();
    ServerOptions options =
        ServerRun.options(ServerMode.SUBMISSION)
            .withTls(new ServerTls(tls, ServerTls.Use.REQUIRED))
            .withAuthentication(ServerAuthentication.with(TestUsers.tim()));
    Path roots = authority.write(directory.resolve("ca.pem"));
    var source = TlsClientSource.of(TlsClientSettings.of(new TrustPolicy.CaFile(roots)));
    try (SmtpServer server = start(options, sink);
        var client =
            SmtpClientSession.open(dial(server), SessionOptions.defaults(), SessionObserver.NONE)) {
      assertEquals(List.of(), client.extensions().authMechanisms());
      assertEquals(220, client.startTls(source).code());
      var password =
          new Credentials.Password("tim", Optional.empty(), Secret.of("tanstaaftanstaaf"));
      var outcome = client.authenticate(password, false);
      var authenticated = assertInstanceOf(AuthenticationOutcome.Authenticated.class, outcome);
      assertEquals(Mechanism.SCRAM_SHA_256_PLUS, authenticated.mechanism());
      assertTrue(
          client
              .send(ANN_TO_BOB, MailData.of("x\r\n".getBytes(ISO_8859_1)))
              .recipients()
              .get(0)
              .isAccepted());
      client.quit();
    }
    String text = sink.messages.get(0).text();
    assertTrue(text.contains(" with ESMTPSA id "), text);
    assertTrue(text.contains(" (using TLSv1.3 with cipher TLS_"), text);
    assertEquals(Optional.of("tim"), sink.messages.get(0).session.identity());
  }

  @Test
  void nothingComesWithStartTls() throws Exception {
    TestAuthority authority = new TestAuthority("Test");
    TlsServer tls = new TlsServer(TlsServerSettings.of(authority.issueForMx().material()));
    ServerOptions options =
        ServerRun.options(ServerMode.MX).withTls(new ServerTls(tls, ServerTls.Use.OFFERED));
    try (SmtpServer server = start(options, MailSink.DISCARDING);
        Client client = new Client(server)) {
      assertEquals("220 mx.example ESMTP", client.hear());
      client.say("EHLO client.example\r\n");
      assertEquals("250 VRFY", client.hear());
      client.say("STARTTLS\r\nMAIL FROM:<evil@example.org>\r\n");
      assertEquals("554 5.5.0 Commands sent before they may be", client.hear());
      assertEquals("null", client.hear());
    }
  }

  @Test
  void tlsMayBeRequiredBeforeMail() throws Exception {
    TestAuthority authority = new TestAuthority("Test");
    TlsServer tls = new TlsServer(TlsServerSettings.of(authority.issueForMx().material()));
    ServerOptions options =
        ServerRun.options(ServerMode.MX).withTls(new ServerTls(tls, ServerTls.Use.REQUIRED));
    try (SmtpServer server = start(options, MailSink.DISCARDING);
        Client client = new Client(server)) {
      client.hear();
      client.say("EHLO client.example\r\nMAIL FROM:<ann@example.org>\r\nNOOP\r\n");
      assertEquals("250 VRFY", client.hear());
      assertEquals("530 5.7.0 Say STARTTLS first", client.hear());
      assertEquals("250 2.0.0 OK", client.hear());
    }
  }

  @Test
  void tlsFromTheFirstOctet(@TempDir Path directory) throws Exception {
    TestAuthority authority = new TestAuthority("Test");
    TlsServer tls = new TlsServer(TlsServerSettings.of(authority.issueForMx().material()));
    RecordingSink sink = new RecordingSink();
    ServerOptions options =
        ServerRun.options(ServerMode.MX).withTls(new ServerTls(tls, ServerTls.Use.IMPLICIT));
    Path roots = authority.write(directory.resolve("ca.pem"));
    var source = TlsClientSource.of(TlsClientSettings.of(new TrustPolicy.CaFile(roots)));
    String text = "0123456789abcdef\r\n".repeat(10_000);
    try (SmtpServer server = start(options, sink);
        var client =
            SmtpClientSession.openEncrypted(
                dial(server), source, SessionOptions.defaults(), SessionObserver.NONE)) {
      var outcome = client.send(ANN_TO_BOB, MailData.of(text.getBytes(ISO_8859_1)));
      assertTrue(outcome.recipients().get(0).isAccepted());
      client.quit();
    }
    assertEquals(text, sink.messages.get(0).textAsSent());
  }

  @Test
  void aClientCertificateProvesWhoItIs(@TempDir Path directory) throws Exception {
    TestAuthority authority = new TestAuthority("Test");
    Path roots = authority.write(directory.resolve("ca.pem"));
    TlsServerSettings settings =
        new TlsServerSettings(
            List.of(authority.issueForMx().material()),
            new ClientCertificates.Wanted(roots),
            TlsVersion.TLS_1_2);
    CertificateIdentity commonName =
        certificate -> Optional.of(certificate.getSubjectX500Principal().getName());
    ServerOptions options =
        ServerRun.options(ServerMode.SUBMISSION)
            .withTls(new ServerTls(new TlsServer(settings), ServerTls.Use.IMPLICIT))
            .withAuthentication(
                new ServerAuthentication(
                    TestUsers.tim(), List.of(Mechanism.EXTERNAL), false, commonName));
    TlsClientSettings shown =
        new TlsClientSettings(
            new TrustPolicy.CaFile(roots),
            true,
            Optional.of(authority.issue(TestAuthority.certificate("tim")).material()),
            TlsVersion.TLS_1_2,
            Optional.empty());
    TlsClientSettings hidden = TlsClientSettings.of(new TrustPolicy.CaFile(roots));
    try (SmtpServer server = start(options, MailSink.DISCARDING)) {
      assertEquals(List.of("EXTERNAL"), mechanismsFor(server, shown));
      assertEquals(List.of(), mechanismsFor(server, hidden));
    }
  }

  /** What is offered to such a client, which authenticates if it can. */
  private static List<String> mechanismsFor(SmtpServer server, TlsClientSettings settings) {
    try (var client =
        SmtpClientSession.openEncrypted(
            dial(server),
            TlsClientSource.of(settings),
            SessionOptions.defaults(),
            SessionObserver.NONE)) {
      List<String> offered = client.extensions().authMechanisms();
      if (!offered.isEmpty()) {
        var outcome = client.authenticate(new Credentials.External(Optional.empty()), false);
        assertInstanceOf(AuthenticationOutcome.Authenticated.class, outcome);
      }
      client.quit();
      return offered;
    }
  }

  @Test
  void tooManyAreSentAway() throws Exception {
    ServerLimits limits = ServerLimits.defaults().withConnections(2, 1);
    ServerOptions options = ServerRun.options(ServerMode.MX).withLimits(limits);
    try (SmtpServer server = start(options, MailSink.DISCARDING);
        Client first = new Client(server)) {
      assertEquals("220 mx.example ESMTP", first.hear());
      try (Client second = new Client(server)) {
        assertEquals("421 4.7.0 Too many connections from your address", second.hear());
        assertEquals("null", second.hear());
      }
      first.say("NOOP\r\n");
      assertEquals("250 2.0.0 OK", first.hear());
    }
  }

  @Test
  void behindAProxyEachClientCounts() throws Exception {
    ServerLimits limits = ServerLimits.defaults().withConnections(10, 1);
    List<AddressRange> near = List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1"));
    ServerOptions options =
        ServerRun.options(ServerMode.MX)
            .withLimits(limits)
            .withTrusted(new TrustedPeers(near, List.of()));
    String greeting = "220 mx.example ESMTP";
    try (SmtpServer server = start(options, MailSink.DISCARDING);
        Client first = new Client(server);
        Client other = new Client(server);
        Client again = new Client(server);
        Client later = new Client(server)) {
      first.say("PROXY TCP6 2001:db8::9 2001:db8::25 40001 25\r\n");
      assertEquals(greeting, first.hear());
      other.say("PROXY TCP6 2001:db8:1::9 2001:db8::25 40001 25\r\n");
      assertEquals(greeting, other.hear());
      again.say("PROXY TCP6 2001:db8::a 2001:db8::25 40002 25\r\n");
      assertEquals("421 4.7.0 Too many connections from your address", again.hear());
      assertEquals("null", again.hear());
      other.say("QUIT\r\n");
      assertEquals("221 2.0.0 Goodbye", other.hear());
      assertEquals("null", other.hear());
      later.say("PROXY TCP6 2001:db8:1::9 2001:db8::25 40003 25\r\n");
      assertEquals(greeting, later.hear());
    }
  }

  @Test
  void aGracefulStopSays421ToTheIdleAndLetsTheBusyFinish() throws Exception {
    RecordingSink sink = new RecordingSink();
    try (SmtpServer server = start(ServerRun.options(ServerMode.MX), sink);
        Client idle = new Client(server);
        Client busy = new Client(server);
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      idle.hear();
      busy.hear();
      idle.say("EHLO client.example\r\n");
      idle.hear();
      busy.say("HELO client.example\r\nMAIL FROM:<ann@example.org>\r\nNOOP\r\n");
      busy.hear();
      busy.hear();
      busy.hear();
      Future<Boolean> stopped = executor.submit(() -> server.stop(Deadline.after(SOON)));
      assertEquals("421 4.3.2 Service shutting down", idle.hear());
      assertEquals("null", idle.hear());
      busy.say("RCPT TO:<bob@example.net>\r\n");
      assertEquals("250 2.1.5 Recipient OK", busy.hear());
      busy.say("DATA\r\n");
      assertEquals("354 End data with <CR><LF>.<CR><LF>", busy.hear());
      assertFalse(stopped.isDone());
      busy.say("x\r\n.\r\n");
      assertEquals("250 2.0.0 Message accepted", busy.hear());
      assertEquals("421 4.3.2 Service shutting down", busy.hear());
      assertTrue(stopped.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }
    assertEquals(List.of("finished <ann@example.org> > <bob@example.net> | x\\r\\n"), sink.words());
  }

  @Test
  void aStopEndsTheBusyAtItsDeadline() throws Exception {
    RecordingSink sink = new RecordingSink();
    try (SmtpServer server = start(ServerRun.options(ServerMode.MX), sink);
        Client busy = new Client(server)) {
      busy.hear();
      busy.say("HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
      for (int i = 0; i < 4; i++) {
        busy.hear();
      }
      busy.say("half a message\r\n");
      assertFalse(server.stop(Deadline.after(Duration.ofMillis(200))));
      assertEquals("null", busy.hear());
    }
  }

  /** Has all mail data pulled on a platform thread, while the session's virtual one waits. */
  private static final class Elsewhere implements ServerHooks {
    private final MailSink sink;
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    Elsewhere(MailSink sink) {
      this.sink = sink;
    }

    @Override
    public Decision<MailSink> dataStart(
        SessionFacts session, ReceivedEnvelope envelope, MailDataSource ahead) {
      Thread puller = Thread.ofPlatform().start(() -> ends.add(pulled(ahead)));
      try {
        puller.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return Decision.goOn();
    }

    @Override
    public void disconnect(SessionFacts session) {
      over.countDown();
    }

    private String pulled(MailDataSource ahead) {
      try {
        ahead.begin(sink);
        do {
          waiting.countDown();
        } while (ahead.pull());
        return "end";
      } catch (TransportException e) {
        return e.getClass().getSimpleName();
      }
    }

    String end() throws InterruptedException {
      return String.valueOf(ends.poll(SOON.toSeconds(), TimeUnit.SECONDS));
    }
  }

  private static SmtpServer start(ServerOptions options, Elsewhere hooks) {
    return SmtpServer.start(
        ServerSetup.of(options, MailSink.DISCARDING).withHooks(hooks),
        ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
  }

  /** Says all up to 354. */
  private static void begin(Client client) throws IOException {
    client.hear();
    client.say("HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
    for (int i = 0; i < 3; i++) {
      client.hear();
    }
    assertEquals("354 End data with <CR><LF>.<CR><LF>", client.hear());
  }

  @Test
  void dataIsPulledOnAPlatformThreadAndTheSessionGoesOn() throws Exception {
    RecordingSink sink = new RecordingSink();
    var hooks = new Elsewhere(sink);
    try (SmtpServer server = start(ServerRun.options(ServerMode.MX), hooks);
        Client client = new Client(server)) {
      begin(client);
      client.say("one\r\n");
      client.say("more\r\n.\r\n");
      assertEquals("250 2.0.0 Message accepted", client.hear());
      client.say("MAIL FROM:<>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
      client.hear();
      client.hear();
      assertEquals("354 End data with <CR><LF>.<CR><LF>", client.hear());
      client.say("two\r\n.\r\n");
      assertEquals("250 2.0.0 Message accepted", client.hear());
      client.say("QUIT\r\n");
      assertEquals("221 2.0.0 Goodbye", client.hear());
    }
    assertEquals("one\r\nmore\r\n", sink.messages.get(0).textAsSent());
    assertEquals("two\r\n", sink.messages.get(1).textAsSent());
  }

  @Test
  void aStopEndsWhoPullsAtItsDeadline() throws Exception {
    RecordingSink sink = new RecordingSink();
    var hooks = new Elsewhere(sink);
    try (SmtpServer server = start(ServerRun.options(ServerMode.MX), hooks);
        Client busy = new Client(server)) {
      begin(busy);
      busy.say("half a message\r\n");
      assertTrue(hooks.waiting.await(SOON.toSeconds(), TimeUnit.SECONDS));
      assertFalse(server.stop(Deadline.after(Duration.ofMillis(200))));
      assertEquals("Cancelled", hooks.end());
      assertEquals("null", busy.hear());
      assertTrue(hooks.over.await(SOON.toSeconds(), TimeUnit.SECONDS));
    }
    assertEquals(List.of("aborted <> > <bob@example.net>"), sink.words());
  }

  @Test
  void aTimeOutEndsWhoPulls() throws Exception {
    Duration little = Duration.ofMillis(500);
    ServerTimeouts timeouts = ServerTimeouts.defaults();
    ServerOptions options =
        ServerRun.options(ServerMode.MX)
            .withTimeouts(
                new ServerTimeouts(
                    timeouts.greetingDelay(),
                    timeouts.command(),
                    little,
                    timeouts.handshake(),
                    timeouts.lingering()));
    var hooks = new Elsewhere(new RecordingSink());
    try (SmtpServer server = start(options, hooks);
        Client silent = new Client(server)) {
      begin(silent);
      assertEquals("TimedOut", hooks.end());
      assertEquals("421", silent.hear().substring(0, 3));
      assertEquals("null", silent.hear());
    }
  }

  static void await(CountDownLatch release) {
    try {
      assertTrue(release.await(SOON.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRelayPolicyThatBlocksHoldsOnlyItsOwnSession() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    RelayPolicy blocking =
        (session, recipient) -> {
          await(release);
          return Optional.empty();
        };
    ServerOptions options = ServerRun.options(ServerMode.MX).withRelay(blocking);
    try (SmtpServer server = start(options, MailSink.DISCARDING);
        Client held = new Client(server);
        Client other = new Client(server)) {
      held.hear();
      held.say("HELO c\r\nMAIL FROM:<>\r\n");
      held.hear();
      held.hear();
      held.say("RCPT TO:<bob@example.net>\r\n");
      other.hear();
      other.say("NOOP\r\n");
      assertEquals("250 2.0.0 OK", other.hear());
      release.countDown();
      assertEquals("250 2.1.5 Recipient OK", held.hear());
    }
  }

  @Test
  void aSinkThatBlocksHoldsOnlyItsOwnSession() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    MailSink blocking =
        new OneMessageSink() {
          @Override
          public Reply finish() {
            await(release);
            return Replies.ACCEPTED;
          }
        };
    try (SmtpServer server = start(ServerRun.options(ServerMode.MX), blocking);
        Client held = new Client(server);
        Client other = new Client(server)) {
      held.hear();
      held.say("HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
      for (int i = 0; i < 4; i++) {
        held.hear();
      }
      held.say("x\r\n.\r\n");
      other.hear();
      other.say("NOOP\r\n");
      assertEquals("250 2.0.0 OK", other.hear());
      release.countDown();
      assertEquals("250 2.0.0 Message accepted", held.hear());
    }
  }
}
