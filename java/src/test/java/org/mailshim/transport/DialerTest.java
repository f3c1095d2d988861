package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.AddressFamily;

final class DialerTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static InetAddress loopback(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a\r\nb", "a\0", "\u007f", "1.2.3", "[::1", "xn--\u00fc\u0085"})
  void refusesWhatIsNoHostBeforeAnyIo(String host) {
    var refusal =
        assertThrows(
            TransportException.InvalidTarget.class,
            () -> new Dialer(untouchable()).dial(host, 25, Deadline.never()));
    assertTrue(refusal.getMessage().chars().noneMatch(Character::isISOControl));
    assertFalse(refusal.isTransient());
  }

  @Test
  void refusesTenKilobytesOfHostName() {
    var refusal =
        assertThrows(
            TransportException.InvalidTarget.class,
            () -> new Dialer(untouchable()).dial("a".repeat(10_240), 25, Deadline.never()));
    assertTrue(refusal.getMessage().length() < 200, refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536, 70_000, Integer.MIN_VALUE})
  void refusesWhatIsNoPortBeforeAnyIo(int port) {
    assertThrows(
        TransportException.InvalidTarget.class,
        () -> new Dialer(untouchable()).dial("mx.example", port, Deadline.never()));
  }

  @Test
  void refusesPortZeroOfAnAddress() throws IOException {
    Endpoint endpoint = Endpoint.of(loopback(1), 0);
    assertThrows(
        TransportException.InvalidTarget.class,
        () -> new Dialer(untouchable()).dial(endpoint, Deadline.never(), new Cancellation()));
  }

  @Test
  void connectsToWhicheverOfSeveralAddressesAnswers() throws IOException {
    try (var refusing = new RefusingPort(loopback(1), 0)) {
      List<Endpoint> targets =
          List.of(
              new Endpoint("mx.example", loopback(1), refusing.number()),
              new Endpoint("mx.example", loopback(2), refusing.number()));
      Dialer dialer = new Dialer(untouchable());
      try (var server = new ServerSocket(refusing.number(), 1, loopback(2));
          Connection found = dialer.dial(targets, Deadline.after(LONG), new Cancellation())) {
        assertEquals(server.getInetAddress(), found.peer().address());
      }
      var refusal =
          assertThrows(
              TransportException.Refused.class,
              () -> dialer.dial(targets, Deadline.after(LONG), new Cancellation()));
      assertTrue(refusal.getMessage().contains("127.0.0.1"), refusal.getMessage());
      assertTrue(refusal.getMessage().contains("127.0.0.2"), refusal.getMessage());
    }
  }

  @Test
  void givesTheAddressesOfAFamilyInOrder() throws IOException {
    InetAddress ipv6 = InetAddress.ofLiteral("2001:db8::1");
    var resolver =
        new FixedHostResolver(Map.of("mx.example", List.of(loopback(2), ipv6, loopback(1))));
    Dialer dialer = new Dialer(resolver);
    assertEquals(
        List.of(
            new Endpoint("mx.example", loopback(2), 25),
            new Endpoint("mx.example", loopback(1), 25)),
        dialer.endpoints(
            "mx.example", 25, AddressFamily.IPV4, Deadline.after(LONG), new Cancellation()));
    assertEquals(
        List.of(new Endpoint("mx.example", ipv6, 25)),
        dialer.endpoints(
            "mx.example", 25, AddressFamily.IPV6, Deadline.after(LONG), new Cancellation()));
  }

  @Test
  void internationalNamesAreLookedUpAsALabels() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, loopback(1))) {
      var resolver = new FixedHostResolver(Map.of("xn--bcher-kva.example", List.of(loopback(1))));
      Dialer dialer = new Dialer(resolver);
      dialer.dial("bücher.example", server.getLocalPort(), Deadline.after(LONG)).close();
    }
  }

  @Test
  void theFirstAddressThatAnswersIsTaken() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, loopback(2))) {
      var resolver = new FixedHostResolver(Map.of("mx.example", List.of(loopback(1), loopback(2))));
      try (Connection connection =
          new Dialer(resolver).dial("mx.example", server.getLocalPort(), Deadline.after(LONG))) {
        assertEquals("mx.example [127.0.0.2]:" + server.getLocalPort(), connection.peer().text());
      }
    }
  }

  @Test
  void oneRefusalIsSaidPlainly() throws IOException {
    try (RefusingPort refusing = new RefusingPort()) {
      int port = refusing.number();
      var refusal =
          assertThrows(
              TransportException.Refused.class,
              () -> new Dialer(untouchable()).dial("127.0.0.1", port, Deadline.after(LONG)));
      assertEquals("[127.0.0.1]:" + port + ": connection refused", refusal.getMessage());
    }
  }

  @Test
  void severalFailuresAreAllNamed() throws IOException {
    try (RefusingPort refusing = new RefusingPort();
        RefusingPort other = new RefusingPort(loopback(3), refusing.number())) {
      int port = other.number();
      var resolver = new FixedHostResolver(Map.of("mx.example", List.of(loopback(1), loopback(3))));
      var refusal =
          assertThrows(
              TransportException.Refused.class,
              () -> new Dialer(resolver).dial("mx.example", port, Deadline.after(LONG)));
      assertEquals(
          "mx.example:"
              + port
              + ": no address answered: [127.0.0.1] connection refused; [127.0.0.3] connection refused",
          refusal.getMessage());
    }
  }

  @Test
  void aFamilyWithoutAddressesIsAnUnknownHost() {
    assertThrows(
        TransportException.UnknownHost.class,
        () ->
            new Dialer(FixedHostResolver.loopback())
                .endpoints(
                    "mx.example",
                    25,
                    AddressFamily.IPV6,
                    Deadline.after(LONG),
                    new Cancellation()));
  }

  @Test
  void anAddressThatDoesNotAnswerLeavesTimeForTheNext() throws IOException {
    try (var silent = SaturatedListener.on(loopback(1));
        ServerSocket server = new ServerSocket(silent.port(), 1, loopback(2))) {
      var resolver = new FixedHostResolver(Map.of("mx.example", List.of(loopback(1), loopback(2))));
      Deadline deadline = Deadline.after(Duration.ofSeconds(10));
      try (Connection connection =
          new Dialer(resolver).dial("mx.example", server.getLocalPort(), deadline)) {
        assertEquals(loopback(2), connection.peer().address());
      }
    }
  }

  @Test
  void connectingEndsAtTheDeadline() throws IOException {
    try (var silent = SaturatedListener.on(loopback(1))) {
      Deadline deadline = Deadline.after(Duration.ofMillis(100));
      assertThrows(
          TransportException.TimedOut.class,
          () -> new Dialer(untouchable()).dial("127.0.0.1", silent.port(), deadline));
      assertTrue(deadline.isPast());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connectingEndsOnCancel(boolean virtual) throws Exception {
    try (var silent = SaturatedListener.on(loopback(1))) {
      var cancellation = new Cancellation();
      var dial =
          new FutureTask<>(
              () ->
                  new Dialer(untouchable())
                      .dial("127.0.0.1", silent.port(), Deadline.after(LONG), cancellation));
      Thread thread =
          virtual ? Thread.ofVirtual().start(dial) : Thread.ofPlatform().daemon().start(dial);
      SaturatedListener.awaitConnecting(thread);
      cancellation.cancel();
      assertInstanceOf(TransportException.Cancelled.class, failureOf(dial));
    }
  }

  @Test
  void aCancelledDialIsNotBegun() {
    var cancellation = new Cancellation();
    cancellation.cancel();
    assertThrows(
        TransportException.Cancelled.class,
        () -> new Dialer(untouchable()).dial("127.0.0.1", 25, Deadline.after(LONG), cancellation));
  }

  @Test
  void aLookUpThatHangsDoesNotHoldTheCaller() {
    var never = new CountDownLatch(1);
    var dialer = new Dialer(new SystemHostResolver(host -> hang(never)));
    try {
      Deadline deadline = Deadline.after(Duration.ofMillis(50));
      assertThrows(
          TransportException.TimedOut.class, () -> dialer.dial("mx.example", 25, deadline));
      assertTrue(deadline.isPast());
    } finally {
      never.countDown();
    }
  }

  @Test
  void aLookUpThatHangsCanBeCancelled() throws Exception {
    var never = new CountDownLatch(1);
    var asked = new CountDownLatch(1);
    var dialer =
        new Dialer(
            new SystemHostResolver(
                host -> {
                  asked.countDown();
                  return hang(never);
                }));
    var cancellation = new Cancellation();
    var dial =
        new FutureTask<>(() -> dialer.dial("mx.example", 25, Deadline.after(LONG), cancellation));
    Thread.ofVirtual().start(dial);
    try {
      assertTrue(asked.await(LONG.toSeconds(), TimeUnit.SECONDS));
      cancellation.cancel();
      assertInstanceOf(TransportException.Cancelled.class, failureOf(dial));
    } finally {
      never.countDown();
    }
  }

  @Test
  void lookUpsThatHangAreBounded() {
    var never = new CountDownLatch(1);
    var resolver = new SystemHostResolver(host -> hang(never));
    try {
      for (int i = 0; i < 64; i++) {
        assertThrows(
            TransportException.TimedOut.class,
            () ->
                resolver.addresses(
                    "mx.example", Deadline.after(Duration.ZERO), new Cancellation()));
      }
      var refusal =
          assertThrows(
              TransportException.UnknownHost.class,
              () -> resolver.addresses("mx.example", Deadline.after(LONG), new Cancellation()));
      assertEquals("64 host look-ups already hang", refusal.reason());
    } finally {
      never.countDown();
    }
  }

  @Test
  void theSystemKnowsLocalhostAndNotInvalid() {
    var resolver = new SystemHostResolver();
    assertTrue(
        resolver
            .addresses("localhost", Deadline.after(LONG), new Cancellation())
            .getFirst()
            .isLoopbackAddress());
    assertThrows(
        TransportException.UnknownHost.class,
        () -> resolver.addresses("a..invalid", Deadline.after(LONG), new Cancellation()));
  }

  private static InetAddress[] hang(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new InetAddress[0];
  }

  private static HostResolver untouchable() {
    return (host, deadline, cancellation) ->
        AddressLiterals.parse(host)
            .map(List::of)
            .orElseGet(() -> fail("looked up although the target is invalid: " + host));
  }

  private static Throwable failureOf(FutureTask<?> task) throws Exception {
    return assertThrows(
            java.util.concurrent.ExecutionException.class,
            () -> task.get(LONG.toSeconds(), TimeUnit.SECONDS))
        .getCause();
  }
}
