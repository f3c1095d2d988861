package org.mailshim.queue;

import java.util.List;

/**
 * A message on its way into a queue. One thread at a time; closing it without a commit leaves
 * nothing behind.
 *
 * <p>It holds at most a quarter of a mebibyte in memory, and less when there is little: what is
 * longer goes to the queue's database before it is committed, where nobody sees it.
 */
public interface Submission extends AutoCloseable {
  /** The name that the message will have. */
  QueueId id();

  /**
   * Adds mail data.
   *
   * @param octets lines ended by CRLF, without transparency ({@link
   *     org.mailshim.message.MailData}), but for BODY=BINARYMIME; copied
   * @param from index of the first octet
   * @param to index after the last octet
   * @throws QueueException when it cannot be kept; only {@link #close} is of use then
   * @throws IllegalStateException after a commit
   */
  void write(byte[] octets, int from, int to);

  /**
   * The message is whole. When this has returned, nothing short of losing the disk loses it; when
   * it throws, the message is not in the queue.
   *
   * @throws QueueException when it cannot be kept
   * @throws IllegalStateException after a commit
   */
  void commit();

  /**
   * As {@link #commit}, and settles a claim in the same instant: both happen or neither. So a
   * bounce is in the queue exactly when its recipients have failed, and the message to an alias's
   * members exactly when the alias is done with.
   *
   * @param claim what the message is about
   * @param settlements as for {@link MailQueue#settle}
   * @throws QueueException also of kind {@link QueueException.Kind#LEASE_LOST}, when one of the
   *     failed, expanded or warned recipients is somebody else's by now; nothing has changed then
   */
  void commitWith(Claim claim, List<Settlement> settlements);

  /** Gives the message up, unless it was committed. Never fails. */
  @Override
  void close();
}
