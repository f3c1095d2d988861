package org.mailshim.policy;

import java.time.Clock;
import java.util.concurrent.Executor;
import org.mailshim.dns.Resolver;

/**
 * What a {@link Policy} works with.
 *
 * @param resolver looks names up; blocking, by many threads at once
 * @param memory remembers greylisting, logins by POP3 and who was trapped. In a database that
 *     several processes share they share these
 * @param limits remembers how much was sent; {@code memory} where processes share limits too, and a
 *     {@link RamPolicyStore} where each keeps its own, which costs no transaction
 * @param clock tells the time; of processes that share a database it must agree to within seconds
 * @param threads runs each look-up of a DNS list, such as {@link Thread#startVirtualThread}
 * @param observer hears what is decided
 */
public record PolicySetup(
    Resolver resolver,
    PolicyStore memory,
    PolicyStore limits,
    Clock clock,
    Executor threads,
    PolicyObserver observer) {
  /** For one process: all in memory, the system's clock, virtual threads, no observer. */
  public static PolicySetup inMemory(Resolver resolver) {
    PolicyStore store = new RamPolicyStore();
    return new PolicySetup(
        resolver, store, store, Clock.systemUTC(), Thread::startVirtualThread, PolicyObserver.NONE);
  }

  /** This, remembering elsewhere. */
  public PolicySetup withStores(PolicyStore otherMemory, PolicyStore otherLimits) {
    return new PolicySetup(resolver, otherMemory, otherLimits, clock, threads, observer);
  }

  /** This with another clock. */
  public PolicySetup withClock(Clock other) {
    return new PolicySetup(resolver, memory, limits, other, threads, observer);
  }

  /** This with an observer. */
  public PolicySetup withObserver(PolicyObserver other) {
    return new PolicySetup(resolver, memory, limits, clock, threads, other);
  }
}
