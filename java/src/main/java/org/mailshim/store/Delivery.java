package org.mailshim.store;

/**
 * A message on its way into a maildrop: all of it will be there, or nothing.
 *
 * <p>One thread at a time.
 */
public interface Delivery extends AutoCloseable {
  /**
   * Adds octets. Lines may end with CRLF or LF; CRLF may be kept as LF, and the last line gets an
   * end when it has none. Nothing else is changed.
   *
   * @param octets holds them; the caller's again on return
   * @param from index of the first
   * @param to index after the last
   * @throws StoreException when there is no room for them, by {@link StoreException.Kind#FULL} or
   *     {@link StoreException.Kind#OVER_QUOTA}, or something is broken; the delivery is then over
   */
  void write(byte[] octets, int from, int to);

  /**
   * Makes the message part of the maildrop. When this has returned it will be there after any
   * crash; when it fails it is not, except that a failure of the very last step (making a directory
   * entry durable) may leave a message that readers see. Once.
   *
   * @return the message's unique-id
   * @throws StoreException as {@link #write}
   */
  String commit();

  /** Ends the delivery; without {@link #commit} before, nothing is left of it. Never fails. */
  @Override
  void close();
}
