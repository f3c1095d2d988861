/**
 * What becomes of a message that is to leave this host.
 *
 * <p>A {@link org.mailshim.delivery.DeliveryAttempt} tries once to hand one message to the servers
 * of all its recipients and tells what happened to each. When to try again is the queue's business.
 */
@NullMarked
package org.mailshim.delivery;

import org.jspecify.annotations.NullMarked;
