package org.mailshim.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mailshim.policy.PolicyStore.Changed;

/**
 * The arithmetic of a {@link RateRule}: a bucket that is full at first, from which sending takes
 * and which fills evenly over the period. In {@link PolicyState#amount} is how much is missing from
 * a full one, so that a bucket that nobody remembers is full. Pure, for any thread.
 */
final class TokenBucket {
  private final RateRule rule;

  TokenBucket(RateRule rule) {
    this.rule = rule;
  }

  /**
   * Takes something, if there is enough.
   *
   * @param wanted how much
   * @param mayOwe whether it is enough that there is anything at all; what is missing then fills
   *     first
   * @return empty when it was taken; else how long until it may be
   */
  Changed<Optional<Duration>> take(
      Optional<PolicyState> before, long wanted, boolean mayOwe, Instant now) {
    PolicyState bucket = filled(before, now);
    long left = rule.amount() - bucket.amount();
    long needed = mayOwe ? Math.min(wanted, 1) : wanted;
    if (left < needed) {
      return new Changed<>(bucket, Optional.of(untilBack(bucket, needed - left, now)));
    }
    return new Changed<>(missing(bucket, bucket.amount() + wanted), Optional.empty());
  }

  /** Gives back what was taken for nothing. */
  Changed<Boolean> giveBack(Optional<PolicyState> before, long amount, Instant now) {
    PolicyState bucket = filled(before, now);
    return new Changed<>(missing(bucket, Math.max(bucket.amount() - amount, 0)), true);
  }

  /** How long it takes until something is left; empty when there is. */
  Optional<Duration> untilAny(Optional<PolicyState> before, Instant now) {
    PolicyState bucket = filled(before, now);
    long left = rule.amount() - bucket.amount();
    return left > 0 ? Optional.empty() : Optional.of(untilBack(bucket, 1 - left, now));
  }

  /**
   * The bucket as it is now. The time that went into whole tokens is what moves on, so that asking
   * often takes nothing away; clocks of others may be a little ahead.
   */
  private PolicyState filled(Optional<PolicyState> before, Instant now) {
    if (before.isEmpty()) {
      return new PolicyState(now, 0, now);
    }
    PolicyState bucket = before.get();
    long millis = Math.max(Duration.between(bucket.since(), now).toMillis(), 0);
    long period = rule.period().toMillis();
    double share = (double) millis / period;
    long back = (long) Math.min(share * rule.amount(), bucket.amount());
    if (back == bucket.amount()) {
      return new PolicyState(now, 0, now);
    }
    long used = (long) Math.ceil((double) back / rule.amount() * period);
    return new PolicyState(
        bucket.since().plusMillis(used), bucket.amount() - back, bucket.expires());
  }

  private PolicyState missing(PolicyState bucket, long amount) {
    return new PolicyState(bucket.since(), amount, bucket.since().plus(timeFor(amount)));
  }

  /** How long until so much is back, of which a part may have waited since the last that came. */
  private Duration untilBack(PolicyState bucket, long amount, Instant now) {
    Duration rest = Duration.between(now, bucket.since().plus(timeFor(amount)));
    return rest.isPositive() ? rest : Duration.ofMillis(1);
  }

  private Duration timeFor(long amount) {
    double share = (double) amount / rule.amount();
    long millis = (long) Math.ceil(share * rule.period().toMillis());
    return Duration.ofMillis(Math.max(millis, 1));
  }
}
