package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.policy.PolicyStore.Changed;
import org.mailshim.queue.ManualClock;

/** What every store does, whatever it remembers in, and what greylisting and limits make of it. */
abstract class PolicyStoreContract {
  private static final PolicyKey KEY = new PolicyKey(PolicyKey.Kind.TRIPLET, "a b c");
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");
  private static final ReversePath ANN = ReversePath.parse("ann@example.org");
  private static final ForwardPath BOB = ForwardPath.parse("bob@example.net");

  final ManualClock clock = new ManualClock();
  PolicyStore store;

  /** A store that remembers nothing yet; opened again, the same one. */
  abstract PolicyStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Instant now() {
    return clock.instant();
  }

  private Changed<Long> more(Optional<PolicyState> before) {
    long amount = before.map(PolicyState::amount).orElse(0L) + 1;
    return new Changed<>(new PolicyState(now(), amount, now().plusSeconds(60)), amount);
  }

  // ---- The store itself.

  @Test
  void whatIsPutIsFoundUntilItExpires() {
    assertEquals(Optional.empty(), store.find(KEY, now()));
    assertEquals(1, store.update(KEY, now(), this::more));
    assertEquals(2, store.update(KEY, now(), this::more));
    assertEquals(
        Optional.of(new PolicyState(now(), 2, now().plusSeconds(60))), store.find(KEY, now()));
    clock.advance(Duration.ofSeconds(59));
    assertTrue(store.find(KEY, now()).isPresent());
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Optional.empty(), store.find(KEY, now()));
    assertEquals(1, store.update(KEY, now(), this::more), "what has expired is nothing");
  }

  @Test
  void keysAndKindsAreApart() {
    store.update(KEY, now(), this::more);
    assertEquals(
        Optional.empty(), store.find(new PolicyKey(PolicyKey.Kind.NETWORK, "a b c"), now()));
    assertEquals(
        Optional.empty(), store.find(new PolicyKey(PolicyKey.Kind.TRIPLET, "A b c"), now()));
  }

  @Test
  void longAndStrangeSubjectsAreKept() {
    PolicyKey strange =
        new PolicyKey(
            PolicyKey.Kind.TRIPLET, "'; DROP TABLE x; -- \u00e4\u4e00 " + "x".repeat(560));
    store.update(strange, now(), this::more);
    assertEquals(2, store.update(strange, now(), this::more));
  }

  @Test
  void whatHasExpiredIsSwept() {
    store.update(KEY, now(), this::more);
    clock.advance(Duration.ofSeconds(30));
    store.update(new PolicyKey(PolicyKey.Kind.TRIPLET, "later"), now(), this::more);
    clock.advance(Duration.ofSeconds(30));
    assertEquals(1, store.sweep(now()));
    assertEquals(0, store.sweep(now()));
  }

  @Test
  void nobodysChangeIsLost() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int j = 0; j < 10; j++) {
                  store.update(KEY, now(), this::more);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(200, store.find(KEY, now()).orElseThrow().amount());
  }

  // ---- Greylisting with it.

  private Greylist greylist(GreylistSettings settings) {
    return new Greylist(store, settings, clock);
  }

  @Test
  void aTripletWaitsAndPasses() {
    Greylist greylist = greylist(GreylistSettings.STRANGERS);
    assertEquals(Optional.of(Duration.ofMinutes(5)), greylist.delay(CLIENT, ANN, BOB));
    clock.advance(Duration.ofMinutes(4));
    assertEquals(
        Optional.of(Duration.ofMinutes(1)),
        greylist.delay(CLIENT, ANN, BOB),
        "asking again does not begin anew");
    clock.advance(Duration.ofMinutes(1));
    assertEquals(Optional.empty(), greylist.delay(CLIENT, ANN, BOB));
    assertEquals(Optional.empty(), greylist.delay(CLIENT, ANN, BOB));
  }

  @Test
  void eachPartOfATripletCounts() {
    Greylist greylist = greylist(GreylistSettings.STRANGERS);
    greylist.delay(CLIENT, ANN, BOB);
    clock.advance(Duration.ofMinutes(6));
    assertTrue(greylist.delay(InetAddress.ofLiteral("192.0.3.7"), ANN, BOB).isPresent());
    assertTrue(greylist.delay(CLIENT, ReversePath.NULL, BOB).isPresent());
    assertTrue(greylist.delay(CLIENT, ANN, ForwardPath.POSTMASTER).isPresent());
    assertEquals(
        Optional.empty(),
        greylist.delay(
            InetAddress.ofLiteral("192.0.2.200"),
            ReversePath.parse("ANN@Example.ORG"),
            ForwardPath.parse("Bob@EXAMPLE.net")),
        "a neighbour, and letter case");
  }

  @Test
  void neighboursInSixtyFourBitsAreOne() {
    Greylist greylist = greylist(GreylistSettings.STRANGERS);
    greylist.delay(InetAddress.ofLiteral("2001:db8:1:2::1"), ANN, BOB);
    clock.advance(Duration.ofMinutes(6));
    assertEquals(
        Optional.empty(), greylist.delay(InetAddress.ofLiteral("2001:db8:1:2:f::9"), ANN, BOB));
    assertTrue(greylist.delay(InetAddress.ofLiteral("2001:db8:1:3::1"), ANN, BOB).isPresent());
  }

  @Test
  void whoComesTooLateIsNew() {
    Greylist greylist = greylist(GreylistSettings.STRANGERS);
    greylist.delay(CLIENT, ANN, BOB);
    clock.advance(Duration.ofHours(24));
    assertEquals(Optional.of(Duration.ofMinutes(5)), greylist.delay(CLIENT, ANN, BOB));
  }

  @Test
  void whoHasPassedIsKnownForItsLifetime() {
    Greylist greylist = greylist(GreylistSettings.STRANGERS);
    greylist.delay(CLIENT, ANN, BOB);
    clock.advance(Duration.ofMinutes(5));
    greylist.delay(CLIENT, ANN, BOB);
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofDays(35));
      assertEquals(Optional.empty(), greylist.delay(CLIENT, ANN, BOB), "each message renews it");
    }
    clock.advance(Duration.ofDays(36));
    assertTrue(greylist.delay(CLIENT, ANN, BOB).isPresent());
  }

  @Test
  void aNetworkThatBehavesIsLetIn() {
    Greylist greylist = greylist(GreylistSettings.STRANGERS.withPassesToWhitelist(3));
    for (int i = 0; i < 3; i++) {
      ForwardPath each = ForwardPath.parse("user" + i + "@example.net");
      assertTrue(greylist.delay(CLIENT, ANN, each).isPresent(), "triplet " + i);
      clock.advance(Duration.ofMinutes(5));
      assertEquals(Optional.empty(), greylist.delay(CLIENT, ANN, each));
      assertEquals(Optional.empty(), greylist.delay(CLIENT, ANN, each), "counts once");
    }
    assertEquals(Optional.empty(), greylist.delay(CLIENT, ReversePath.NULL, BOB));
    clock.advance(Duration.ofDays(35));
    assertEquals(Optional.empty(), greylist.delay(CLIENT, ReversePath.NULL, BOB));
    clock.advance(Duration.ofDays(35));
    assertEquals(Optional.empty(), greylist.delay(CLIENT, ANN, BOB), "each message renews it");
    clock.advance(Duration.ofDays(37));
    assertTrue(greylist.delay(CLIENT, ANN, BOB).isPresent());
  }

  // ---- Limits with it.

  private RateLimits limits(RateRule... rules) {
    return new RateLimits(store, List.of(rules), clock);
  }

  private static RateLimits.Client from(String address) {
    return new RateLimits.Client(InetAddress.ofLiteral(address), Optional.empty());
  }

  private static RateRule messages(RateRule.Subject subject, long amount) {
    return new RateRule(subject, RateRule.Measure.MESSAGES, amount, Duration.ofMinutes(1));
  }

  @Test
  void aBucketIsEmptiedAndFills() {
    RateLimits limits = limits(messages(RateRule.Subject.ADDRESS, 6));
    for (int i = 0; i < 6; i++) {
      assertEquals(Optional.empty(), limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1));
    }
    assertEquals(
        Optional.of(Duration.ofSeconds(10)),
        limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1));
    assertEquals(Optional.empty(), limits.take(from("192.0.2.8"), RateRule.Measure.MESSAGES, 1));
    clock.advance(Duration.ofSeconds(9));
    assertEquals(
        Optional.of(Duration.ofSeconds(1)),
        limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Optional.empty(), limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1));
    clock.advance(Duration.ofHours(1));
    for (int i = 0; i < 6; i++) {
      assertEquals(Optional.empty(), limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1));
    }
    assertTrue(limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1).isPresent());
  }

  @Test
  void askingOftenTakesNothingAway() {
    RateLimits limits = limits(messages(RateRule.Subject.ALL, 1));
    limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1);
    for (int i = 0; i < 59; i++) {
      clock.advance(Duration.ofMillis(999));
      assertTrue(limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1).isPresent());
    }
    clock.advance(Duration.ofSeconds(2));
    assertEquals(Optional.empty(), limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1));
  }

  @Test
  void networksUsersAndAllAreCounted() {
    RateLimits limits =
        limits(
            messages(RateRule.Subject.NETWORK, 2),
            messages(RateRule.Subject.USER, 1),
            messages(RateRule.Subject.ALL, 3));
    InetAddress elsewhere = InetAddress.ofLiteral("198.51.100.1");
    var ann = new RateLimits.Client(elsewhere, Optional.of("ann"));
    var sameAnn = new RateLimits.Client(InetAddress.ofLiteral("203.0.113.1"), Optional.of("ANN"));
    RateRule.Measure measure = RateRule.Measure.MESSAGES;
    assertEquals(Optional.empty(), limits.take(from("192.0.2.7"), measure, 1));
    assertEquals(Optional.empty(), limits.take(from("192.0.2.8"), measure, 1));
    assertTrue(limits.take(from("192.0.2.9"), measure, 1).isPresent(), "the network");
    assertEquals(Optional.empty(), limits.take(ann, measure, 1));
    assertTrue(limits.take(sameAnn, measure, 1).isPresent(), "the user");
    assertTrue(limits.take(from("203.0.113.9"), measure, 1).isPresent(), "all");
  }

  @Test
  void whatAnotherRuleRefusesIsGivenBack() {
    RateLimits limits =
        limits(messages(RateRule.Subject.ADDRESS, 5), messages(RateRule.Subject.ALL, 1));
    RateRule.Measure measure = RateRule.Measure.MESSAGES;
    assertEquals(Optional.empty(), limits.take(from("192.0.2.1"), measure, 1));
    for (int i = 0; i < 20; i++) {
      assertTrue(limits.take(from("192.0.2.7"), measure, 1).isPresent());
    }
    RateLimits alone = limits(messages(RateRule.Subject.ADDRESS, 5));
    assertEquals(Optional.empty(), alone.take(from("192.0.2.7"), measure, 5));
  }

  @Test
  void octetsMayBeOwed() {
    var rule =
        new RateRule(
            RateRule.Subject.ADDRESS, RateRule.Measure.OCTETS, 1000, Duration.ofSeconds(10));
    RateLimits limits = limits(rule);
    RateLimits.Client client = from("192.0.2.7");
    assertEquals(Optional.empty(), limits.untilAny(client, RateRule.Measure.OCTETS));
    assertEquals(Optional.empty(), limits.take(client, RateRule.Measure.OCTETS, 999));
    assertEquals(Optional.empty(), limits.untilAny(client, RateRule.Measure.OCTETS));
    assertEquals(Optional.empty(), limits.take(client, RateRule.Measure.OCTETS, 3001));
    assertEquals(
        Optional.of(Duration.ofMillis(30_010)), limits.untilAny(client, RateRule.Measure.OCTETS));
    assertTrue(limits.take(client, RateRule.Measure.OCTETS, 1).isPresent());
    clock.advance(Duration.ofMillis(30_010));
    assertEquals(Optional.empty(), limits.untilAny(client, RateRule.Measure.OCTETS));
    assertEquals(Optional.empty(), limits.take(client, RateRule.Measure.MESSAGES, 1), "no rule");
  }

  @Test
  void aClockThatGoesBackFillsNothing() {
    RateLimits limits = limits(messages(RateRule.Subject.ALL, 1));
    Instant later = now().plusSeconds(5);
    Instant before = now();
    clock.moveTo(later);
    limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1);
    clock.moveTo(before);
    assertTrue(limits.take(from("192.0.2.7"), RateRule.Measure.MESSAGES, 1).isPresent());
  }
}
