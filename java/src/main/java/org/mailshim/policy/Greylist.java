package org.mailshim.policy;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.policy.PolicyStore.Changed;

/**
 * Greylisting (RFC 6647): a client that is not known is told to try later, which mail servers do
 * and most machines that only send junk do not.
 *
 * <p><b>A triplet</b> is the client's network (24 bits of IPv4, 64 of IPv6), the reverse-path and
 * the recipient, letter case aside. What becomes of one:
 *
 * <pre>
 *   unknown --------------------&gt; waiting: told to try later
 *   waiting, within the delay --&gt; waiting: told to try later, the delay does not begin anew
 *   waiting, delay over --------&gt; passed: let in, counted for its network
 *   waiting, window over -------&gt; unknown
 *   passed ---------------------&gt; passed: let in, its lifetime begins anew
 *   passed, lifetime over ------&gt; unknown
 * </pre>
 *
 * <p><b>A network</b> of which enough triplets have passed is let in without asking for triplets,
 * and its lifetime begins anew with each message.
 *
 * <p>All of it is kept in a {@link PolicyStore}, by one or two changes for each recipient. Known
 * limit: a stranger who knows a recipient can make up reverse-paths, each of which is remembered
 * for the window; a {@link RateRule} for recipients bounds that.
 *
 * <p>Any thread, several at once.
 */
public final class Greylist {
  private static final int LONGEST_PATH = 256;

  private final PolicyStore store;
  private final GreylistSettings settings;
  private final Clock clock;

  /**
   * Greylisting with what a store remembers, which stays the caller's to close.
   *
   * @param clock the clocks of processes that share the store must agree to within a fraction of
   *     the delay
   */
  public Greylist(PolicyStore store, GreylistSettings settings, Clock clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A client wants to send to a recipient.
   *
   * @return how long it has to wait, at least a second; empty when it may go on
   * @throws PolicyStoreException when the store fails
   */
  public Optional<Duration> delay(InetAddress client, ReversePath from, ForwardPath to) {
    Instant now = clock.instant();
    String network = ClientNetwork.of(client);
    if (isWhitelisted(network, now)) {
      return Optional.empty();
    }
    String subject = network + " " + text(from.text()) + " " + text(to.text());
    Passage passage =
        store.update(
            new PolicyKey(PolicyKey.Kind.TRIPLET, subject), now, before -> passage(before, now));
    if (passage.isFirst() && settings.passesToWhitelist() > 0) {
      count(network, now);
    }
    return passage.delay();
  }

  /** What becomes of a triplet: how long to wait, and whether it passes for the first time. */
  private record Passage(Optional<Duration> delay, boolean isFirst) {}

  private Changed<Passage> passage(Optional<PolicyState> before, Instant now) {
    if (before.isEmpty()) {
      var waiting = new PolicyState(now, 0, now.plus(settings.retryWindow()));
      return settings.delay().isZero()
          ? passed(waiting, now)
          : new Changed<>(
              waiting, new Passage(Optional.of(atLeastASecond(settings.delay())), false));
    }
    PolicyState state = before.get();
    Instant ready = state.since().plus(settings.delay());
    if (state.amount() == 0 && now.isBefore(ready)) {
      Duration left = atLeastASecond(Duration.between(now, ready));
      return new Changed<>(state, new Passage(Optional.of(left), false));
    }
    return passed(state, now);
  }

  private Changed<Passage> passed(PolicyState before, Instant now) {
    var known = new PolicyState(before.since(), before.amount() + 1, now.plus(settings.lifetime()));
    return new Changed<>(known, new Passage(Optional.empty(), before.amount() == 0));
  }

  /** Asks first without a change, which costs nothing: most networks are not known. */
  private boolean isWhitelisted(String network, Instant now) {
    if (settings.passesToWhitelist() == 0) {
      return false;
    }
    var key = new PolicyKey(PolicyKey.Kind.NETWORK, network);
    Optional<PolicyState> known = store.find(key, now);
    if (known.isEmpty() || known.get().amount() < settings.passesToWhitelist()) {
      return false;
    }
    // Once a day is often enough to stay known, and spares the store.
    if (known.get().since().plus(Duration.ofDays(1)).isBefore(now)) {
      store.update(key, now, before -> counted(before, now, 0));
    }
    return true;
  }

  private void count(String network, Instant now) {
    store.update(
        new PolicyKey(PolicyKey.Kind.NETWORK, network), now, before -> counted(before, now, 1));
  }

  private Changed<Boolean> counted(Optional<PolicyState> before, Instant now, int more) {
    long passes = before.isEmpty() ? 0 : before.get().amount();
    return new Changed<>(new PolicyState(now, passes + more, now.plus(settings.lifetime())), true);
  }

  private static Duration atLeastASecond(Duration time) {
    Duration second = Duration.ofSeconds(1);
    return time.compareTo(second) < 0 ? second : time;
  }

  /** Paths have 256 octets at most; in lower case some characters are longer. */
  private static String text(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return lower.length() > LONGEST_PATH ? lower.substring(0, LONGEST_PATH) : lower;
  }
}
