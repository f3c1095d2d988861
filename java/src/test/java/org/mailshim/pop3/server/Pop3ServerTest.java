package org.mailshim.pop3.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.pop3.Capabilities;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.client.ContentSink;
import org.mailshim.pop3.client.ConversationException;
import org.mailshim.pop3.client.LoginOutcome;
import org.mailshim.pop3.client.MessageHandler;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.Retrieval;
import org.mailshim.pop3.client.SessionObserver;
import org.mailshim.pop3.client.SessionOptions;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.store.Delivery;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MessageContent;
import org.mailshim.store.RamStore;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.ProxyHeader;
import org.mailshim.transport.SystemHostResolver;
import org.mailshim.transport.TestAuthority;
import org.mailshim.transport.TlsClient;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TlsServer;
import org.mailshim.transport.TlsServerSettings;
import org.mailshim.transport.TrustPolicy;

/** The server over sockets, mostly with our own client: TLS, hooks, limits, and its end. */
final class Pop3ServerTest {
  private static final MaildropName BOB = new MaildropName("bob");
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final RamStore store = new RamStore();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  private Pop3Server start(ServerSetup setup) {
    return start(setup, ListenerSettings.at(LOOPBACK, 0));
  }

  private Pop3Server start(ServerSetup setup, ListenerSettings where) {
    Pop3Server server = Pop3Server.start(setup, where);
    open.add(server);
    return server;
  }

  private void deliver(String message) {
    try (Delivery delivery = store.deliver(BOB)) {
      delivery.write(message.getBytes(ISO_8859_1), 0, message.length());
      delivery.commit();
    }
  }

  private int left() {
    try (Maildrop maildrop = store.lock(BOB).orElseThrow()) {
      return maildrop.count();
    }
  }

  private Pop3ClientSession connect(Pop3Server server, SessionSecurity security) {
    var connection =
        new Dialer(new SystemHostResolver())
            .dial(LOOPBACK.getHostAddress(), server.port(), Deadline.after(Duration.ofSeconds(30)));
    var session =
        Pop3ClientSession.open(
            connection, SessionOptions.of("pop.example", security), SessionObserver.NONE);
    open.add(session);
    return session;
  }

  private static String login(Pop3ClientSession session) {
    try (Secret secret = Secret.of("secret")) {
      LoginOutcome outcome = session.login(new Credentials.Password("bob", secret));
      return outcome instanceof LoginOutcome.Failed failed
          ? failed.last().response().text()
          : outcome.toString();
    }
  }

  private Pop3ClientSession loggedIn(Pop3Server server) {
    Pop3ClientSession session = connect(server, SessionSecurity.inClear());
    assertEquals("LoggedIn[method=SCRAM-SHA-256]", login(session));
    return session;
  }

  private static String text(Pop3ClientSession session, int number) {
    var text = new ByteArrayOutputStream();
    Retrieval retrieval =
        session.retrieve(number, (octets, from, to) -> text.write(octets, from, to - from));
    return retrieval instanceof Retrieval.Refused refused
        ? refused.response().text()
        : text.toString(ISO_8859_1);
  }

  /** A socket, for what no client of ours would say. */
  private final class Raw {
    private final Socket socket;
    private final BufferedReader in;

    Raw(Pop3Server server) throws IOException {
      socket = new Socket(LOOPBACK, server.port());
      socket.setSoTimeout(30_000);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      open.add(socket);
    }

    String say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      return in.readLine();
    }

    String line() throws IOException {
      return in.readLine();
    }
  }

  @TempDir static Path directory;

  private record Tls(TlsServer server, TlsClient client) {}

  private static Tls tls() throws Exception {
    var authority = new TestAuthority("Test Authority");
    var issued = authority.issue(TestAuthority.certificate("pop.example").dns("pop.example"));
    var file = authority.write(Files.createTempFile(directory, "authority", ".pem"));
    return new Tls(
        new TlsServer(TlsServerSettings.of(issued.material())),
        new TlsClient(TlsClientSettings.of(new TrustPolicy.CaFile(file))));
  }

  @Test
  void clientAndServerUnderstandEachOther() {
    String large = "Subject: large\r\n\r\n" + ".dots\r\n".repeat(100_000);
    deliver("Subject: 1\r\n\r\n.one\r\n");
    deliver(large);
    Pop3Server server = start(TestUsers.setup(TestUsers.options(true), store));
    Pop3ClientSession session = loggedIn(server);
    assertEquals(2, session.stat().messages());
    assertEquals(large.length(), session.list().get(1).octets());
    assertEquals("ram-1", session.uniqueIds().orElseThrow().getFirst().uniqueId().text());
    assertEquals("Subject: 1\r\n\r\n.one\r\n", text(session, 1));
    assertEquals(large, text(session, 2));
    assertTrue(session.deleteAll(new int[] {1, 2}).isEmpty());
    Pop3ClientSession other = connect(server, SessionSecurity.inClear());
    assertEquals("-ERR [IN-USE] another session has this maildrop", login(other));
    assertTrue(session.quit().isOk());
    assertEquals(0, left());
  }

  @Test
  void manyMessagesArePipelined() {
    int count = 500;
    for (int i = 0; i < count; i++) {
      deliver("Subject: " + i + "\r\n\r\n" + "x\r\n".repeat(i));
    }
    Pop3ClientSession session = loggedIn(start(TestUsers.setup(TestUsers.options(true), store)));
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i + 1);
    var seen = new ArrayList<Long>();
    session.retrieveAll(
        numbers,
        new MessageHandler() {
          @Override
          public ContentSink begin(int number) {
            return (octets, from, to) -> {};
          }

          @Override
          public void complete(int number, long octets) {
            assertEquals(seen.size() + 1, number);
            seen.add(octets);
          }

          @Override
          public void refused(int number, Response response) {
            seen.add(-1L);
          }
        });
    assertEquals(count, seen.size());
    assertEquals(14L + 3 * 5, seen.get(5));
  }

  @Test
  void tlsBeginsWithStls() throws Exception {
    Tls tls = tls();
    var options =
        TestUsers.options(false).withTls(new ServerTls(tls.server(), ServerTls.Use.OFFERED));
    Pop3Server server = start(TestUsers.setup(options, store));
    Pop3ClientSession session = connect(server, SessionSecurity.required(tls.client()));
    assertTrue(session.isEncrypted());
    assertTrue(session.capabilities().has(Capabilities.USER), "asked again under TLS");
    assertFalse(session.capabilities().has(Capabilities.STLS));
    assertEquals("LoggedIn[method=SCRAM-SHA-256-PLUS]", login(session));
    assertTrue(session.quit().isOk());
  }

  @Test
  void tlsFromTheFirstOctet() throws Exception {
    Tls tls = tls();
    var options =
        TestUsers.options(false).withTls(new ServerTls(tls.server(), ServerTls.Use.IMPLICIT));
    Pop3Server server = start(TestUsers.setup(options, store));
    Pop3ClientSession session = connect(server, SessionSecurity.implicit(tls.client()));
    assertEquals("LoggedIn[method=SCRAM-SHA-256-PLUS]", login(session));
  }

  @Test
  void aServerWithoutTlsIsNotTalkedToWhereTlsIsRequired() throws Exception {
    Pop3Server server = start(TestUsers.setup(TestUsers.options(true), store));
    TlsClient client = tls().client();
    ConversationException e =
        assertThrows(
            ConversationException.class, () -> connect(server, SessionSecurity.required(client)));
    assertEquals(ConversationException.Kind.UNENCRYPTED, e.kind());
  }

  /**
   * Commands in clear behind STLS would be taken for the client's own under TLS (CVE-2011-0411).
   */
  @Test
  void commandsBehindStlsEndTheSession() throws Exception {
    var options =
        TestUsers.options(true).withTls(new ServerTls(tls().server(), ServerTls.Use.OFFERED));
    var raw = new Raw(start(TestUsers.setup(options, store)));
    raw.line();
    assertEquals("+OK begin TLS now", raw.say("STLS\r\nUSER mallory\r\n"));
    assertEquals(null, raw.line());
  }

  @Test
  void aProxyThatIsBelievedSaysWhoTheClientIs() throws Exception {
    List<String> peers = new CopyOnWriteArrayList<>();
    var setup =
        TestUsers.setup(TestUsers.options(true).withProxies(InetAddress::isLoopbackAddress), store)
            .withHooks(
                new ServerHooks() {
                  @Override
                  public Decision<ServerOptions> connected(SessionFacts session) {
                    peers.add(session.peer().text());
                    return Decision.goOn();
                  }
                });
    var raw = new Raw(start(setup));
    var source = Endpoint.of(InetAddress.getByName("192.0.2.7"), 4711);
    var header = new ProxyHeader(source, Endpoint.of(InetAddress.getByName("192.0.2.1"), 110));
    assertTrue(raw.say(new String(header.v1(), US_ASCII)).startsWith("+OK pop.example"));
    assertEquals(List.of("[192.0.2.7]:4711"), peers);
  }

  /** A message that a hook gives, in small pieces. */
  private static final class Fixed implements MessageContent {
    private final byte[] octets;
    private int at;

    Fixed(String text) {
      octets = text.getBytes(ISO_8859_1);
    }

    @Override
    public int read(byte[] into, int from, int to) {
      if (at == octets.length) {
        return -1;
      }
      into[from] = octets[at++];
      return 1;
    }

    @Override
    public void close() {}
  }

  @Test
  void hooksTakeMessagesOver() throws Exception {
    for (int i = 1; i <= 4; i++) {
      deliver("Subject: " + i + "\r\n\r\n");
    }
    List<String> failures = new CopyOnWriteArrayList<>();
    var hooks =
        new ServerHooks() {
          @Override
          public Decision<MaildropName> login(SessionFacts session, LoginAttempt attempt) {
            boolean known =
                attempt instanceof LoginAttempt.Password password
                    && password.password().matches(Secret.of("hello"));
            return known ? Decision.takeOver(BOB) : Decision.goOn();
          }

          @Override
          public Decision<MessageContent> retrieve(
              SessionFacts session, Message message, OptionalInt bodyLines) {
            return switch (message.number()) {
              case 1 -> Decision.takeOver(new Fixed("other\n.text\n"));
              case 2 -> Decision.refuse(Response.err("not this one"));
              case 3 -> throw new IllegalStateException("a bug of the host");
              default -> Decision.goOn();
            };
          }

          @Override
          public Decision<Handled> delete(SessionFacts session, Message message) {
            return switch (message.number()) {
              case 1 -> Decision.takeOver(new Handled());
              case 2 -> Decision.refuse(Response.err("kept"));
              default -> Decision.goOn();
            };
          }
        };
    var observer =
        new ServerObserver() {
          @Override
          public void failed(SessionFacts session, String doing, Throwable cause) {
            failures.add(doing + ": " + cause.getMessage());
          }
        };
    var setup = TestUsers.setup(TestUsers.options(true), store).withHooks(hooks);
    var raw = new Raw(start(setup.withObserver(observer)));
    raw.line();
    raw.say("USER guest\r\n");
    assertEquals("+OK maildrop locked, messages: 4", raw.say("PASS hello\r\n"));
    assertEquals("+OK message follows", raw.say("RETR 1\r\n"));
    assertEquals("other", raw.line());
    assertEquals("..text", raw.line());
    assertEquals(".", raw.line());
    assertEquals("-ERR not this one", raw.say("RETR 2\r\n"));
    assertEquals("-ERR [SYS/TEMP] local error, try later", raw.say("RETR 3\r\n"));
    assertEquals(List.of("asking the retrieve hook: a bug of the host"), failures);
    for (int i = 1; i <= 3; i++) {
      raw.say("DELE " + i + "\r\n");
    }
    assertEquals("-ERR kept", raw.say("QUIT\r\n"));
    assertEquals(null, raw.line());
    assertEquals(3, left());
  }

  @Test
  void aMaildropRestsBetweenLogins() {
    var options = TestUsers.options(true).withRules(OptionalInt.of(30), Duration.ofMinutes(15));
    long[] now = {0};
    var setup = TestUsers.setup(options, store).withTime(() -> now[0], time -> {});
    Pop3Server server = start(setup);
    Pop3ClientSession first = loggedIn(server);
    assertEquals(900, first.capabilities().loginDelaySeconds().orElseThrow());
    assertEquals(30, first.capabilities().expireDays().orElseThrow());
    first.quit();
    String refused = login(connect(server, SessionSecurity.inClear()));
    assertTrue(refused.startsWith("-ERR [LOGIN-DELAY] not before 9"), refused);
    now[0] = Duration.ofMinutes(15).toNanos();
    loggedIn(server).quit();
  }

  @Test
  void clientsAboveTheLimitAreTold() throws Exception {
    Pop3Server server =
        start(
            TestUsers.setup(TestUsers.options(true), store),
            ListenerSettings.at(LOOPBACK, 0).withLimits(1, 1));
    var first = new Raw(server);
    first.line();
    assertEquals("-ERR [SYS/TEMP] too many connections, try later", new Raw(server).line());
  }

  @Test
  void stoppingEndsIdleSessionsAndDeletesNothing() throws Exception {
    deliver("1\r\n");
    Pop3Server server = start(TestUsers.setup(TestUsers.options(true), store));
    var raw = new Raw(server);
    raw.line();
    raw.say("USER bob\r\n");
    raw.say("PASS secret\r\n");
    assertEquals("+OK message 1 marked", raw.say("DELE 1\r\n"));
    assertTrue(server.stop(Deadline.after(Duration.ofSeconds(30))));
    assertEquals("-ERR [SYS/TEMP] this server is stopping; nothing was deleted", raw.line());
    assertEquals(null, raw.line());
    assertEquals(1, left());
    assertThrows(IOException.class, () -> new Raw(server));
  }

  @Test
  void stoppingLetsACommandFinish() throws Exception {
    deliver("1\r\n");
    var asked = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var hooks =
        new ServerHooks() {
          @Override
          public Decision<Handled> quit(SessionFacts session, int marked) {
            asked.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return Decision.goOn();
          }
        };
    Pop3Server server = start(TestUsers.setup(TestUsers.options(true), store).withHooks(hooks));
    var raw = new Raw(server);
    raw.line();
    raw.say("USER bob\r\n");
    raw.say("PASS secret\r\n");
    raw.say("DELE 1\r\n");
    var answer = new CopyOnWriteArrayList<String>();
    Thread quitting =
        Thread.startVirtualThread(
            () -> {
              try {
                answer.add(raw.say("QUIT\r\n"));
              } catch (IOException e) {
                answer.add(e.toString());
              }
            });
    asked.await();
    var stopped = new CopyOnWriteArrayList<Boolean>();
    Thread stopping =
        Thread.startVirtualThread(
            () -> stopped.add(server.stop(Deadline.after(Duration.ofSeconds(30)))));
    assertThrows(IOException.class, () -> awaitRefusal(server));
    goOn.countDown();
    quitting.join();
    stopping.join();
    assertEquals(List.of("+OK goodbye"), answer);
    assertEquals(List.of(true), stopped);
    assertEquals(0, left());
  }

  /** Connects until nobody listens any more; the test's time-out is the deadline. */
  private static void awaitRefusal(Pop3Server server) throws IOException {
    while (true) {
      new Socket(LOOPBACK, server.port()).close();
    }
  }

  @Test
  void aNameThatIsNoHostIsRefused() {
    LoginPolicy logins = LoginPolicy.with(TestUsers.directory());
    for (String name : List.of("", "a b", "a@b", "<a>", "ä", "a\r\nb")) {
      assertThrows(IllegalArgumentException.class, () -> ServerOptions.of(name, logins), name);
    }
  }
}
