package org.mailshim.store;

import java.util.Optional;

/**
 * Maildrops by name.
 *
 * <p>Who has a maildrop is not asked here: each name has one, empty until something is delivered.
 * Everything blocks the calling thread, platform or virtual; any thread, several at once.
 */
public interface MaildropStore {
  /**
   * Locks a maildrop for one reader, against other readers in this and other processes that use
   * this store; never waits. Deliveries go on meanwhile, and are not seen.
   *
   * @param name whose
   * @return the maildrop, to be closed; empty when another reader has it
   * @throws StoreException when it cannot be read
   */
  Optional<Maildrop> lock(MaildropName name);

  /**
   * Begins a delivery. The maildrop need not be locked.
   *
   * @param name to whom
   * @return the delivery, to be closed
   * @throws StoreException when it cannot be written, of kind {@link
   *     StoreException.Kind#OVER_QUOTA} when it is full already
   */
  Delivery deliver(MaildropName name);
}
