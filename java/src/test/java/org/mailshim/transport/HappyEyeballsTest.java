package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailshim.Eventually;

/** The race of RFC 8305, among loopback addresses that answer, refuse or keep silent. */
final class HappyEyeballsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static InetAddress loopback(int last) {
    return InetAddress.ofLiteral("127.0.0." + last);
  }

  private static Dialer dialer(Duration delay, InetAddress... addresses) {
    var resolver = new FixedHostResolver(Map.of("mx.example", List.of(addresses)));
    return new Dialer(
        resolver,
        new DialerSettings(new Proxy.None(), ProxyBypass.none(), Optional.empty(), delay));
  }

  /** Letters are addresses of IPv6, digits of IPv4. */
  @ParameterizedTest
  @CsvSource({"ab12, a1b2", "12ab, 1a2b", "a123, a123", "1a, 1a", "abc1, a1bc", "1, 1"})
  void theFamiliesTakeTurns(String found, String tried) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (char c : found.toCharArray()) {
      String literal = Character.isDigit(c) ? "192.0.2." + c : "2001:db8::" + c;
      endpoints.add(new Endpoint("mx.example", InetAddress.ofLiteral(literal), 25));
    }
    var order = new StringBuilder();
    for (Endpoint endpoint : HappyEyeballs.alternating(endpoints)) {
      String literal = endpoint.address().getHostAddress();
      order.append(literal.charAt(literal.length() - 1));
    }
    assertEquals(tried, order.toString());
  }

  @Test
  void silenceCostsOneDelayAndTheLoserIsGone() throws Exception {
    try (var silent = SaturatedListener.on(loopback(1));
        ServerSocket server = new ServerSocket(silent.port(), 5, loopback(2))) {
      long start = System.nanoTime();
      try (Connection connection =
          dialer(Duration.ofMillis(50), loopback(1), loopback(2))
              .dial("mx.example", server.getLocalPort(), Deadline.after(LONG))) {
        assertEquals(loopback(2), connection.peer().address());
        assertTrue(System.nanoTime() - start >= 50_000_000, "the first one had its delay");
        assertTrue(System.nanoTime() - start < LONG.toNanos() / 2, "and no more");
      }
    }
  }

  @Test
  void aRefusalIsNotWaitedFor() throws Exception {
    try (RefusingPort refusing = new RefusingPort();
        ServerSocket server = new ServerSocket(refusing.number(), 5, loopback(2))) {
      try (Connection connection =
          dialer(Duration.ofDays(1), loopback(1), loopback(2))
              .dial("mx.example", server.getLocalPort(), Deadline.after(LONG))) {
        assertEquals(loopback(2), connection.peer().address());
      }
    }
  }

  /** The first one answers in the end: the silent second one must not harm it. */
  @Test
  void theWinnerOutlivesTheRace() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, loopback(1))) {
      var cancellation = new Cancellation();
      Connection connection =
          dialer(Duration.ofNanos(1), loopback(1), loopback(2), loopback(3))
              .dial("mx.example", server.getLocalPort(), Deadline.after(LONG), cancellation);
      try (Socket far = server.accept()) {
        connection.deadline(Deadline.after(LONG));
        far.getOutputStream().write('a');
        assertEquals(1, connection.read(new byte[1], 0, 1));
        cancellation.cancel();
        assertThrows(TransportException.Cancelled.class, () -> connection.read(new byte[1], 0, 1));
      }
    }
  }

  @Test
  void differentFailuresAreNamedTogether() throws Exception {
    try (var silent = SaturatedListener.on(loopback(1));
        RefusingPort refusing = new RefusingPort(loopback(2), silent.port())) {
      var failure =
          assertThrows(
              TransportException.Unreachable.class,
              () ->
                  dialer(Duration.ofMillis(10), loopback(1), loopback(2))
                      .dial(
                          "mx.example", refusing.number(), Deadline.after(Duration.ofSeconds(3))));
      assertEquals(
          "no address answered: [127.0.0.1] no answer to the connection request in time;"
              + " [127.0.0.2] connection refused",
          failure.reason());
    }
  }

  @Test
  void aRaceEndsOnCancel() throws Exception {
    try (var silent = SaturatedListener.on(loopback(1));
        var other = SaturatedListener.on(loopback(2), silent.port())) {
      var cancellation = new Cancellation();
      Dialer dialer = dialer(Duration.ofMillis(1), loopback(1), loopback(2));
      var race =
          new FutureTask<>(
              () -> dialer.dial("mx.example", other.port(), Deadline.after(LONG), cancellation));
      Thread thread = Thread.ofVirtual().start(race);
      Eventually.awaitState(thread, Thread.State.WAITING, Thread.State.TIMED_WAITING);
      cancellation.cancel();
      var failure = assertThrows(ExecutionException.class, () -> race.get(20, TimeUnit.SECONDS));
      assertInstanceOf(TransportException.Cancelled.class, failure.getCause());
    }
  }

  @Test
  void theSourceAddressIsUsed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, loopback(1))) {
      var dialer =
          new Dialer(FixedHostResolver.loopback(), DialerSettings.direct().withSource(loopback(7)));
      try (Connection connection =
              dialer.dial("mx.example", server.getLocalPort(), Deadline.after(LONG));
          Socket far = server.accept()) {
        assertEquals(loopback(7), far.getInetAddress());
        assertEquals(loopback(7), connection.local().address());
      }
    }
  }

  @Test
  void aSourceThatIsNotOursIsNamed() {
    var dialer =
        new Dialer(
            FixedHostResolver.loopback(),
            DialerSettings.direct().withSource(InetAddress.ofLiteral("192.0.2.1")));
    var failure =
        assertThrows(
            TransportException.Unreachable.class,
            () -> dialer.dial("mx.example", 25, Deadline.after(LONG)));
    assertTrue(failure.reason().contains("from 192.0.2.1"), failure.reason());
    assertFalse(failure.getMessage().isEmpty());
  }
}
