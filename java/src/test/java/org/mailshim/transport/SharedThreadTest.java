package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mailshim.Eventually;

/** {@link ListenerContract} with one thread for all connections, and what is special about that. */
final class SharedThreadTest extends ListenerContract {
  private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
  private volatile Deadline patience = Deadline.after(LONG);

  SharedThreadTest() {
    super(true);
  }

  /** Does {@code turn} each time there are octets, or the end, and before the first. */
  private Listener.Handler eachTime(Turn turn) {
    return new Listener.Handler() {
      @Override
      public Listener.Service service(Connection connection) {
        connections.add(connection);
        connection.deadline(patience);
        return () -> {
          while (connection.awaitOctets()) {
            if (!turn.take(connection)) {
              return true;
            }
          }
          return false;
        };
      }

      @Override
      public void refuse(Connection connection, Listener.Refusal why) {
        told.add(why);
      }
    };
  }

  private interface Turn {
    /** Returns whether it goes on. */
    boolean take(Connection connection);
  }

  /** Reads what is there and sends it back. */
  private static boolean echo(Connection connection) {
    byte[] buffer = new byte[64];
    int count = connection.read(buffer, 0, buffer.length);
    if (count > 0) {
      connection.write(buffer, 0, count);
    }
    return count >= 0;
  }

  @Test
  void oneThreadServesAllByTurns() throws IOException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Listener listener =
        listen(
            here(),
            eachTime(
                connection -> {
                  threads.add(Thread.currentThread());
                  return echo(connection);
                }));
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sockets.add(connect(listener));
    }
    for (int round = 0; round < 3; round++) {
      for (Socket socket : sockets) {
        assertEchoes(socket);
      }
    }
    assertEquals(1, threads.size());
  }

  /** The others do not notice that one waits, for whatever it is, and it is served to its end. */
  @Test
  void whoWaitsKeepsTheThread() throws Exception {
    var release = new CountDownLatch(1);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Listener listener =
        listen(
            here(),
            eachTime(
                connection -> {
                  threads.add(Thread.currentThread());
                  byte[] word = new byte[1];
                  if (connection.read(word, 0, 1) < 0) {
                    return false;
                  }
                  if (word[0] == 'w') {
                    connection.keepThread();
                    await(release);
                  }
                  connection.write(word, 0, 1);
                  return true;
                }));
    Socket waits = connect(listener);
    assertAnswers(waits, "a");
    waits.getOutputStream().write('w');
    Socket other = connect(listener);
    assertAnswers(other, "b");
    release.countDown();
    assertEquals('w', waits.getInputStream().read());
    assertAnswers(waits, "c");
    assertAnswers(other, "d");
    assertEquals(2, threads.size());
    waits.close();
    awaitConnections(listener, 1);
  }

  private static void await(CountDownLatch release) {
    try {
      assertTrue(release.await(LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertAnswers(Socket socket, String word) throws IOException {
    socket.getOutputStream().write(word.getBytes(US_ASCII));
    assertEquals(word, new String(socket.getInputStream().readNBytes(word.length()), US_ASCII));
  }

  /** Half a message is waited for in the middle of a turn: the connection keeps the thread. */
  @Test
  void aReadThatHasToWaitKeepsTheThread() throws IOException {
    Listener listener =
        listen(
            here(),
            eachTime(
                connection -> {
                  byte[] word = new byte[5];
                  for (int at = 0; at < word.length; ) {
                    int count = connection.read(word, at, word.length);
                    if (count < 0) {
                      return false;
                    }
                    at += count;
                  }
                  connection.write(word, 0, word.length);
                  return true;
                }));
    List<Socket> halves = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Socket half = connect(listener);
      half.getOutputStream().write("hel".getBytes(US_ASCII));
      halves.add(half);
    }
    assertEchoes(connect(listener));
    for (Socket half : halves) {
      half.getOutputStream().write("lo".getBytes(US_ASCII));
      assertEquals("hello", new String(half.getInputStream().readNBytes(5), US_ASCII));
      assertEchoes(half);
    }
  }

  @Test
  void aWriteThatHasToWaitKeepsTheThread() throws Exception {
    byte[] much = new byte[16 * 1024 * 1024];
    Listener listener =
        listen(
            here(),
            eachTime(
                connection -> {
                  byte[] word = new byte[1];
                  if (connection.read(word, 0, 1) < 0) {
                    return false;
                  }
                  connection.write(much, 0, word[0] == 'm' ? much.length : 1);
                  return true;
                }));
    Socket slow = connect(listener);
    slow.getOutputStream().write('m');
    Socket other = connect(listener);
    other.getOutputStream().write('x');
    assertEquals(0, other.getInputStream().read());
    assertEquals(much.length, slow.getInputStream().readNBytes(much.length).length);
  }

  @Test
  void aConnectionThatRestsTooLongIsLate() throws Exception {
    Listener listener =
        listen(
            here(),
            eachTime(
                connection -> {
                  try {
                    connection.read(new byte[1], 0, 1);
                  } catch (TransportException.TimedOut late) {
                    told.add(late);
                    connection.deadline(Deadline.after(LONG));
                    connection.write("late".getBytes(US_ASCII), 0, 4);
                    return false;
                  }
                  connection.deadline(Deadline.after(Duration.ofMillis(20)));
                  return true;
                }));
    Socket socket = connect(listener);
    socket.getOutputStream().write('x');
    assertEquals("late", all(socket));
    assertInstanceOf(TransportException.TimedOut.class, told.poll(20, TimeUnit.SECONDS));
    awaitConnections(listener, 0);
  }

  @Test
  void aConnectionThatIsClosedWhileItRestsIsToldSo() throws Exception {
    Listener listener =
        listen(
            here(),
            eachTime(
                connection -> {
                  try {
                    return echo(connection);
                  } catch (TransportException.Cancelled cancelled) {
                    told.add(cancelled);
                    return false;
                  }
                }));
    Socket socket = connect(listener);
    assertEchoes(socket);
    connections.take().close();
    assertInstanceOf(TransportException.Cancelled.class, told.poll(20, TimeUnit.SECONDS));
    assertEquals(-1, socket.getInputStream().read());
    awaitConnections(listener, 0);
    assertEchoes(connect(listener));
  }

  /** Octets, deadlines and closing from elsewhere at the same moments: none is served twice. */
  @Test
  void closingRacesWithOctets() throws Exception {
    var ended = new Semaphore(0);
    Listener listener =
        listen(
            here().withLimits(1000, 1000),
            eachTime(
                connection -> {
                  try {
                    if (echo(connection)) {
                      return true;
                    }
                  } catch (TransportException e) {
                    // Which of the two was first is what this is about.
                  }
                  ended.release();
                  return false;
                }));
    int count = 300;
    for (int i = 0; i < count; i++) {
      Socket socket = connect(listener);
      assertEchoes(socket);
      Connection connection = connections.take();
      Thread closer = Thread.ofVirtual().start(connection::close);
      try {
        socket.getOutputStream().write('x');
      } catch (IOException e) {
        // Closed already.
      }
      closer.join();
      socket.close();
    }
    assertTrue(ended.tryAcquire(count, LONG.toSeconds(), TimeUnit.SECONDS));
    awaitConnections(listener, 0);
    assertFalse(ended.tryAcquire(), "each ends once");
  }

  /** Without a thread for the others, who would keep this one is closed, and the others go on. */
  @Test
  void whoCannotHaveAThreadIsClosed() throws Exception {
    ListenerSettings settings =
        here()
            .withThreads(
                task -> {
                  throw new RejectedExecutionException("no more");
                });
    Listener listener = listen(settings, eachTime(SharedThreadTest::answer));
    Socket other = connect(listener);
    assertAnswers(other, "a");
    List<Socket> keeping = new ArrayList<>();
    for (int i = 1; i < LeaderThreads.PLATFORM; i++) {
      Socket keeps = connect(listener);
      assertAnswers(keeps, "w");
      keeping.add(keeps);
    }
    Socket last = connect(listener);
    last.getOutputStream().write('w');
    assertEquals(-1, last.getInputStream().read());
    assertInstanceOf(TransportException.Closed.class, told.poll(20, TimeUnit.SECONDS));
    assertAnswers(other, "b");
    for (Socket keeps : keeping) {
      assertAnswers(keeps, "c");
    }
  }

  /** More than have platform threads keep theirs, and all are served to the end. */
  @Test
  void manyMayKeepTheirThreads() throws Exception {
    Listener listener = listen(here().withLimits(100, 100), eachTime(SharedThreadTest::answer));
    List<Socket> keeping = new ArrayList<>();
    for (int i = 0; i < 3 * LeaderThreads.PLATFORM; i++) {
      Socket keeps = connect(listener);
      assertAnswers(keeps, "w");
      keeping.add(keeps);
    }
    assertAnswers(connect(listener), "a");
    for (Socket keeps : keeping) {
      assertAnswers(keeps, "c");
      keeps.close();
    }
    awaitConnections(listener, 1);
    assertAnswers(connect(listener), "b");
  }

  /** An interrupt is nobody's but the one's who had it: select would return at once ever after. */
  @Test
  void anInterruptEndsWithTheTurn() throws Exception {
    Listener listener =
        listen(
            here(),
            eachTime(
                connection -> {
                  told.add(Thread.currentThread().isInterrupted());
                  return answer(connection);
                }));
    Socket interrupts = connect(listener);
    assertAnswers(interrupts, "i");
    Socket other = connect(listener);
    assertAnswers(other, "w");
    assertAnswers(interrupts, "a");
    for (int i = 0; i < 3; i++) {
      assertEquals(false, told.poll(20, TimeUnit.SECONDS));
    }
  }

  /** Its last word is not waited for on the thread of all. */
  @Test
  void whoCannotHaveAThreadSaysNothingMore() throws Exception {
    byte[] much = new byte[16 * 1024 * 1024];
    ListenerSettings settings =
        here()
            .withThreads(
                task -> {
                  throw new RejectedExecutionException("no more");
                });
    Listener listener =
        listen(
            settings,
            eachTime(
                connection -> {
                  byte[] word = new byte[1];
                  connection.deadline(Deadline.after(LONG.multipliedBy(2)));
                  if (connection.read(word, 0, 1) < 0) {
                    return false;
                  }
                  if (word[0] != 'm') {
                    connection.keepThread();
                    connection.write(word, 0, 1);
                    return true;
                  }
                  try {
                    connection.write(much, 0, much.length);
                  } catch (TransportException.Closed e) {
                    connection.write(much, 0, much.length);
                  }
                  return true;
                }));
    for (int i = 1; i < LeaderThreads.PLATFORM; i++) {
      assertAnswers(connect(listener), "w");
    }
    Socket slow = connect(listener);
    slow.getOutputStream().write('m');
    assertInstanceOf(TransportException.class, told.poll(20, TimeUnit.SECONDS));
    awaitConnections(listener, LeaderThreads.PLATFORM - 1);
  }

  /** What is always there to be read would hold the others up for as long. */
  @Test
  void whoHasMuchToSayKeepsTheThread() throws Exception {
    var kept = new CountDownLatch(1);
    ChannelConnection.Sharing sharing =
        new ChannelConnection.Sharing() {
          @Override
          public void rest(SocketChannel channel) {}

          @Override
          public void keepThread(SocketChannel channel) {
            kept.countDown();
          }

          @Override
          public void call() {}
        };
    try (var server = ServerSocketChannel.open().bind(here().address());
        var client = SocketChannel.open(server.getLocalAddress())) {
      Endpoint here = Reception.endpoint(server.getLocalAddress());
      try (var connection =
          new ChannelConnection(server.accept(), here, here, new Cancellation())) {
        connection.share(sharing);
        byte[] octets = new byte[4096];
        for (int turn = 0; turn < 100; turn++) {
          connection.wake();
          assertReads(connection, client, octets);
        }
        assertEquals(1, kept.getCount(), "turns are short");
        for (int i = 0; i < 100; i++) {
          assertReads(connection, client, octets);
        }
        assertEquals(0, kept.getCount(), "a turn is long");
      }
    }
  }

  private static void assertReads(Connection connection, SocketChannel client, byte[] octets)
      throws IOException {
    client.write(ByteBuffer.wrap(octets));
    Eventually.await("the octets come", () -> connection.available() >= octets.length);
    assertEquals(octets.length, connection.read(octets, 0, octets.length));
  }

  /** Who is being closed has its last turn, although the others are gone and nobody comes in. */
  @Test
  void theLeaderStaysForWhoIsBeingClosed() throws Exception {
    var leader = new AtomicReference<Thread>();
    Listener listener =
        listen(
            here(),
            eachTime(
                connection -> {
                  leader.set(Thread.currentThread());
                  return echo(connection);
                }));
    assertEchoes(connect(listener));
    Connection held = connections.take();
    patience = Deadline.never(); // so that the other one's closing does not meet the watch
    assertEchoes(connect(listener));
    listener.stopAccepting();
    var watching = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var late =
        new DeadlineWatch.Watched() {
          @Override
          void expire() {
            watching.countDown();
            await(release);
          }
        };
    late.begin(1);
    await(watching);
    Thread closer = Thread.ofPlatform().start(held::close);
    awaitHeld(closer);
    connections.take().close();
    awaitHeld(leader.get());
    release.countDown();
    assertTrue(listener.awaitIdle(Deadline.after(LONG)));
    closer.join();
  }

  /** Waits until the watch holds a thread up, or it has ended. */
  private static void awaitHeld(Thread thread) {
    Eventually.awaitState(thread, Thread.State.WAITING, Thread.State.TERMINATED);
  }

  /** Sends an octet back; keeps the thread at a {@code w}, and interrupts it at an {@code i}. */
  private static boolean answer(Connection connection) {
    byte[] word = new byte[1];
    if (connection.read(word, 0, 1) < 0) {
      return false;
    }
    if (word[0] == 'w') {
      connection.keepThread();
    }
    if (word[0] == 'i') {
      Thread.currentThread().interrupt();
    }
    connection.write(word, 0, 1);
    return true;
  }

  /** Nobody reads: who says a last word from another thread hears so, and takes no thread away. */
  @Test
  void aWordFromElsewhereIsNotWaitedFor() throws Exception {
    Listener listener = listen(here(), eachTime(SharedThreadTest::echo));
    Socket socket = connect(listener);
    assertEchoes(socket);
    Connection connection = connections.take();
    byte[] much = new byte[64 * 1024];
    TransportException stuck = null;
    for (int i = 0; i < 10_000 && stuck == null; i++) {
      try {
        connection.write(much, 0, much.length);
      } catch (TransportException.TimedOut e) {
        stuck = e;
      }
    }
    assertTrue(stuck != null, "somewhere it is full");
    connection.close();
    awaitConnections(listener, 0);
  }
}
