/**
 * What becomes of a message that is to leave this host.
 *
 * <p>A {@link org.mailshim.delivery.DeliveryAttempt} tries once to hand one message to the servers
 * of all its recipients and tells what happened to each. A {@link
 * org.mailshim.delivery.QueueRunner} does that for the messages of a queue, when they are due, and
 * again as their {@link org.mailshim.delivery.RetrySchedule} says; what it gives up it tells the
 * sender (RFC 3464).
 */
@NullMarked
package org.mailshim.delivery;

import org.jspecify.annotations.NullMarked;
