package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.sasl.Secret;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.DialerSettings;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.FixedHostResolver;
import org.mailshim.transport.Listener;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.Proxy;
import org.mailshim.transport.ProxyHeader;
import org.mailshim.transport.ProxyUser;
import org.mailshim.transport.RefusingPort;
import org.mailshim.transport.TransportException;

/**
 * Real proxies between our dialer and our listener: microsocks (SOCKS 5), tinyproxy (HTTP CONNECT)
 * and HAProxy (PROXY protocol).
 */
final class ProxyPeersTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<Optional<ProxyHeader>> headers = new LinkedBlockingQueue<>();

  /** Greets as a server does, at once; reads a PROXY header before, if there is to be one. */
  private final class Greeter implements Listener.Handler {
    private final boolean behindProxy;

    Greeter(boolean behindProxy) {
      this.behindProxy = behindProxy;
    }

    @Override
    public Listener.Service service(Connection connection) {
      return () -> {
        greet(connection);
        return true;
      };
    }

    private void greet(Connection connection) {
      if (behindProxy) {
        headers.add(ProxyHeader.read(connection, Deadline.after(LONG)));
      }
      byte[] greeting = "220 here\r\n".getBytes(US_ASCII);
      connection.write(greeting, 0, greeting.length);
      connection.read(new byte[64], 0, 64);
    }

    @Override
    public void refuse(Connection connection, Listener.Refusal why) {
      throw new AssertionError(why);
    }
  }

  /** A proxy's probing connections end as they like. */
  private static final class Quiet implements Listener.Observer {
    @Override
    public void acceptFailed(Endpoint local, IOException failure, Duration pause) {
      throw new AssertionError(failure);
    }

    @Override
    public void handlerFailed(Endpoint peer, Throwable failure) {}
  }

  @BeforeEach
  void openDirectory() throws IOException {
    Peers.open(directory);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private Listener listen(boolean behindProxy) {
    Listener listener =
        Listener.open(ListenerSettings.at(LOOPBACK, 0), new Greeter(behindProxy), new Quiet());
    open.add(listener);
    return listener;
  }

  private void start(int port, String... command) throws Exception {
    PeerProcess process = PeerProcess.start(directory, List.of(command));
    open.add(process);
    process.awaitPort(port);
  }

  private static Dialer through(Proxy proxy) {
    return new Dialer(FixedHostResolver.loopback(), DialerSettings.through(proxy));
  }

  private static void assertGreeted(Connection connection) {
    connection.deadline(Deadline.after(LONG));
    byte[] greeting = new byte[10];
    for (int at = 0; at < greeting.length; ) {
      at += connection.read(greeting, at, greeting.length);
    }
    assertEquals("220 here\r\n", new String(greeting, US_ASCII));
  }

  private static TransportException refused(Proxy proxy, String host, int port) {
    return assertThrows(
        TransportException.class, () -> through(proxy).dial(host, port, Deadline.after(LONG)));
  }

  @Test
  void microsocksConnectsUs() throws Exception {
    ProxyProgram microsocks = ProxyProgram.microsocks(directory);
    open.add(microsocks);
    var proxy = new Proxy.Socks5("127.0.0.1", microsocks.port(), Optional.empty());
    Listener target = listen(false);
    try (Connection byName = through(proxy).dial("localhost", target.port(), Deadline.after(LONG));
        Connection byAddress =
            through(proxy)
                .dial(
                    Endpoint.of(LOOPBACK, target.port()),
                    Deadline.after(LONG),
                    new Cancellation())) {
      assertGreeted(byName);
      assertGreeted(byAddress);
    }
    try (RefusingPort nobody = new RefusingPort()) {
      assertInstanceOf(
          TransportException.Refused.class, refused(proxy, "127.0.0.1", nobody.number()));
    }
    assertInstanceOf(TransportException.Unreachable.class, refused(proxy, "a..invalid", 25));
  }

  @Test
  void microsocksWantsAPassword() throws Exception {
    int port = Peers.freePort();
    start(
        port,
        Peers.program("microsocks"),
        "-i",
        "127.0.0.1",
        "-p",
        Integer.toString(port),
        "-u",
        "ann",
        "-P",
        "s3cret");
    Listener target = listen(false);
    var right = new ProxyUser("ann", Secret.of("s3cret"));
    var proxy = new Proxy.Socks5("127.0.0.1", port, Optional.of(right));
    try (Connection connection =
        through(proxy).dial("127.0.0.1", target.port(), Deadline.after(LONG))) {
      assertGreeted(connection);
    }
    var wrong = new ProxyUser("ann", Secret.of("guess"));
    assertEquals(
        "the proxy does not accept the user and password",
        refused(new Proxy.Socks5("127.0.0.1", port, Optional.of(wrong)), "127.0.0.1", target.port())
            .reason());
    assertEquals(
        "the proxy wants authentication; give a user and password",
        refused(new Proxy.Socks5("127.0.0.1", port, Optional.empty()), "127.0.0.1", target.port())
            .reason());
  }

  @Test
  void tinyproxyConnectsUs() throws Exception {
    int port = Peers.freePort();
    Listener target = listen(false);
    Path settings = directory.resolve("tinyproxy.conf");
    Files.writeString(
        settings,
        """
        Port %d
        Listen 127.0.0.1
        Timeout 60
        MaxClients 10
        BasicAuth ann s3cret
        ConnectPort %d
        """
            .formatted(port, target.port()));
    start(port, Peers.program("tinyproxy"), "-d", "-c", settings.toString());
    var user = new ProxyUser("ann", Secret.of("s3cret"));
    var proxy = new Proxy.HttpConnect("127.0.0.1", port, Optional.of(user));
    try (Connection connection =
        through(proxy).dial("localhost", target.port(), Deadline.after(LONG))) {
      assertGreeted(connection);
      assertEquals("localhost [127.0.0.1]:" + target.port(), connection.peer().text());
    }
    assertEquals(
        "the proxy's rules do not allow this connection (403)",
        refused(proxy, "localhost", 25).reason());
    assertEquals(
        "the proxy wants a user and password (407)",
        refused(
                new Proxy.HttpConnect("127.0.0.1", port, Optional.empty()),
                "localhost",
                target.port())
            .reason());
    var wrong = new ProxyUser("ann", Secret.of("guess"));
    TransportException refusal =
        refused(
            new Proxy.HttpConnect("127.0.0.1", port, Optional.of(wrong)),
            "localhost",
            target.port());
    assertInstanceOf(TransportException.ProxyFailed.class, refusal);
    assertTrue(refusal.reason().contains("40"), refusal.reason());
  }

  @Test
  void haproxySaysWhoIsBehindIt() throws Exception {
    Listener target = listen(true);
    int first = Peers.freePort();
    int second = Peers.freePort();
    Path settings = directory.resolve("haproxy.cfg");
    Files.writeString(
        settings,
        """
        defaults
          mode tcp
          timeout connect 30s
          timeout client 30s
          timeout server 30s
        listen version1
          bind 127.0.0.1:%d
          server here 127.0.0.1:%d send-proxy
        listen version2
          bind 127.0.0.1:%d
          server here 127.0.0.1:%d send-proxy-v2 proxy-v2-options crc32c,unique-id
        """
            .formatted(first, target.port(), second, target.port()));
    start(first, Peers.program("haproxy"), "-db", "-f", settings.toString());
    headers.clear(); // of the connections that waited for the port
    for (int port : List.of(first, second)) {
      var dialer = new Dialer(FixedHostResolver.loopback());
      try (Connection connection = dialer.dial("127.0.0.1", port, Deadline.after(LONG))) {
        assertGreeted(connection);
        assertTrue(
            seen(connection.local(), Endpoint.of(LOOPBACK, port)), "no header names the client");
      }
    }
  }

  /** Whether a header names this client and the port that it came to. */
  private boolean seen(Endpoint client, Endpoint port) throws InterruptedException {
    var expected = Optional.of(new ProxyHeader(client, port));
    Optional<ProxyHeader> header = headers.poll(20, TimeUnit.SECONDS);
    while (header != null && !header.equals(expected)) {
      header = headers.poll(20, TimeUnit.SECONDS);
    }
    return header != null;
  }
}
