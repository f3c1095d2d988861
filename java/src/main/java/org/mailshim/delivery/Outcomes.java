package org.mailshim.delivery;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueException;
import org.mailshim.queue.Settlement;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.client.Body;

/**
 * Makes of a {@link DeliveryReport} what the queue is to know and what the sender is to be told.
 * Any thread, several at once.
 */
final class Outcomes {
  private final MailQueue queue;
  private final RunnerSettings settings;
  private final Clock clock;
  private final RandomGenerator random;
  private final QueueObserver observer;

  Outcomes(
      MailQueue queue,
      RunnerSettings settings,
      Clock clock,
      RandomGenerator random,
      QueueObserver observer) {
    this.queue = queue;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.observer = observer;
  }

  /** What a message contains, as far as its sender said. */
  static Body body(Claim claim) {
    BodyType said = claim.envelope().parameters().body();
    return said == BodyType.SEVEN_BIT ? Body.UNKNOWN : Body.EIGHT_BIT;
  }

  /**
   * Tells the queue, and through it the sender.
   *
   * @return false when the queue cannot be reached, and nothing has changed
   */
  boolean settle(Claim claim, DeliveryReport report) {
    Instant now = clock.instant();
    List<Settlement> settlements = new ArrayList<>();
    List<DeliveryStatusNotification.Entry> told = new ArrayList<>();
    boolean failed = false;
    for (int i = 0; i < report.recipients().size(); i++) {
      RecipientReport recipient = report.recipients().get(i);
      Settlement settlement = settlement(claim, i, recipient, now);
      settlements.add(settlement);
      failed |= settlement instanceof Settlement.Failed;
      QueueEnvelope.Recipient queued = claim.envelope().recipients().get(i);
      if (isTold(queued.parameters().notifyOn(), settlement)) {
        boolean expired =
            settlement instanceof Settlement.Failed
                && recipient.disposition() == Disposition.TRANSIENT;
        told.add(new DeliveryStatusNotification.Entry(queued, recipient, expired));
      }
    }
    try {
      commit(claim, settlements, told);
    } catch (QueueException e) {
      observer.trouble("settling " + claim.id(), e);
      return false;
    }
    observer.settled(claim, report, settlements);
    if (failed && claim.envelope().reversePath().sender().isEmpty()) {
      observer.undeliverableNotice(claim, report);
    }
    return true;
  }

  private Settlement settlement(Claim claim, int index, RecipientReport report, Instant now) {
    Claim.Due due = claim.due().get(index);
    String reply = report.reply().text();
    return switch (report.disposition()) {
      case ACCEPTED -> new Settlement.Delivered(due.position(), reply);
      case PERMANENT -> new Settlement.Failed(due.position(), reply);
      case CANCELLED -> new Settlement.Deferred(due.position(), now, reply);
      case TRANSIENT -> {
        Optional<Instant> next =
            settings.schedule().next(claim.arrived(), now, due.attempts(), random);
        yield next.isPresent()
            ? new Settlement.Deferred(due.position(), next.get(), reply)
            : new Settlement.Failed(due.position(), reply);
      }
    };
  }

  /** RFC 3461 §4.1: without NOTIFY a failure is told, and a success is not. */
  private static boolean isTold(Set<NotifyCondition> wanted, Settlement settlement) {
    return switch (settlement) {
      case Settlement.Failed failed -> wanted.isEmpty() || wanted.contains(NotifyCondition.FAILURE);
      case Settlement.Delivered delivered -> wanted.contains(NotifyCondition.SUCCESS);
      case Settlement.Deferred deferred -> false;
      case Settlement.Postponed postponed -> false;
      case Settlement.Expanded expanded -> false;
    };
  }

  private void commit(
      Claim claim, List<Settlement> settlements, List<DeliveryStatusNotification.Entry> told) {
    boolean silent = told.isEmpty() || claim.envelope().reversePath().sender().isEmpty();
    if (silent) {
      queue.settle(claim, settlements);
      return;
    }
    var notification =
        new DeliveryStatusNotification(claim, told, settings.ownName(), clock, random);
    try (Submission submission = queue.submit(notification.envelope())) {
      notification.write(submission);
      submission.commitWith(claim, settlements);
      observer.notified(submission.id(), claim.id());
    } catch (QueueException e) {
      if (e.kind() != QueueException.Kind.LEASE_LOST) {
        throw e;
      }
      queue.settle(claim, settlements); // who has the recipients now tells; deliveries count
    } catch (IOException e) {
      throw new QueueException(QueueException.Kind.BROKEN, "reading " + claim.id(), e);
    }
  }
}
