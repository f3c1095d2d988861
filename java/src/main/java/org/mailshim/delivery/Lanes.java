package org.mailshim.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Domain;
import org.mailshim.queue.ClaimLimits;

/**
 * How each destination fares, and so how many messages it may have at once. A destination is a
 * smart host, or a domain whose mail goes to its own mail exchangers.
 *
 * <pre>
 * state    attempts at once     a success                   a failure
 * OPEN     window               window + 1 after as many    window halved; at 1: → RESTING
 *                               successes as it is wide
 * RESTING  any number, each of  (of what had begun before)  longer
 *          which fails at once  → OPEN, window 1
 * </pre>
 *
 * RESTING ends by the clock, and the next message is a probe: OPEN with window 1. While it lasts
 * messages fail at once with what the destination said last, so that their retry schedule goes on,
 * they are not kept from being returned, and do not keep other mail from its turn.
 *
 * <p>As many messages as the window is wide may be claimed beyond those that are attempted, and
 * wait for their turn.
 *
 * <p>A failure is one of the destination as a whole: nobody answered, or all broke off or would not
 * talk. That a recipient or a message is refused is none.
 *
 * <p>Known limit: what is not in use is forgotten when there are more than {@value #MOST_KEPT}. Any
 * thread.
 */
final class Lanes {
  static final int MOST_KEPT = 4096;

  /** One destination. Under the lock. */
  private static final class Lane {
    int window;
    int successes;
    int waiting;
    int attempting;
    int rests;
    Instant restsUntil = Instant.MIN;
    @Nullable Verdict last;

    boolean isUnused() {
      return waiting == 0 && attempting == 0;
    }

    boolean isFresh(int first) {
      return isUnused() && window == first && rests == 0;
    }
  }

  private final ConcurrencySettings settings;
  private final Routing routing;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * By {@link Route.SmartHost} or {@link Domain}. Under the lock; who was looked at last is last.
   */
  private final LinkedHashMap<Object, Lane> lanes = new LinkedHashMap<>(16, 0.75f, true);

  Lanes(ConcurrencySettings settings, Routing routing, Clock clock) {
    this.settings = settings;
    this.routing = routing;
    this.clock = clock;
  }

  /** Which destination a domain's mail goes to. */
  private Object key(Domain domain) {
    return routing.route(domain) instanceof Route.SmartHost host ? host : domain;
  }

  private Lane lane(Object key) {
    Lane lane = lanes.get(key);
    if (lane == null) {
      forgetOne();
      lane = new Lane();
      lane.window = settings.first();
      lanes.put(key, lane);
    }
    return lane;
  }

  private void forgetOne() {
    Iterator<Lane> all = lanes.values().iterator();
    while (lanes.size() >= MOST_KEPT && all.hasNext()) {
      if (all.next().isUnused()) {
        all.remove();
      }
    }
  }

  /** A message for that domain is claimed. */
  void begin(Domain domain) {
    lock.lock();
    try {
      lane(key(domain)).waiting++;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a message that waits, for all of these domains, may be attempted; then it is. */
  boolean start(Collection<Domain> domains) {
    lock.lock();
    try {
      for (Domain domain : domains) {
        Lane lane = lane(key(domain));
        if (lane.attempting >= lane.window && !rests(lane)) {
          return false;
        }
      }
      for (Domain domain : domains) {
        Lane lane = lane(key(domain));
        lane.waiting--;
        lane.attempting++;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** It is given back without an attempt. */
  void giveUp(Domain domain) {
    lock.lock();
    try {
      lane(key(domain)).waiting--;
      forgetIfFresh(domain);
    } finally {
      lock.unlock();
    }
  }

  /** It was attempted. */
  void end(Domain domain) {
    lock.lock();
    try {
      lane(key(domain)).attempting--;
      forgetIfFresh(domain);
    } finally {
      lock.unlock();
    }
  }

  private void forgetIfFresh(Domain domain) {
    if (lane(key(domain)).isFresh(settings.first())) {
      lanes.remove(key(domain));
    }
  }

  private boolean rests(Lane lane) {
    return clock.instant().isBefore(lane.restsUntil);
  }

  /** What a destination that rests has said last; empty when it may be tried. */
  Optional<Verdict> resting(Domain domain) {
    lock.lock();
    try {
      Lane lane = lanes.get(key(domain));
      return lane != null && rests(lane) ? Optional.ofNullable(lane.last) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The destination has talked to us. */
  void succeeded(Domain domain) {
    lock.lock();
    try {
      Lane lane = lane(key(domain));
      lane.rests = 0;
      lane.restsUntil = Instant.MIN;
      lane.last = null;
      if (++lane.successes >= lane.window && lane.window < settings.most()) {
        lane.window++;
        lane.successes = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The destination has not. */
  void failed(Domain domain, Verdict verdict) {
    lock.lock();
    try {
      Lane lane = lane(key(domain));
      lane.successes = 0;
      lane.last = verdict;
      if (lane.window > 1) {
        lane.window /= 2;
      } else if (!clock.instant().isBefore(lane.restsUntil)) {
        Duration rest = settings.rest().multipliedBy(1L << Math.min(lane.rests++, 20));
        boolean tooLong = rest.compareTo(settings.longestRest()) > 0;
        lane.restsUntil = clock.instant().plus(tooLong ? settings.longestRest() : rest);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whoever rests may be tried. */
  void endRests() {
    lock.lock();
    try {
      for (Lane lane : lanes.values()) {
        lane.rests = 0;
        lane.restsUntil = Instant.MIN;
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many messages a claim may take now. */
  ClaimLimits limits() {
    lock.lock();
    try {
      Map<Domain, Integer> named = new HashMap<>();
      int each = 2 * settings.first();
      for (Map.Entry<Object, Lane> entry : lanes.entrySet()) {
        if (entry.getKey() instanceof Domain domain) {
          named.put(domain, room(entry.getValue()));
        } else if (entry.getKey().equals(routing.otherwise())) {
          each = room(entry.getValue());
        }
      }
      nameConfigured(named);
      return new ClaimLimits(each, named);
    } finally {
      lock.unlock();
    }
  }

  /** Domains with a smart host of their own, and those of this host, whose maildrops bear any. */
  private void nameConfigured(Map<Domain, Integer> named) {
    for (Map.Entry<String, Route> entry : routing.domains().entrySet()) {
      if (!entry.getKey().startsWith(".") && entry.getValue() instanceof Route.SmartHost host) {
        Lane lane = lanes.get(host);
        named.put(Domain.parse(entry.getKey()), lane == null ? 2 * settings.first() : room(lane));
      }
    }
    if (routing.local().isPresent()) {
      for (Domain domain : routing.local().get().recipients().domains()) {
        named.put(domain, Integer.MAX_VALUE);
      }
    }
  }

  private int room(Lane lane) {
    int left = 2 * lane.window - lane.waiting - lane.attempting;
    return rests(lane) ? Integer.MAX_VALUE : Math.max(0, left);
  }

  /** The window of a domain's destination, for statistics. */
  int window(Domain domain) {
    lock.lock();
    try {
      Lane lane = lanes.get(key(domain));
      return lane == null ? settings.first() : lane.window;
    } finally {
      lock.unlock();
    }
  }
}
