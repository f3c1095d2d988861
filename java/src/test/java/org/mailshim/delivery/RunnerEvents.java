package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Settlement;
import org.mailshim.queue.Submission;

/** What a runner tells, to be waited for; each kind by itself, in the order in which it came. */
final class RunnerEvents implements QueueObserver {
  /** What became of the messages that were submitted here. */
  final BlockingQueue<List<Settlement>> settled = new LinkedBlockingQueue<>();

  /** And of notices, which may be delivered before anybody hears that their message has failed. */
  final BlockingQueue<List<Settlement>> settledNotices = new LinkedBlockingQueue<>();

  final BlockingQueue<QueueId> notices = new LinkedBlockingQueue<>();
  final BlockingQueue<Claim> undeliverable = new LinkedBlockingQueue<>();
  final BlockingQueue<String> troubles = new LinkedBlockingQueue<>();
  private final Set<QueueId> submitted = ConcurrentHashMap.newKeySet();

  @Override
  public void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {
    boolean isNotice =
        claim.envelope().reversePath().sender().isEmpty() && !submitted.contains(claim.id());
    (isNotice ? settledNotices : settled).add(settlements);
  }

  @Override
  public void notified(QueueId notice, QueueId about) {
    notices.add(notice);
  }

  @Override
  public void undeliverableNotice(Claim claim, DeliveryReport report) {
    undeliverable.add(claim);
  }

  @Override
  public void trouble(String doing, Throwable fault) {
    troubles.add(doing + ": " + fault);
  }

  /** Puts a message into a queue. */
  QueueId submit(MailQueue queue, QueueEnvelope envelope, String message) {
    byte[] octets = message.getBytes(UTF_8);
    try (Submission submission = queue.submit(envelope)) {
      submission.write(octets, 0, octets.length);
      submitted.add(submission.id());
      submission.commit();
      return submission.id();
    }
  }

  /** The next of {@link #settled}. */
  List<Settlement> next() throws InterruptedException {
    return next(settled);
  }

  /** The next of {@link #settledNotices}. */
  List<Settlement> nextNotice() throws InterruptedException {
    return next(settledNotices);
  }

  /** The next of a kind. */
  <T> T next(BlockingQueue<T> kind) throws InterruptedException {
    T event = kind.poll(60, TimeUnit.SECONDS);
    assertNotNull(event, () -> "did not happen; " + troubles);
    return event;
  }
}
