package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.sasl.Secret;

/** Scripted proxies, good and hostile: what they are told, and what we make of their answers. */
final class ProxyDialTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  /**
   * Answers each read with the next part of its script, the octets of a line of hexadecimal digits,
   * and then says {@code 220} as the target would, in the same packet as the last answer.
   */
  private static final class ScriptedProxy implements AutoCloseable {
    private final ServerSocket server;
    private final CompletableFuture<String> heard = new CompletableFuture<>();
    private final boolean targetSpeaks;

    ScriptedProxy(boolean targetSpeaks, byte[]... answers) throws IOException {
      this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      this.targetSpeaks = targetSpeaks;
      Thread.ofVirtual().start(() -> run(answers));
    }

    private void run(byte[]... answers) {
      var all = new ByteArrayOutputStream();
      try (Socket socket = server.accept()) {
        byte[] buffer = new byte[4096];
        for (int i = 0; i < answers.length; i++) {
          int count = socket.getInputStream().read(buffer);
          all.write(buffer, 0, Math.max(0, count));
          var answer = new ByteArrayOutputStream();
          answer.writeBytes(answers[i]);
          if (targetSpeaks && i == answers.length - 1) {
            answer.writeBytes("220".getBytes(ISO_8859_1));
          }
          socket.getOutputStream().write(answer.toByteArray());
        }
        heard.complete(all.toString(ISO_8859_1));
        if (targetSpeaks) {
          socket.getInputStream().readAllBytes();
        }
      } catch (IOException e) {
        heard.completeExceptionally(e);
      }
    }

    int port() {
      return server.getLocalPort();
    }

    String heard() throws Exception {
      return heard.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] text(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static Dialer through(Proxy proxy) {
    return new Dialer(FixedHostResolver.loopback(), DialerSettings.through(proxy));
  }

  private static Proxy.Socks5 socks5(ScriptedProxy proxy, boolean user) {
    return new Proxy.Socks5(
        "127.0.0.1", proxy.port(), user ? Optional.of(user()) : Optional.empty());
  }

  private static ProxyUser user() {
    return new ProxyUser("ann", Secret.of("p:w"));
  }

  /** Dials, and hears the target's greeting, all of it and from its first octet. */
  private static String greeted(Dialer dialer, String host) {
    try (Connection connection = dialer.dial(host, 25, Deadline.after(LONG))) {
      connection.deadline(Deadline.after(LONG));
      byte[] greeting = new byte[3];
      for (int at = 0; at < 3; ) {
        at += connection.read(greeting, at, 3);
      }
      assertEquals("220", new String(greeting, ISO_8859_1));
      return connection.peer().text();
    }
  }

  private static TransportException refused(Proxy proxy, String host) {
    return assertThrows(
        TransportException.class, () -> through(proxy).dial(host, 25, Deadline.after(LONG)));
  }

  @Test
  void socks5LooksTheNameUp() throws Exception {
    try (var proxy = new ScriptedProxy(true, hex("0500"), hex("05000001 7f000001 0019"))) {
      assertEquals(
          "mx.example [127.0.0.1]:25", greeted(through(socks5(proxy, false)), "mx.example"));
      assertEquals(
          new String(hex("050100" + "050100030a"), ISO_8859_1) + "mx.example\0\u0019",
          proxy.heard());
    }
  }

  @Test
  void socks5TakesAddresses() throws Exception {
    try (var proxy = new ScriptedProxy(true, hex("0500"), hex("05000001 7f000001 0019"))) {
      greeted(through(socks5(proxy, false)), "192.0.2.1");
      assertEquals(new String(hex("050100 05010001 c0000201 0019"), ISO_8859_1), proxy.heard());
    }
    try (var proxy =
        new ScriptedProxy(true, hex("0500"), hex("05000004" + "00".repeat(16) + "0000"))) {
      greeted(through(socks5(proxy, false)), "[2001:db8::1]");
      assertEquals(
          new String(hex("050100 05010004 20010db8" + "00".repeat(11) + "01 0019"), ISO_8859_1),
          proxy.heard());
    }
  }

  @Test
  void socks5GivesUserAndPassword() throws Exception {
    try (var proxy = new ScriptedProxy(true, hex("0502"), hex("0100"), hex("05000003 0161 0000"))) {
      greeted(through(socks5(proxy, true)), "mx.example");
      assertTrue(proxy.heard().startsWith("\5\2\0\2" + "\1\3ann\3p:w" + "\5\1\0\3"), proxy.heard());
    }
  }

  @Test
  void aKnownAddressIsDialledByAddressAndKeepsItsName() throws Exception {
    try (var proxy = new ScriptedProxy(true, hex("0500"), hex("05000001 7f000001 0019"))) {
      var target = new Endpoint("mx.example", InetAddress.ofLiteral("192.0.2.1"), 25);
      try (Connection connection =
          through(socks5(proxy, false)).dial(target, Deadline.after(LONG), new Cancellation())) {
        assertEquals("mx.example [192.0.2.1]:25", connection.peer().text());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0501, ProxyFailed, chose a method of authentication that was not offered",
    "05ff, ProxyFailed, wants authentication; give a user and password",
    "0400, ProxyFailed, does not speak SOCKS 5",
    "4854, ProxyFailed, does not speak SOCKS 5",
    "05, ProxyFailed, closed the connection",
    "0500 0501000100000000 0000, Unreachable, could not connect",
    "0500 0502000100000000 0000, ProxyFailed, rules do not allow this connection",
    "0500 0503000100000000 0000, Unreachable, network unreachable",
    "0500 0504000100000000 0000, Unreachable, host unreachable or unknown",
    "0500 0505000100000000 0000, Refused, connection refused",
    "0500 0506000100000000 0000, Unreachable, no answer in time",
    "0500 0507000100000000 0000, ProxyFailed, does not make outgoing connections",
    "0500 0508000100000000 0000, ProxyFailed, does not know this kind of address",
    "0500 05ee000100000000 0000, ProxyFailed, refused with code 238",
    "0500 04000001, ProxyFailed, does not speak SOCKS 5",
    "0500 05000009, ProxyFailed, an unknown kind of address",
    "0500 050000010000, ProxyFailed, closed the connection",
  })
  void whatSocks5SaysIsUnderstood(String answers, String kind, String words) throws Exception {
    byte[] octets = hex(answers);
    byte[] first = java.util.Arrays.copyOf(octets, Math.min(2, octets.length));
    byte[] rest = java.util.Arrays.copyOfRange(octets, first.length, octets.length);
    byte[][] script = rest.length == 0 ? new byte[][] {first} : new byte[][] {first, rest};
    try (var proxy = new ScriptedProxy(false, script)) {
      TransportException refusal = refused(socks5(proxy, false), "mx.example");
      assertEquals(kind, refusal.getClass().getSimpleName(), refusal.getMessage());
      assertTrue(refusal.reason().contains(words), refusal.getMessage());
      assertEquals("mx.example:25 through the proxy 127.0.0.1:" + proxy.port(), refusal.peer());
    }
  }

  @Test
  void aWrongPasswordIsSaidAndNotShown() throws Exception {
    try (var proxy = new ScriptedProxy(false, hex("0502"), hex("0101"))) {
      TransportException refusal = refused(socks5(proxy, true), "mx.example");
      assertEquals("the proxy does not accept the user and password", refusal.reason());
      assertFalse(refusal.getMessage().contains("p:w"));
    }
  }

  @Test
  void socks4aSaysTheName() throws Exception {
    try (var proxy = new ScriptedProxy(true, hex("005a 0000 00000000"))) {
      greeted(
          through(new Proxy.Socks4a("127.0.0.1", proxy.port(), Optional.of("me"))), "mx.example");
      assertEquals("\4\1\0\u0019\0\0\0\1me\0mx.example\0", proxy.heard());
    }
    try (var proxy = new ScriptedProxy(true, hex("005a 0000 00000000"))) {
      greeted(through(new Proxy.Socks4a("127.0.0.1", proxy.port(), Optional.empty())), "192.0.2.1");
      assertEquals("\4\1\0\u0019\u00c0\0\2\1\0", proxy.heard());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "005b000000000000, Unreachable, could not connect",
    "005c000000000000, ProxyFailed, does not accept the user id (code 92)",
    "045a000000000000, ProxyFailed, does not speak SOCKS 4",
    "005a0000, ProxyFailed, closed the connection",
  })
  void whatSocks4SaysIsUnderstood(String answer, String kind, String words) throws Exception {
    try (var proxy = new ScriptedProxy(false, hex(answer))) {
      var settings = new Proxy.Socks4a("127.0.0.1", proxy.port(), Optional.empty());
      TransportException refusal = refused(settings, "mx.example");
      assertEquals(kind, refusal.getClass().getSimpleName(), refusal.getMessage());
      assertTrue(refusal.reason().contains(words), refusal.getMessage());
    }
  }

  @Test
  void socks4CannotCarryIpv6() throws Exception {
    try (var proxy = new ScriptedProxy(false, hex(""))) {
      var settings = new Proxy.Socks4a("127.0.0.1", proxy.port(), Optional.empty());
      assertEquals(
          "SOCKS 4 cannot carry an IPv6 address; use SOCKS 5",
          refused(settings, "2001:db8::1").reason());
    }
  }

  private static Proxy.HttpConnect http(ScriptedProxy proxy, boolean user) {
    return new Proxy.HttpConnect(
        "127.0.0.1", proxy.port(), user ? Optional.of(user()) : Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 Connection established\r\n\r\n",
        "HTTP/1.0 200\nVia: x\n\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 ok\r\nContent-Length: 99\r\n\r\n",
      })
  void httpConnectsAndLeavesTheGreetingAlone(String answer) throws Exception {
    try (var proxy = new ScriptedProxy(true, text(answer))) {
      greeted(through(http(proxy, false)), "mx.example");
      assertEquals("CONNECT mx.example:25 HTTP/1.1\r\nHost: mx.example:25\r\n\r\n", proxy.heard());
    }
  }

  @Test
  void httpGivesUserAndPassword() throws Exception {
    try (var proxy = new ScriptedProxy(true, text("HTTP/1.1 200 ok\r\n\r\n"))) {
      greeted(through(http(proxy, true)), "[2001:db8:0::1]");
      assertEquals(
          "CONNECT [2001:db8:0::1]:25 HTTP/1.1\r\nHost: [2001:db8:0::1]:25\r\n"
              + "Proxy-Authorization: Basic YW5uOnA6dw==\r\n\r\n",
          proxy.heard());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 407 no', ProxyFailed, wants a user and password (407)",
    "'HTTP/1.1 403 no', ProxyFailed, rules do not allow this connection (403)",
    "'HTTP/1.1 502 no', Unreachable, could not connect (502)",
    "'HTTP/1.1 504 no', Unreachable, no answer in time",
    "'HTTP/1.1 301 no', ProxyFailed, refused with status 301",
    "'HTTP/1.1 2000', ProxyFailed, closed the connection",
    "'HTTP/1.1 20x', ProxyFailed, does not speak HTTP",
    "'HTTP/2 200 ok', ProxyFailed, does not speak HTTP",
    "'220 mx.example ESMTP', ProxyFailed, does not speak HTTP",
    "'', ProxyFailed, does not speak HTTP",
  })
  void whatHttpSaysIsUnderstood(String line, String kind, String words) throws Exception {
    String answer = line + (line.equals("HTTP/1.1 2000") ? "\r\n" : "\r\nX: y\r\n\r\n");
    try (var proxy = new ScriptedProxy(false, text(answer))) {
      TransportException refusal = refused(http(proxy, false), "mx.example");
      assertEquals(kind, refusal.getClass().getSimpleName(), refusal.getMessage());
      assertTrue(refusal.reason().contains(words), refusal.getMessage());
    }
  }

  @Test
  void anEndlessAnswerIsCutOff() throws Exception {
    byte[] endless = text("HTTP/1.1 200 ok\r\n" + "X: y\r\n".repeat(5000));
    try (var proxy = new ScriptedProxy(true, endless)) {
      assertEquals(
          "the proxy's answer is longer than 16384 octets",
          refused(http(proxy, false), "mx.example").reason());
    }
  }

  @Test
  void aSilentProxyIsLate() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var dialer = through(new Proxy.Socks5("127.0.0.1", server.getLocalPort(), Optional.empty()));
      var late =
          assertThrows(
              TransportException.TimedOut.class,
              () -> dialer.dial("mx.example", 25, Deadline.after(Duration.ofSeconds(2))));
      assertEquals("the proxy did not answer in time", late.reason());
    }
  }

  @Test
  void aMissingProxyIsNamed() throws Exception {
    try (var nobody = new RefusingPort()) {
      var refusal =
          assertInstanceOf(
              TransportException.ProxyFailed.class,
              refused(
                  new Proxy.Socks5("127.0.0.1", nobody.number(), Optional.empty()), "mx.example"));
      assertEquals("the proxy cannot be reached: connection refused", refusal.reason());
    }
  }

  @Test
  void aBypassedTargetIsDialledDirectly() throws Exception {
    try (var target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var nobody = new RefusingPort()) {
      var settings =
          new DialerSettings(
              new Proxy.Socks5("127.0.0.1", nobody.number(), Optional.empty()),
              ProxyBypass.of(List.of("example", "127.0.0.0/8")),
              Optional.empty(),
              Duration.ofMillis(250));
      var dialer = new Dialer(FixedHostResolver.loopback(), settings);
      dialer.dial("mx.example", target.getLocalPort(), Deadline.after(LONG)).close();
      dialer.dial("127.0.0.1", target.getLocalPort(), Deadline.after(LONG)).close();
      assertThrows(
          TransportException.ProxyFailed.class,
          () -> dialer.dial("mx.test", target.getLocalPort(), Deadline.after(LONG)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, true",
    "example.com, A.Example.com., true",
    ".example.com, a.example.com, true",
    "example.com, badexample.com, false",
    "example.com, com, false",
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.0/9, 10.128.0.1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "fc00::/7, [fd00::1], true",
    "fc00::/7, fe80::1, false",
    "0.0.0.0/0, 2001:db8::1, false",
    "0.0.0.0/0, mx.example, false",
    "*, mx.example, true",
    "*, 2001:db8::1, true"
  })
  void bypassCoversWhatItSays(String entry, String host, boolean covered) {
    assertEquals(covered, ProxyBypass.of(List.of(entry)).covers(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "example.com/8", "1.2.3"})
  void whatIsNoBypassIsRefused(String entry) {
    assertThrows(IllegalArgumentException.class, () -> ProxyBypass.of(List.of(entry)));
  }

  @Test
  void whatCannotBeSaidIsRefusedBeforehand() {
    var colon = Optional.of(new ProxyUser("a:b", Secret.of("x")));
    assertThrows(
        IllegalArgumentException.class, () -> new Proxy.HttpConnect("proxy.example", 80, colon));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Proxy.Socks4a("proxy.example", 80, Optional.of("a\0b")));
  }
}
