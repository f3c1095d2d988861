package org.mailshim.abi.srv;

import org.mailshim.OutgoingListener;
import org.mailshim.delivery.DeliveryReport;

/** Hears also what happens to a message of the queue, on its threads. */
interface MessageListener extends OutgoingListener {
  /**
   * It is safe in the queue; deliveries may have begun already.
   *
   * @param octets its size
   */
  void queued(long octets);

  /**
   * An attempt is over, and there will be another one.
   *
   * @param report what became of the recipients of that attempt
   */
  void retrying(DeliveryReport report);
}
