package org.mailshim.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mailshim.message.MailData;

/**
 * Where messages are kept between acceptance and delivery. Any thread, several at once; every
 * method may block for as long as the disk takes, or the server of the database.
 *
 * <p>Each throws {@link QueueException} when the queue cannot be read or written, or is closed.
 */
public interface MailQueue extends AutoCloseable {
  /**
   * Begins a message.
   *
   * @param envelope who sends and who receives
   * @return to be written and committed; the caller's to close
   */
  Submission submit(QueueEnvelope envelope);

  /**
   * Claims recipients whose attempt is due: those {@link RecipientState#WAITING} whose time has
   * come, and those whose claim has expired. The longest due come first.
   *
   * @param most of how many messages at most; at least 1
   * @param lease how long the claims last unless they are renewed
   * @param limits how many messages of each destination at most; what has no room stays due
   * @return one claim for each message, with all of its recipients that are due and have room
   */
  List<Claim> claim(int most, Duration lease, ClaimLimits limits);

  /** As {@link #claim(int, Duration, ClaimLimits)}, without a limit for any destination. */
  default List<Claim> claim(int most, Duration lease) {
    return claim(most, lease, ClaimLimits.NONE);
  }

  /**
   * Makes a claim last longer.
   *
   * @param lease from now
   * @return false when some or all of it is somebody else's by now, or was settled: the holder
   *     should give up what it has not begun
   */
  boolean renew(Claim claim, Duration lease);

  /**
   * Says what became of recipients that were claimed. A message whose recipients are all final
   * leaves the queue.
   *
   * <p>That a recipient was delivered or has failed counts only once. Of a lease that somebody else
   * has by now only {@link Settlement.Delivered} counts, since that is a fact.
   *
   * @param settlements at most one for each recipient of the claim; the others stay claimed
   */
  void settle(Claim claim, List<Settlement> settlements);

  /**
   * Keeps a message from further attempts. One that is under way goes on.
   *
   * @return how many recipients are held by this
   */
  int hold(QueueId id);

  /**
   * Lets a held message go on, at once.
   *
   * @return how many recipients were released
   */
  int release(QueueId id);

  /**
   * Makes every recipient due that waits and is not under way.
   *
   * @return how many
   */
  int retryNow(QueueId id);

  /**
   * Takes a recipient back: no further attempt, and no bounce. An attempt that is under way goes
   * on, and what it comes to is not kept.
   *
   * @param position its place in the envelope, from 0
   * @return false when there is no such recipient, or it is final
   */
  boolean cancel(QueueId id, int position);

  /**
   * Removes a message with all of its recipients, without a bounce.
   *
   * @return false when there is no such message
   */
  boolean delete(QueueId id);

  /**
   * Lists messages, oldest first.
   *
   * @param after the last one of the page before; empty for the first page
   * @param most how many at most
   * @return shorter than {@code most} only at the end
   */
  List<QueueEntry> list(Optional<QueueId> after, int most);

  /** One message; empty when it is not in the queue. */
  Optional<QueueEntry> find(QueueId id);

  /**
   * The message itself; empty when it is not in the queue. Once it leaves the queue, reading fails
   * with an {@link java.io.IOException}.
   */
  Optional<MailData> read(QueueId id);

  /** How much is in the queue. */
  QueueCount count();

  /**
   * When the next attempt is due, or the next lease expires.
   *
   * @param limits those at a destination that they give no room do not count
   * @return empty when nothing waits
   */
  Optional<Instant> nextDue(ClaimLimits limits);

  /** As {@link #nextDue(ClaimLimits)}, whatever the destination. */
  default Optional<Instant> nextDue() {
    return nextDue(ClaimLimits.NONE);
  }

  /**
   * Has somebody told whenever something may have become due in this process: a commit, a release,
   * a retry. What other processes commit is not told.
   *
   * @param listener called on the thread that did it; must be quick and not throw. It takes the
   *     place of the one before
   */
  void whenDue(Runnable listener);

  /** Waits for commits that have begun and closes the queue. A second call does nothing. */
  @Override
  void close();
}
