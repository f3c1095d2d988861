/**
 * What becomes of a message that is to leave this host, or to stay.
 *
 * <p>A {@link org.mailshim.delivery.DeliveryAttempt} tries once to hand one message to the servers
 * of all its recipients and tells what happened to each. A {@link
 * org.mailshim.delivery.QueueRunner} does that for the messages of a queue, when they are due, and
 * again as their {@link org.mailshim.delivery.RetrySchedule} says; what it gives up it tells the
 * sender (RFC 3464). A message's outcome is settled while the next one is attempted already.
 *
 * <p>A {@link org.mailshim.delivery.Deliverer} makes a runner's attempts share what they can:
 *
 * <pre>{@code
 * LocalRecipients users = LocalRecipients.of(Set.of(Domain.parse("example.net")), directory);
 * var aliases = new Aliases(users, Map.of("info", List.of(ann, bob)), Aliases.Forwards.NONE);
 * var routing = Routing.of(new Route.Direct())
 *     .withLocal(new LocalDelivery(aliases, store))
 *     .withDomains(Map.of("partner.example", new Route.SmartHost("mx.partner.example", 25)));
 * var deliverer = new Deliverer(routing, settings, resolver, dialer,
 *     ConcurrencySettings.DEFAULT, clock);
 * var runner = new QueueRunner(queue, deliverer, sessions, RunnerSettings.of(name), clock, random,
 *     QueueObserver.NONE);
 * runner.start();
 * }</pre>
 *
 * <h2>The way of one recipient</h2>
 *
 * <pre>
 * claimed from the queue, as many of a destination as it bears
 *   BY;R, and too late         5.4.7
 *   alias, or mail forwarded   a message of its own for those whom it means; done with
 *   of a list or a program     what its agent decides: done with, held, returned, a message of its own
 *   of this host               its maildrop; 5.1.1, 4.2.2, 5.4.6
 *   a domain with a route      that smart host
 *   anybody else               the default: a smart host, or the domain's mail exchangers
 *     resting                  deferred, with what the destination said last
 *     a kept session           used
 *     a fresh one              the first address that answers, the next host where none does
 *       8BITMIME missing       encoded anew, or 5.6.3
 *       SMTPUTF8 missing       sent all the same if it is ASCII after all, or 5.6.7
 * settled: delivered, deferred, postponed or failed, with a notice in the same instant
 * </pre>
 *
 * <p>An owner whose mail may go another way from one message to the next has a {@link
 * org.mailshim.delivery.ChangingDeliverer}.
 *
 * <p>Who is told what: {@link org.mailshim.delivery.NoticeSettings}. How mail does not go in
 * circles: the names and listeners of this host ({@link org.mailshim.delivery.OwnHosts}), the
 * Delivered-To fields that final delivery and aliases leave, and the number of Received fields.
 */
@NullMarked
package org.mailshim.delivery;

import org.jspecify.annotations.NullMarked;
