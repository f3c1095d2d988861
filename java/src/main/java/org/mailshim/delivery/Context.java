package org.mailshim.delivery;

import java.util.Optional;
import org.mailshim.dns.Resolver;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;

/**
 * What all parts of one attempt work with.
 *
 * @param deadline for all of the attempt
 * @param sessions kept ones, shared with other attempts; empty where each attempt has its own
 */
record Context(
    DeliverySettings settings,
    Resolver resolver,
    Dialer dialer,
    Cancellation cancellation,
    DeliveryObserver observer,
    Departures departures,
    Deadline deadline,
    Optional<SharedSessions> sessions) {}
