package org.mailshim.delivery;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.dns.Resolver;
import org.mailshim.queue.Claim;
import org.mailshim.queue.ClaimLimits;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.smtp.client.PoolSettings;
import org.mailshim.smtp.client.SessionPool;
import org.mailshim.transport.Dialer;

/**
 * Makes the attempts of a {@link QueueRunner}: they share sessions ({@link SessionPool}), what is
 * known of each destination, and the routing.
 *
 * <p>Each destination has a number of messages at once that begins low, grows with success and
 * shrinks with failure ({@link ConcurrencySettings}); no more than as many again are claimed ahead,
 * so that a destination with a hundred thousand messages keeps nobody else from theirs. One that
 * does not answer rests, and its messages are deferred meanwhile without being tried.
 *
 * <p>Known limits: where everything goes to one smart host, messages to as many domains as there is
 * room for may be claimed at once; the pool then lets {@link ConcurrencySettings#most} of them talk
 * to it. Routes for all domains below one are not counted in claims.
 *
 * <p>Any thread. Closing ends its sessions; attempts that are under way are cancelled by that, and
 * the runner should be stopped before.
 */
public final class Deliverer implements QueueRunner.AttemptSource, AutoCloseable {
  private final Routing routing;
  private final DeliverySettings settings;
  private final Resolver resolver;
  private final Dialer dialer;
  private final SharedSessions shared;

  /**
   * A deliverer without sessions.
   *
   * @param routing which way mail goes
   * @param settings how attempts behave
   * @param resolver asked for mail exchangers; never for a smart host
   * @param dialer makes the connections; looks up smart hosts
   * @param concurrency how many messages each destination gets at once
   * @param clock times the rests of destinations
   */
  public Deliverer(
      Routing routing,
      DeliverySettings settings,
      Resolver resolver,
      Dialer dialer,
      ConcurrencySettings concurrency,
      Clock clock) {
    this.routing = routing;
    this.settings = settings;
    this.resolver = resolver;
    this.dialer = dialer;
    PoolSettings usual = PoolSettings.defaults();
    var sessions =
        new PoolSettings(
            concurrency.most(),
            usual.mostMessages(),
            usual.mostIdle(),
            usual.mostAge(),
            usual.probeAfter());
    this.shared =
        new SharedSessions(
            new SessionPool(sessions, settings.session(), dialer),
            new Lanes(concurrency, routing, clock));
  }

  @Override
  public DeliveryAttempt attempt(Claim claim) {
    return attempt(DeliveryObserver.NONE);
  }

  /** An attempt with somebody to tell how it proceeds. */
  public DeliveryAttempt attempt(DeliveryObserver observer) {
    return new DeliveryAttempt(routing, settings, resolver, dialer, observer, Optional.of(shared));
  }

  @Override
  public Optional<LocalDelivery> local() {
    return routing.local();
  }

  @Override
  public ClaimLimits limits() {
    return shared.lanes().limits();
  }

  @Override
  public void begun(Claim claim) {
    for (Domain domain : domains(claim)) {
      shared.lanes().begin(domain);
    }
  }

  @Override
  public boolean starts(Claim claim) {
    return shared.lanes().start(domains(claim));
  }

  @Override
  public void givenUp(Claim claim) {
    for (Domain domain : domains(claim)) {
      shared.lanes().giveUp(domain);
    }
  }

  @Override
  public void over(Claim claim) {
    for (Domain domain : domains(claim)) {
      shared.lanes().end(domain);
    }
  }

  private static Set<Domain> domains(Claim claim) {
    Set<Domain> domains = new LinkedHashSet<>();
    for (QueueEnvelope.Recipient recipient : claim.envelope().recipients()) {
      Optional<Domain> domain = recipient.forwardPath().domain();
      if (domain.isPresent()) {
        domains.add(domain.get());
      }
    }
    return domains;
  }

  /**
   * How many messages the destination of a domain may have at once now.
   *
   * @return at least 1
   */
  public int concurrency(Domain domain) {
    return shared.lanes().window(domain);
  }

  /** Lets destinations that rest be tried again at once, for whoever knows that they are back. */
  public void endRests() {
    shared.lanes().endRests();
  }

  /** Closes the sessions; a second call does nothing. */
  @Override
  public void close() {
    shared.pool().close();
  }
}
