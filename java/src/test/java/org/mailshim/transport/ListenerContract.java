package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.Eventually;

/**
 * What holds for a listener whoever has which thread: real sockets on the loopback, TCP and Unix.
 */
abstract class ListenerContract {
  static final Duration LONG = Duration.ofSeconds(20);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();
  final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  private final boolean sharesThread;

  ListenerContract(boolean sharesThread) {
    this.sharesThread = sharesThread;
  }

  /** Echoes until the peer ends; tells a refused peer why. */
  static final class Echo implements Listener.Handler {
    @Override
    public Listener.Service service(Connection connection) {
      byte[] buffer = new byte[256];
      return () -> {
        while (connection.awaitOctets()) {
          int count = connection.read(buffer, 0, buffer.length);
          if (count < 0) {
            return true;
          }
          connection.write(buffer, 0, count);
        }
        return false;
      };
    }

    @Override
    public void refuse(Connection connection, Listener.Refusal why) {
      byte[] text = why.name().getBytes(US_ASCII);
      connection.write(text, 0, text.length);
    }
  }

  private final class Tell implements Listener.Observer {
    @Override
    public void acceptFailed(Endpoint local, IOException failure, Duration pause) {
      told.add(pause);
    }

    @Override
    public void handlerFailed(Endpoint peer, Throwable failure) {
      told.add(failure);
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  final Listener listen(ListenerSettings settings, Listener.Handler handler) {
    Listener listener = Listener.open(settings.withSharedThread(sharesThread), handler, new Tell());
    open.add(listener);
    return listener;
  }

  /** Listens, and fails to accept so many times. */
  private Listener failing(int times) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(LOOPBACK, 0), 10);
    ListenerSettings settings = here().withSharedThread(sharesThread);
    var failing = new FailingAcceptance(server, times);
    Listener listener = Listener.over(server, failing, settings, new Echo(), new Tell());
    open.add(listener);
    return listener;
  }

  static ListenerSettings here() {
    return ListenerSettings.at(LOOPBACK, 0);
  }

  private Listener echo(int connections, int perAddress) {
    return listen(here().withLimits(connections, perAddress), new Echo());
  }

  final Socket connect(Listener listener) throws IOException {
    Socket socket = new Socket(LOOPBACK, listener.port());
    open.add(socket);
    socket.setSoTimeout((int) LONG.toMillis());
    return socket;
  }

  static void assertEchoes(Socket socket) throws IOException {
    socket.getOutputStream().write("hello".getBytes(US_ASCII));
    assertEquals("hello", new String(socket.getInputStream().readNBytes(5), US_ASCII));
  }

  static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  @Test
  void eachConnectionIsServed() throws IOException {
    Listener listener = echo(100, 100);
    for (int i = 0; i < 20; i++) {
      assertEchoes(connect(listener));
    }
    assertEquals(20, listener.connections());
  }

  @Test
  void aHandlerKnowsBothEnds() throws Exception {
    var ends = new LinkedBlockingQueue<Endpoint>();
    Listener listener =
        listen(
            here(),
            serving(
                connection -> {
                  ends.add(connection.peer());
                  ends.add(connection.local());
                }));
    Socket socket = connect(listener);
    assertEquals("[127.0.0.1]:" + socket.getLocalPort(), ends.poll(20, TimeUnit.SECONDS).text());
    assertEquals("[127.0.0.1]:" + listener.port(), ends.poll(20, TimeUnit.SECONDS).text());
    assertEquals("", all(socket), "closed when the handler is done");
  }

  /** Has {@code body} serve, on a thread for each. */
  final Listener.Handler serving(Consumer<Connection> body) {
    return new Listener.Handler() {
      @Override
      public Listener.Service service(Connection connection) {
        return () -> {
          connection.keepThread();
          body.accept(connection);
          return true;
        };
      }

      @Override
      public void refuse(Connection connection, Listener.Refusal why) {
        told.add(why);
      }
    };
  }

  @Test
  void overTheLimitIsToldSo() throws IOException {
    Listener listener = echo(2, 100);
    Socket first = connect(listener);
    assertEchoes(first);
    assertEchoes(connect(listener));
    assertEquals("TOO_MANY_CONNECTIONS", all(connect(listener)));
    first.close();
    awaitConnections(listener, 1);
    assertEchoes(connect(listener));
  }

  @Test
  void overTheLimitOfAnAddressIsToldSo() throws IOException {
    Listener listener = echo(100, 1);
    assertEchoes(connect(listener));
    assertEquals("TOO_MANY_FROM_ADDRESS", all(connect(listener)));
    Socket other = new Socket(LOOPBACK, listener.port(), InetAddress.ofLiteral("127.0.0.9"), 0);
    open.add(other);
    assertEchoes(other);
  }

  /** Those to be refused are served by handlers that hang, so that no permit comes back. */
  @Test
  void aFloodWaitsInTheKernel() throws Exception {
    var release = new CountDownLatch(1);
    var entered = new LinkedBlockingQueue<String>();
    var handler =
        new Listener.Handler() {
          @Override
          public Listener.Service service(Connection connection) {
            return () -> {
              hang(connection, "served");
              return true;
            };
          }

          @Override
          public void refuse(Connection connection, Listener.Refusal why) {
            hang(connection, "refused");
          }

          private void hang(Connection connection, String what) {
            connection.keepThread();
            entered.add(what);
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    Listener listener = listen(here().withLimits(1, 100), handler);
    for (int i = 0; i < 40; i++) {
      connect(listener);
    }
    for (int i = 0; i < 17; i++) {
      assertTrue(entered.poll(20, TimeUnit.SECONDS) != null, "one served, sixteen refused");
    }
    assertEquals(null, entered.poll(50, TimeUnit.MILLISECONDS), "and the rest not accepted");
    release.countDown();
    for (int i = 0; i < 23; i++) {
      assertTrue(entered.poll(20, TimeUnit.SECONDS) != null, "until permits come back");
    }
  }

  @Test
  void aHandlerThatThrowsIsToldAndItsConnectionClosed() throws Exception {
    var bug = new IllegalStateException("a bug");
    Listener listener =
        listen(
            here(),
            serving(
                connection -> {
                  throw bug;
                }));
    assertEquals("", all(connect(listener)));
    assertEquals(bug, told.poll(20, TimeUnit.SECONDS));
    awaitConnections(listener, 0);
  }

  /** It must not fail, and if it does, others are served all the same. */
  @Test
  void anObserverThatThrowsEndsNothing() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> told.add(failure));
    var bug = new IllegalStateException("a bug in the observer");
    Listener.Observer failing =
        new Listener.Observer() {
          @Override
          public void handlerFailed(Endpoint peer, Throwable failure) {
            throw bug;
          }
        };
    try (Listener listener =
        Listener.open(here().withSharedThread(sharesThread), new Echo(), failing)) {
      Socket other = connect(listener);
      assertEchoes(other);
      try (Socket reset = connect(listener)) {
        assertEchoes(reset);
        reset.setSoLinger(true, 0);
      }
      assertEquals(bug, told.poll(20, TimeUnit.SECONDS));
      assertEchoes(other);
      other.close();
      awaitConnections(listener, 0);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void stoppingIsGraceful() throws IOException {
    Listener listener = echo(10, 10);
    Socket served = connect(listener);
    assertEchoes(served);
    listener.stopAccepting();
    assertThrows(IOException.class, () -> connect(listener));
    assertEchoes(served);
    assertFalse(listener.awaitIdle(Deadline.after(Duration.ofMillis(20))));
    served.close();
    assertTrue(listener.awaitIdle(Deadline.after(LONG)));
    try (var again = new ServerSocket(listener.port(), 1, LOOPBACK)) {
      assertEquals(listener.port(), again.getLocalPort(), "the address is free");
    }
  }

  @Test
  void closingEndsWhatIsServed() throws Exception {
    Listener listener = echo(10, 10);
    Socket served = connect(listener);
    assertEchoes(served);
    listener.close();
    listener.close();
    assertEquals("", all(served));
    assertTrue(listener.awaitIdle(Deadline.after(LONG)));
    assertInstanceOf(TransportException.Cancelled.class, told.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void anAddressThatIsTakenIsSaidToBe() {
    Listener listener = echo(10, 10);
    var refusal =
        assertThrows(
            TransportException.CannotListen.class,
            () -> listen(ListenerSettings.at(LOOPBACK, listener.port()), new Echo()));
    assertEquals(
        "[127.0.0.1]:" + listener.port() + ": cannot listen: Address already in use",
        refusal.getMessage());
  }

  @Test
  void aReadThatIsLateLeavesTheWayToSayGoodbye() throws IOException {
    Listener listener =
        listen(
            here(),
            serving(
                connection -> {
                  connection.deadline(Deadline.after(Duration.ofMillis(50)));
                  assertThrows(
                      TransportException.TimedOut.class, () -> connection.read(new byte[1], 0, 1));
                  connection.deadline(Deadline.after(LONG));
                  byte[] goodbye = "421 idle".getBytes(US_ASCII);
                  connection.write(goodbye, 0, goodbye.length);
                }));
    assertEquals("421 idle", all(connect(listener)));
    assertEquals(null, told.poll());
  }

  @Test
  void aWriteThatIsNotTakenIsLate() throws Exception {
    Listener listener =
        listen(
            here(),
            serving(
                connection -> {
                  byte[] block = new byte[1 << 20];
                  connection.deadline(Deadline.after(Duration.ofMillis(100)));
                  while (true) {
                    connection.write(block, 0, block.length);
                  }
                }));
    connect(listener);
    var late = assertInstanceOf(TransportException.TimedOut.class, told.poll(20, TimeUnit.SECONDS));
    assertTrue(
        List.of("the peer did not take the data in time", "no time left to send")
            .contains(late.reason()),
        late.reason());
  }

  /** On a platform thread, where the JDK counts; what a virtual one's park takes is its own. */
  @Test
  void anExchangeAllocatesNothing() throws Exception {
    Listener listener = echo(1, 1);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var channel = SocketChannel.open(new InetSocketAddress(LOOPBACK, listener.port()))) {
      var connection =
          new ChannelConnection(channel, listener.local(), listener.local(), new Cancellation());
      connection.deadline(Deadline.after(LONG));
      byte[] octet = new byte[1];
      long before = 0;
      for (int i = 0; i < 6000; i++) {
        if (i == 5000) {
          before = threads.getCurrentThreadAllocatedBytes();
          assertTrue(before > 0);
        }
        connection.write(octet, 0, 1);
        connection.read(octet, 0, 1);
      }
      long each = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
      assertTrue(each < 16, each + " octets allocated for each exchange");
      connection.close();
    }
  }

  @Test
  void availableTellsWhatHasArrived() throws Exception {
    var seen = new LinkedBlockingQueue<Integer>();
    Listener listener =
        listen(
            here(),
            serving(
                connection -> {
                  connection.read(new byte[1], 0, 1);
                  seen.add(connection.available());
                }));
    connect(listener).getOutputStream().write(new byte[6]);
    assertEquals(5, seen.poll(20, TimeUnit.SECONDS));
  }

  /** Without descriptors, say, accepting fails at once and again: each time is told, and waited. */
  @Test
  void failuresToAcceptAreToldAndOutwaited() throws Exception {
    Listener listener = failing(3);
    Socket waiting = connect(listener);
    assertEquals(Duration.ofMillis(100), told.poll(20, TimeUnit.SECONDS));
    assertEquals(Duration.ofMillis(200), told.poll(20, TimeUnit.SECONDS));
    assertEquals(Duration.ofMillis(400), told.poll(20, TimeUnit.SECONDS));
    assertEchoes(waiting);
  }

  @Test
  void stoppingDoesNotWaitForAPause() throws Exception {
    Listener listener = failing(Integer.MAX_VALUE);
    connect(listener);
    for (int i = 0; i < 3; i++) {
      told.poll(20, TimeUnit.SECONDS);
    }
    listener.close();
    assertTrue(listener.awaitIdle(Deadline.after(LONG)));
    told.clear(); // on a slow machine the third pause was over before
    assertEquals(null, told.poll(1, TimeUnit.SECONDS), "nothing is tried any more");
  }

  @Test
  void unixSocketsAreServedAndTheirFileGoesAway() throws IOException {
    Path path = directory.resolve("lmtp");
    Listener listener = listen(ListenerSettings.at(path).withLimits(10, 1), new Echo());
    var dialer = new Dialer(FixedHostResolver.loopback());
    for (int i = 0; i < 2; i++) {
      Connection connection = dialer.dial(path, Deadline.after(LONG), new Cancellation());
      open.add(connection);
      assertEquals("unix:" + path, connection.peer().text());
      connection.deadline(Deadline.after(LONG));
      connection.write("hello".getBytes(US_ASCII), 0, 5);
      byte[] back = new byte[5];
      for (int at = 0; at < 5; ) {
        at += connection.read(back, at, 5);
      }
      assertEquals("hello", new String(back, US_ASCII));
    }
    assertEquals(0, listener.port());
    listener.close();
    assertFalse(Files.exists(path));
  }

  @Test
  void aUnixSocketThatSomebodyLeftBehindIsReplaced() throws Exception {
    Path path = directory.resolve("stale");
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    Listener listener = listen(ListenerSettings.at(path), new Echo());
    assertThrows(
        TransportException.CannotListen.class,
        () -> listen(ListenerSettings.at(path), new Echo()),
        "one that is alive is not");
    assertEquals("unix:" + path, listener.local().text());
  }

  @Test
  void aFileIsNotTakenForASocket() throws IOException {
    Path path = Files.writeString(directory.resolve("file"), "mine");
    assertThrows(
        TransportException.CannotListen.class, () -> listen(ListenerSettings.at(path), new Echo()));
    assertEquals("mine", Files.readString(path));
  }

  @Test
  void nobodyAtAUnixSocketIsARefusal() {
    var dialer = new Dialer(FixedHostResolver.loopback());
    Path path = directory.resolve("none");
    var refusal =
        assertThrows(
            TransportException.Refused.class,
            () -> dialer.dial(path, Deadline.after(LONG), new Cancellation()));
    assertEquals("unix:" + path + ": no such socket", refusal.getMessage());
  }

  static void awaitConnections(Listener listener, int count) {
    Eventually.await(count + " connections", () -> listener.connections() == count);
  }
}
