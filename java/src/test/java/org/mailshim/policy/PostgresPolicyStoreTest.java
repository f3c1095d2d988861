package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.PostgresServer;
import org.mailshim.database.PostgresSettings;
import org.mailshim.dns.FixedResolver;
import org.mailshim.policy.PolicyStore.Changed;

/** Remembering in a PostgreSQL database, which other hosts share. */
final class PostgresPolicyStoreTest extends PolicyStoreContract {
  private static final String OK = "250 2.1.5 Recipient OK";

  private PostgresSettings where;

  /** Before the store is opened. */
  @Override
  @BeforeEach
  void openStore() throws Exception {
    where = PostgresServer.shared().settings();
    super.openStore();
  }

  @Override
  PolicyStore open() {
    return SqlPolicyStore.postgres(where, CommitterThread::start);
  }

  @Test
  void hostsThatChangeTheSameAtOnceLoseNothing() throws Exception {
    List<PolicyKey> keys = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      keys.add(new PolicyKey(PolicyKey.Kind.BUCKET, "shared " + i));
    }
    List<PolicyStore> hosts = List.of(store, open(), open());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      PolicyStore host = hosts.get(i % hosts.size());
      int first = i;
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int j = 0; j < 30; j++) {
                  count(host, keys.get((first + j) % keys.size()));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (PolicyKey key : keys) {
      assertEquals(120, store.find(key, clock.instant()).orElseThrow().amount(), key.subject());
    }
    hosts.get(1).close();
    hosts.get(2).close();
  }

  private void count(PolicyStore host, PolicyKey key) {
    host.update(
        key,
        clock.instant(),
        before -> {
          long amount = before.map(PolicyState::amount).orElse(0L) + 1;
          var state = new PolicyState(clock.instant(), amount, clock.instant().plusSeconds(60));
          return new Changed<>(state, true);
        });
  }

  /** Two engines, each with a policy and a store of its own, and one database. */
  @Test
  void twoEnginesShareGreylistAndLimits() {
    var rule =
        new RateRule(RateRule.Subject.ADDRESS, RateRule.Measure.MESSAGES, 3, Duration.ofHours(1));
    PolicySettings settings =
        PolicySettings.forDomains(PolicyRun.local())
            .with(GreylistSettings.STRANGERS)
            .with(List.of(rule), AddressSet.EMPTY);
    try (PolicyStore otherStore = open()) {
      PolicyRun one = engine(settings, store);
      PolicyRun other = engine(settings, otherStore);
      String from = "<ann@example.org>";
      String to = "<bob@example.net>";
      assertTrue(one.send("192.0.2.7", from, to).startsWith("451 4.7.1 Greylisted"));
      clock.advance(Duration.ofMinutes(5));
      assertEquals(OK, other.send("192.0.2.7", from, to));
      assertEquals(OK, one.send("192.0.2.7", from, to));
      String refused = other.say("192.0.2.7", "MAIL FROM:" + from).getLast();
      assertTrue(refused.startsWith("451 4.7.1 Too much mail"), refused);
      var bucket = new RateLimits(store, List.of(rule), clock);
      var client = new RateLimits.Client(InetAddress.ofLiteral("192.0.2.7"), Optional.empty());
      assertTrue(bucket.take(client, RateRule.Measure.MESSAGES, 1).isPresent());
    }
  }

  private PolicyRun engine(PolicySettings settings, PolicyStore shared) {
    return new PolicyRun(
        new Policy(
            settings,
            PolicySetup.inMemory(new FixedResolver()).withStores(shared, shared).withClock(clock)));
  }
}
