package org.mailshim.delivery;

import java.time.Duration;
import org.mailshim.address.Domain;

/**
 * How a {@link QueueRunner} works.
 *
 * @param ownName this host, as notices name it
 * @param schedule when to try again
 * @param mostAtOnce how many messages are delivered at once, at least 1
 * @param lease how long a claim lasts; it is renewed while a delivery goes on, so this is how long
 *     the messages of a dead process wait
 * @param poll how often to look for what other processes have put into the queue
 * @param notices what senders are told
 * @param noticeSigning who signs notices
 */
public record RunnerSettings(
    Domain ownName,
    RetrySchedule schedule,
    int mostAtOnce,
    Duration lease,
    Duration poll,
    NoticeSettings notices,
    NoticeSigning noticeSigning) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when one is not positive
   */
  public RunnerSettings {
    if (mostAtOnce < 1 || !lease.isPositive() || !poll.isPositive()) {
      throw new IllegalArgumentException("a setting of the runner is not positive");
    }
  }

  /** With the usual notices. */
  public RunnerSettings(
      Domain ownName, RetrySchedule schedule, int mostAtOnce, Duration lease, Duration poll) {
    this(ownName, schedule, mostAtOnce, lease, poll, NoticeSettings.DEFAULT, NoticeSigning.NONE);
  }

  /**
   * The default schedule, 100 messages at once, which is more than one destination may have ({@link
   * ConcurrencySettings#DEFAULT}), leases of 2 minutes, a look every 30 seconds.
   */
  public static RunnerSettings of(Domain ownName) {
    return new RunnerSettings(
        ownName, RetrySchedule.DEFAULT, 100, Duration.ofMinutes(2), Duration.ofSeconds(30));
  }

  /** These with other notices. */
  public RunnerSettings withNotices(NoticeSettings other) {
    return new RunnerSettings(ownName, schedule, mostAtOnce, lease, poll, other, noticeSigning);
  }

  /** These with notices that are signed. */
  public RunnerSettings withNoticeSigning(NoticeSigning signing) {
    return new RunnerSettings(ownName, schedule, mostAtOnce, lease, poll, notices, signing);
  }
}
