package org.mailshim.delivery;

import java.util.Optional;
import org.mailshim.dns.Resolver;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Dialer;

/** What all parts of one attempt work with. */
record Context(
    DeliverySettings settings,
    Resolver resolver,
    Dialer dialer,
    Cancellation cancellation,
    DeliveryObserver observer,
    Departures departures,
    Optional<LocalDelivery> local) {}
