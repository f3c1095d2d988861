package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
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
import org.junit.jupiter.api.Test;

/** {@link ListenerContract} with one thread for all connections, and what is special about that. */
final class SharedThreadTest extends ListenerContract {
  private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();

  SharedThreadTest() {
    super(true);
  }

  /** Does {@code turn} each time there are octets, or the end, and before the first. */
  private Listener.Handler eachTime(Turn turn) {
    return new Listener.Handler() {
      @Override
      public Listener.Service service(Connection connection) {
        connections.add(connection);
        connection.deadline(Deadline.after(LONG));
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

  /** Sends an octet back, and keeps the thread at a {@code w}. */
  private static boolean answer(Connection connection) {
    byte[] word = new byte[1];
    if (connection.read(word, 0, 1) < 0) {
      return false;
    }
    if (word[0] == 'w') {
      connection.keepThread();
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
