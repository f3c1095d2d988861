package org.mailshim.delivery;

import java.util.List;
import org.mailshim.queue.Claim;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Settlement;

/**
 * Hears what a {@link QueueRunner} does. Called on the threads of its deliveries, several at once;
 * they wait for it, so it must be quick.
 */
public interface QueueObserver {
  /** Hears nothing. */
  QueueObserver NONE = new QueueObserver() {};

  /**
   * An attempt is over and its outcomes are about to be told to the queue, which may forget the
   * message then. Called again when the queue could not be reached.
   *
   * @param claim what was attempted
   * @param report what the attempt has come to
   */
  default void settling(Claim claim, DeliveryReport report) {}

  /**
   * An attempt is over and its outcomes are in the queue.
   *
   * @param claim what was attempted
   * @param report what the attempt has come to
   * @param settlements what the queue was told, one for each recipient of the report
   */
  default void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {}

  /**
   * A notice to the sender of a message is in the queue.
   *
   * @param notice its name
   * @param about the message that it is about
   */
  default void notified(QueueId notice, QueueId about) {}

  /**
   * Recipients have failed and their sender is not told, since the reverse-path is null: the
   * message is itself a notice, most likely.
   */
  default void undeliverableNotice(Claim claim, DeliveryReport report) {}

  /**
   * Something of this host does not work. The runner goes on and tries again.
   *
   * @param doing what was attempted
   * @param fault what happened
   */
  default void trouble(String doing, Throwable fault) {}
}
