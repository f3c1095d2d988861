package org.mailshim;

import org.mailshim.delivery.DeliveryObserver;
import org.mailshim.delivery.DeliveryReport;

/**
 * Hears how a message fares. Called on the delivery's own thread, one call at a time; the delivery
 * waits for it, so it must be quick.
 */
public interface OutgoingListener extends DeliveryObserver {
  /**
   * The delivery is over. Exactly one call, and the last one.
   *
   * @param report what became of each recipient
   */
  void done(DeliveryReport report);
}
