package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets on the loopback, on both kinds of thread. */
final class PlainConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private ServerSocket server;
  private Connection connection;
  private Socket far;
  private final Cancellation cancellation = new Cancellation();

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    connection =
        PlainConnection.connect(
            Endpoint.of(server.getInetAddress(), server.getLocalPort()),
            Deadline.after(LONG),
            cancellation);
    far = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    far.close();
    server.close();
  }

  private static FutureTask<Throwable> start(boolean virtual, Runnable body) {
    var task = new FutureTask<Throwable>(() -> assertThrows(TransportException.class, body::run));
    if (virtual) {
      Thread.ofVirtual().start(task);
    } else {
      Thread.ofPlatform().daemon().start(task);
    }
    return task;
  }

  private static Throwable failureOf(FutureTask<Throwable> task)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void bytesGoBothWays() throws IOException {
    connection.deadline(Deadline.after(LONG));
    byte[] command = "__NOOP\r\n__".getBytes(US_ASCII);
    connection.write(command, 2, 8);
    connection.flush();
    assertArrayEquals("NOOP\r\n".getBytes(US_ASCII), far.getInputStream().readNBytes(6));
    far.getOutputStream().write("250 ok\r\n".getBytes(US_ASCII));
    byte[] into = new byte[20];
    assertEquals(4, connection.read(into, 1, 5));
    assertEquals(4, connection.available());
    assertEquals(4, connection.read(into, 5, 20));
    assertEquals("\000250 ok\r\n", new String(into, 0, 9, US_ASCII));
    assertEquals(0, connection.available());
  }

  @Test
  void knowsBothEnds() {
    assertEquals(server.getLocalPort(), connection.peer().port());
    assertEquals(far.getPort(), connection.local().port());
  }

  @Test
  void theEndOfTheStreamIsMinusOne() throws IOException {
    far.shutdownOutput();
    assertEquals(-1, connection.read(new byte[1], 0, 1));
  }

  @Test
  void aResetIsClosed() throws IOException {
    far.setSoLinger(true, 0);
    far.close();
    assertThrows(TransportException.Closed.class, () -> connection.read(new byte[1], 0, 1));
  }

  @Test
  void silenceEndsAtTheDeadlineAndNotBefore() {
    Deadline deadline = Deadline.after(Duration.ofMillis(200));
    connection.deadline(deadline);
    assertThrows(TransportException.TimedOut.class, () -> connection.read(new byte[1], 0, 1));
    assertTrue(deadline.isPast());
  }

  @Test
  void aDeadlineCanBeMovedAfterATimeOutNeverHappened() throws IOException {
    connection.deadline(Deadline.after(LONG));
    far.getOutputStream().write('a');
    assertEquals(1, connection.read(new byte[1], 0, 1));
    connection.deadline(Deadline.never());
    far.getOutputStream().write('b');
    assertEquals(1, connection.read(new byte[1], 0, 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPeerThatNeverReadsEndsAWriteAtTheDeadline(boolean virtual) throws Exception {
    Deadline deadline = Deadline.after(Duration.ofMillis(200));
    var write =
        start(
            virtual,
            () -> {
              connection.deadline(deadline);
              writeForEver();
            });
    assertInstanceOf(TransportException.TimedOut.class, failureOf(write));
    assertTrue(deadline.isPast());
  }

  @Test
  void anEarlierDeadlineBehindALaterOneIsKept() throws Exception {
    connection.deadline(Deadline.after(LONG));
    connection.write(new byte[1], 0, 1);
    Deadline deadline = Deadline.after(Duration.ofMillis(100));
    connection.deadline(deadline);
    assertThrows(TransportException.TimedOut.class, this::writeForEver);
    assertTrue(deadline.isPast());
    assertFalse(Deadline.after(LONG).isPast());
  }

  @Test
  void aWriteInTimeIsLeftAlone() throws IOException {
    Duration enough = Duration.ofSeconds(3); // for a slow machine to write an octet
    connection.deadline(Deadline.after(enough));
    connection.write(new byte[] {'a'}, 0, 1);
    connection.deadline(Deadline.after(enough.plusMillis(200)));
    assertThrows(TransportException.TimedOut.class, () -> connection.read(new byte[1], 0, 1));
    connection.deadline(Deadline.after(LONG));
    connection.write(new byte[] {'b'}, 0, 1);
    assertArrayEquals(new byte[] {'a', 'b'}, far.getInputStream().readNBytes(2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closeEndsAReadUnderWay(boolean virtual) throws Exception {
    for (Deadline deadline : Arrays.asList(Deadline.never(), Deadline.after(LONG))) {
      close();
      connect();
      connection.deadline(deadline);
      byte[] into = new byte[1];
      far.getOutputStream().write('a');
      var firstByte = new java.util.concurrent.CountDownLatch(1);
      var read =
          start(
              virtual,
              () -> {
                connection.read(into, 0, 1);
                firstByte.countDown();
                connection.read(into, 0, 1);
              });
      assertTrue(firstByte.await(LONG.toSeconds(), TimeUnit.SECONDS));
      connection.close();
      assertInstanceOf(TransportException.Cancelled.class, failureOf(read));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closeEndsAWriteUnderWay(boolean virtual) throws Exception {
    connection.deadline(Deadline.after(LONG));
    var write = start(virtual, this::writeForEver);
    // The peer's buffer has filled when no byte has been added to it for a while of looking.
    int before = -1;
    while (far.getInputStream().available() != before || before == 0) {
      before = far.getInputStream().available();
      Thread.sleep(20);
    }
    connection.close();
    assertInstanceOf(TransportException.Cancelled.class, failureOf(write));
  }

  @Test
  void aCancellationOutlivesTheDial() throws Exception {
    var read = start(false, () -> connection.read(new byte[1], 0, 1));
    cancellation.cancel();
    assertInstanceOf(TransportException.Cancelled.class, failureOf(read));
  }

  @Test
  void everythingAfterCloseIsCancelledAndCloseCanBeRepeated() {
    connection.close();
    connection.close();
    assertThrows(TransportException.Cancelled.class, () -> connection.read(new byte[1], 0, 1));
    assertThrows(TransportException.Cancelled.class, () -> connection.write(new byte[1], 0, 1));
    assertEquals(0, connection.available());
  }

  @Test
  void whatAPeerSaidBeforeItWentCanStillBeRead() throws IOException {
    far.getOutputStream().write("421 going\r\n".getBytes(US_ASCII));
    far.close();
    connection.deadline(Deadline.after(LONG));
    assertThrows(TransportException.Closed.class, this::writeForEver);
    assertEquals("421 going", new LineReader(connection, 100).line());
  }

  @Test
  void readsAndWritesAllocateNothingOfTheirOwn() throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] octet = new byte[1];
    connection.deadline(Deadline.after(LONG));
    long before = 0;
    int counted = 1000;
    for (int i = -1000; i < counted; i++) {
      if (i == 0) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      connection.write(octet, 0, 1);
      far.getOutputStream().write(octet, 0, far.getInputStream().read(octet, 0, 1));
      connection.read(octet, 0, 1);
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / counted;
    assertTrue(each < 16, each + " octets allocated for each exchange");
  }

  @Test
  void longTimeOutsAreSetInSlices() {
    assertEquals(0, PlainConnection.slice(Long.MAX_VALUE));
    assertEquals(1, PlainConnection.slice(1));
    assertEquals(127, PlainConnection.slice(Duration.ofMillis(127).toNanos()));
    assertEquals(128, PlainConnection.slice(Duration.ofMillis(128).toNanos()));
    assertEquals(262_144, PlainConnection.slice(Duration.ofMinutes(5).toNanos()));
    assertEquals(262_144, PlainConnection.slice(Duration.ofMinutes(5).toNanos() - 1));
    assertEquals(1 << 30, PlainConnection.slice(Long.MAX_VALUE - 1));
  }

  private void writeForEver() {
    byte[] bytes = new byte[1 << 16];
    while (true) {
      connection.write(bytes, 0, bytes.length);
    }
  }
}
