package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS over real sockets, from our dialer to our listener, TCP and Unix. */
final class TlsSocketTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path directory;

  private final BlockingQueue<Object> ended = new LinkedBlockingQueue<>();
  private final TestAuthority.Issued issued = new TestAuthority("Test root").issueForMx();
  private final TlsServer server = new TlsServer(TlsServerSettings.of(issued.material()));
  private final TlsClient client = new TlsClient(TlsClientSettings.unverified());

  /** Echoes over TLS, and tells how the stream ended. */
  private final class Echo implements Listener.Handler {
    @Override
    public Listener.Service service(Connection connection) {
      return () -> {
        echo(connection);
        return true;
      };
    }

    private void echo(Connection connection) {
      try (TlsConnection tls = server.handshake(connection, Deadline.after(LONG))) {
        tls.deadline(Deadline.after(LONG));
        byte[] buffer = new byte[64 * 1024];
        int count = tls.read(buffer, 0, buffer.length);
        while (count >= 0) {
          tls.write(buffer, 0, count);
          count = tls.read(buffer, 0, buffer.length);
        }
        ended.add(tls.isTruncated());
      }
    }

    @Override
    public void refuse(Connection connection, Listener.Refusal why) {
      throw new AssertionError(why);
    }
  }

  private final class Tell implements Listener.Observer {
    @Override
    public void acceptFailed(Endpoint local, IOException failure, Duration pause) {
      ended.add(failure);
    }

    @Override
    public void handlerFailed(Endpoint peer, Throwable failure) {
      ended.add(failure);
    }
  }

  private static void assertEchoes(Connection tls) {
    tls.deadline(Deadline.after(LONG));
    byte[] sent = new byte[200_000];
    new Random(1).nextBytes(sent);
    byte[] back = new byte[sent.length];
    for (int from = 0; from < sent.length; from += 50_000) {
      tls.write(sent, from, from + 50_000);
      for (int at = from; at < from + 50_000; ) {
        at += tls.read(back, at, from + 50_000);
      }
    }
    assertArrayEquals(sent, back);
  }

  private Listener listen(ListenerSettings settings) {
    return Listener.open(settings, new Echo(), new Tell());
  }

  private static Connection dial(Listener listener) {
    return new Dialer(FixedHostResolver.loopback())
        .dial("mx.example", listener.port(), Deadline.after(LONG));
  }

  @Test
  void overTcp() throws Exception {
    try (Listener listener = listen(ListenerSettings.at(InetAddress.getLoopbackAddress(), 0))) {
      TlsConnection tls = client.handshake(dial(listener), "mx.example", Deadline.after(LONG));
      assertEchoes(tls);
      tls.close();
      assertEquals(false, ended.poll(20, TimeUnit.SECONDS), "said goodbye");
    }
  }

  @Test
  void overAUnixSocket() throws Exception {
    Path path = directory.resolve("tls");
    try (Listener listener = listen(ListenerSettings.at(path))) {
      Connection under =
          new Dialer(FixedHostResolver.loopback())
              .dial(path, Deadline.after(LONG), new Cancellation());
      TlsConnection tls = client.handshake(under, "mx.example", Deadline.after(LONG));
      assertEchoes(tls);
      assertEquals(listener.local(), tls.peer());
      tls.close();
      assertEquals(false, ended.poll(20, TimeUnit.SECONDS), "said goodbye");
    }
  }

  @Test
  void aConnectionThatIsDroppedIsTruncated() throws Exception {
    try (Listener listener = listen(ListenerSettings.at(InetAddress.getLoopbackAddress(), 0))) {
      Connection under = dial(listener);
      TlsConnection tls = client.handshake(under, "mx.example", Deadline.after(LONG));
      assertEchoes(tls);
      under.close();
      assertEquals(true, ended.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aClientThatSpeaksInClearIsNotServed() throws Exception {
    try (Listener listener = listen(ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
        Connection plain = dial(listener)) {
      byte[] hello = "EHLO client.example\r\n".getBytes(US_ASCII);
      plain.write(hello, 0, hello.length);
      var failure =
          assertInstanceOf(TransportException.Tls.class, ended.poll(20, TimeUnit.SECONDS));
      assertEquals("TLS: the peer does not speak TLS here", failure.reason());
    }
  }

  @Test
  void silenceIsLateAndTheConnectionStillTakesAWord() throws Exception {
    try (Listener listener = listen(ListenerSettings.at(InetAddress.getLoopbackAddress(), 0))) {
      TlsConnection tls = client.handshake(dial(listener), "mx.example", Deadline.after(LONG));
      tls.deadline(Deadline.after(Duration.ofMillis(50)));
      assertThrows(TransportException.TimedOut.class, () -> tls.read(new byte[1], 0, 1));
      tls.deadline(Deadline.after(LONG));
      assertEchoes(tls);
      tls.close();
      assertEquals(false, ended.poll(20, TimeUnit.SECONDS));
    }
  }
}
