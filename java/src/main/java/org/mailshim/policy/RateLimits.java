package org.mailshim.policy;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds clients to {@link RateRule}s. What one rule has given and another refuses is given back.
 * Any thread, several at once.
 */
public final class RateLimits {
  private final PolicyStore store;
  private final List<RateRule> rules;
  private final Clock clock;

  /**
   * Who is asked about.
   *
   * @param address the client's
   * @param user as whom it has authenticated; empty for strangers
   */
  public record Client(InetAddress address, Optional<String> user) {}

  /**
   * Limits with what a store remembers, which stays the caller's to close.
   *
   * @param rules copied; their buckets are told apart by subject, measure, amount and period
   */
  public RateLimits(PolicyStore store, List<RateRule> rules, Clock clock) {
    this.store = store;
    this.rules = List.copyOf(rules);
    this.clock = clock;
  }

  /**
   * Takes from every bucket that counts this, or from none.
   *
   * @param measure {@link RateRule.Measure#OCTETS} is taken as long as there is any left
   * @return empty when it was taken; else how long until it may be
   * @throws PolicyStoreException when the store fails
   */
  public Optional<Duration> take(Client client, RateRule.Measure measure, long amount) {
    Instant now = clock.instant();
    boolean mayOwe = measure == RateRule.Measure.OCTETS;
    List<RateRule> taken = new ArrayList<>(rules.size());
    for (RateRule rule : rules) {
      Optional<PolicyKey> key = key(rule, measure, client);
      if (key.isEmpty()) {
        continue;
      }
      Optional<Duration> wait =
          store.update(
              key.get(), now, before -> new TokenBucket(rule).take(before, amount, mayOwe, now));
      if (wait.isPresent()) {
        giveBack(taken, client, measure, amount, now);
        return wait;
      }
      taken.add(rule);
    }
    return Optional.empty();
  }

  /**
   * Whether a bucket of this measure is empty; nothing is taken.
   *
   * @return empty when all have something left; else how long until it does
   * @throws PolicyStoreException when the store fails
   */
  public Optional<Duration> untilAny(Client client, RateRule.Measure measure) {
    Instant now = clock.instant();
    for (RateRule rule : rules) {
      Optional<PolicyKey> key = key(rule, measure, client);
      if (key.isPresent()) {
        Optional<Duration> wait = new TokenBucket(rule).untilAny(store.find(key.get(), now), now);
        if (wait.isPresent()) {
          return wait;
        }
      }
    }
    return Optional.empty();
  }

  private void giveBack(
      List<RateRule> taken, Client client, RateRule.Measure measure, long amount, Instant now) {
    for (RateRule rule : taken) {
      PolicyKey key = key(rule, measure, client).orElseThrow();
      store.update(key, now, before -> new TokenBucket(rule).giveBack(before, amount, now));
    }
  }

  private static Optional<PolicyKey> key(RateRule rule, RateRule.Measure measure, Client client) {
    Optional<String> subject =
        rule.measure() == measure ? subject(rule.subject(), client) : Optional.empty();
    if (subject.isEmpty()) {
      return Optional.empty();
    }
    String bucket =
        rule.subject() + " " + measure + " " + rule.amount() + "/" + rule.period().toSeconds();
    return Optional.of(new PolicyKey(PolicyKey.Kind.BUCKET, bucket + " " + subject.get()));
  }

  private static Optional<String> subject(RateRule.Subject subject, Client client) {
    return switch (subject) {
      case ADDRESS -> Optional.of(ClientNetwork.host(client.address()));
      case NETWORK -> Optional.of(ClientNetwork.of(client.address()));
      case USER -> client.user().map(user -> user.toLowerCase(Locale.ROOT));
      case ALL -> Optional.of("all");
    };
  }
}
