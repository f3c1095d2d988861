package org.mailshim.store;

import java.util.BitSet;

/**
 * A locked maildrop: the messages that were there when it was locked, in the order of their
 * arrival, numbered from 0.
 *
 * <p>What others do to the maildrop meanwhile shows only where a message is gone. Nothing is
 * deleted but by {@link #delete}. One thread at a time.
 */
public interface Maildrop extends AutoCloseable {
  /**
   * How many messages there are.
   *
   * @return 0 or more; stays the same
   */
  int count();

  /**
   * A message's size on the wire, without doubled dots ({@link org.mailshim.pop3.WireSize}). May
   * have to read the message, once in its life.
   *
   * @param message its index
   * @return octets; 0 for one that is gone before it was ever counted
   * @throws StoreException when it cannot be read
   */
  long octets(int message);

  /**
   * A message's unique-id: the same in every session, never that of another message of this
   * maildrop.
   *
   * @param message its index
   * @return 1 to 70 characters of {@code !} to {@code ~}
   */
  String uniqueId(int message);

  /**
   * Opens a message.
   *
   * @param message its index
   * @return its octets, to be closed; several may be open
   * @throws StoreException of kind {@link StoreException.Kind#VANISHED} when somebody else has
   *     deleted it; of another kind when it cannot be read
   */
  MessageContent open(int message);

  /**
   * Deletes messages, as the UPDATE state does. A message that is gone already counts as deleted.
   * At most once; afterwards only {@link #close} may be called.
   *
   * @param messages their indices
   * @return how that went: what cannot be deleted does not keep the others
   */
  Removal delete(BitSet messages);

  /** Unlocks. Deletes nothing, never fails; a second call does nothing. */
  @Override
  void close();
}
