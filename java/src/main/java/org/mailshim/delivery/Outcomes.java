package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.message.MailData;
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
    List<Notice> told = new ArrayList<>();
    List<Notice> failed = new ArrayList<>();
    for (int i = 0; i < report.recipients().size(); i++) {
      RecipientReport recipient = report.recipients().get(i);
      QueueEnvelope.Recipient queued = claim.envelope().recipients().get(i);
      Settlement settlement = settlement(claim, i, recipient, now);
      settlements.add(settlement);
      Optional<Notice.Action> action = action(claim, settlement, recipient, claim.due().get(i));
      if (action.isPresent()) {
        Notice notice = new Notice(queued, recipient, action.get());
        if (isTold(claim, queued, action.get())) {
          told.add(notice);
        }
        if (action.get().isFailure()) {
          failed.add(notice);
        }
      }
    }
    boolean senderless = claim.envelope().reversePath().sender().isEmpty();
    observer.settling(claim, report);
    try {
      if (senderless) {
        settleUndeliverable(claim, settlements, failed);
      } else {
        commit(claim, settlements, told, claim.envelope().reversePath().sender().get());
      }
    } catch (QueueException e) {
      observer.trouble("settling " + claim.id(), e);
      return false;
    }
    observer.settled(claim, report, settlements);
    if (senderless && !failed.isEmpty()) {
      observer.undeliverableNotice(claim, report);
    }
    return true;
  }

  private Settlement settlement(Claim claim, int index, RecipientReport report, Instant now) {
    Claim.Due due = claim.due().get(index);
    String reply = report.reply().text();
    return switch (disposition(report)) {
      case ACCEPTED -> new Settlement.Delivered(due.position(), reply);
      case PERMANENT -> new Settlement.Failed(due.position(), reply);
      case CANCELLED -> new Settlement.Postponed(due.position(), now, reply);
      case TRANSIENT -> {
        Optional<Instant> next =
            settings.schedule().next(claim.released(), now, due.attempts(), random);
        boolean warned = due.warned() || isToBeWarned(claim, index, now);
        yield next.isPresent()
            ? new Settlement.Deferred(
                due.position(), SenderTimes.next(claim, next.get(), now), reply, warned)
            : new Settlement.Failed(due.position(), reply);
      }
    };
  }

  /**
   * Credentials that a server refuses are this host's, and so is the fault: a password that has
   * expired must not send every message of the queue back to its sender.
   */
  private static Disposition disposition(RecipientReport report) {
    boolean ours = report.cause() == Cause.AUTHENTICATION;
    return ours && report.disposition() == Disposition.PERMANENT
        ? Disposition.TRANSIENT
        : report.disposition();
  }

  private boolean isToBeWarned(Claim claim, int index, Instant now) {
    boolean late = !now.isBefore(claim.released().plus(settings.notices().lateAfter()));
    return (late || SenderTimes.isToBeToldLate(claim, now))
        && claim.envelope().reversePath().sender().isPresent()
        && isTold(claim, claim.envelope().recipients().get(index), Notice.Action.DELAYED);
  }

  /** What a settlement means to the sender; empty when it means nothing. */
  private static Optional<Notice.Action> action(
      Claim claim, Settlement settlement, RecipientReport report, Claim.Due due) {
    return switch (settlement) {
      case Settlement.Failed failed when disposition(report) == Disposition.TRANSIENT ->
          Optional.of(Notice.Action.EXPIRED);
      case Settlement.Failed failed -> Optional.of(Notice.Action.FAILED);
      case Settlement.Deferred deferred when deferred.warned() && !due.warned() ->
          Optional.of(Notice.Action.DELAYED);
      case Settlement.Deferred deferred -> Optional.empty();
      case Settlement.Postponed postponed -> Optional.empty();
      case Settlement.Expanded expanded -> Optional.of(Notice.Action.EXPANDED);
      case Settlement.Delivered delivered ->
          switch (report.custody()) {
            case MAILDROP -> Optional.of(Notice.Action.DELIVERED);
            case SERVER -> Optional.of(Notice.Action.RELAYED);
            case NOTIFYING_SERVER ->
                SenderTimes.isTraced(claim) ? Optional.of(Notice.Action.RELAYED) : Optional.empty();
            case MEMBERS, OURS -> Optional.empty();
          };
    };
  }

  /**
   * RFC 3461 §4.1: without NOTIFY a failure is told, a success is not, a delay as we like; RFC 2852
   * §4.1: unless the sender wants to hear of being late, or of each server on the way.
   */
  private boolean isTold(Claim claim, QueueEnvelope.Recipient recipient, Notice.Action action) {
    Set<NotifyCondition> wanted = recipient.parameters().notifyOn();
    return switch (action) {
      case FAILED, EXPIRED -> wanted.isEmpty() || wanted.contains(NotifyCondition.FAILURE);
      case DELAYED ->
          wanted.contains(NotifyCondition.DELAY)
              || (wanted.isEmpty()
                  && (settings.notices().warnsUnasked()
                      || SenderTimes.isToBeToldLate(claim, clock.instant())));
      case RELAYED ->
          wanted.contains(NotifyCondition.SUCCESS)
              || (wanted.isEmpty() && SenderTimes.isTraced(claim));
      case DELIVERED, EXPANDED -> wanted.contains(NotifyCondition.SUCCESS);
    };
  }

  private void commit(
      Claim claim, List<Settlement> settlements, List<Notice> told, Mailbox addressee) {
    if (told.isEmpty()) {
      queue.settle(claim, settlements);
      return;
    }
    notify(claim, settlements, told, addressee, settings.notices().mostQuoted());
  }

  /** Puts a notice into the queue, with what it is about, in one instant. */
  private void notify(
      Claim claim,
      List<Settlement> settlements,
      List<Notice> told,
      Mailbox addressee,
      long mostQuoted) {
    var notification =
        new DeliveryStatusNotification(claim, told, addressee, settings, mostQuoted, clock, random);
    try (Submission submission =
        settings.noticeSigning().signing(queue.submit(notification.envelope()))) {
      notification.write(submission);
      submission.commitWith(claim, settlements);
      observer.notified(submission.id(), claim.id());
    } catch (QueueException e) {
      if (e.kind() != QueueException.Kind.LEASE_LOST) {
        throw e;
      }
      queue.settle(claim, settlements); // who has the recipients now tells; deliveries count
    } catch (IOException e) {
      // Who is told at the end of the schedule must be told without the message as well.
      observer.trouble("quoting " + claim.id(), e);
      notify(unread(claim), settlements, told, addressee, mostQuoted);
    }
  }

  /** A claim of a message that cannot be read, with something in its place that can. */
  private static Claim unread(Claim claim) {
    String field = "Comments: the message itself cannot be read\r\n\r\n";
    MailData said = MailData.verbatim(field.getBytes(US_ASCII));
    return new Claim(
        claim.id(), claim.lease(), claim.arrived(), claim.envelope(), claim.due(), said);
  }

  /** The sender of a message to an alias is told that it went on; nothing is settled by this. */
  void tellExpanded(Claim claim, RecipientReport report) {
    tell(claim, report, Notice.Action.EXPANDED);
  }

  /** The sender of a message to a list is told that it was delivered (RFC 3461 §5.2.7.3). */
  void tellDelivered(Claim claim, RecipientReport report) {
    tell(claim, report, Notice.Action.DELIVERED);
  }

  private void tell(Claim claim, RecipientReport report, Notice.Action action) {
    QueueEnvelope.Recipient recipient = claim.envelope().recipients().getFirst();
    Optional<Mailbox> sender = claim.envelope().reversePath().sender();
    if (sender.isPresent() && isTold(claim, recipient, action)) {
      Notice notice = new Notice(recipient, report, action);
      notify(claim, List.of(), List.of(notice), sender.get(), 0);
    }
  }

  /** Nobody is told of a message without a sender, but this host's own people may be. */
  private void settleUndeliverable(Claim claim, List<Settlement> settlements, List<Notice> failed) {
    if (!failed.isEmpty()) {
      switch (settings.notices().undeliverable()) {
        case UndeliverableNotices.Dropped dropped -> {
          // The observer hears of it.
        }
        case UndeliverableNotices.ToFolder folder -> keep(folder, claim, failed);
        case UndeliverableNotices.ToPostmaster to -> {
          if (!isTo(failed, to.postmaster())) {
            notify(claim, settlements, failed, to.postmaster(), Long.MAX_VALUE);
            return;
          }
        }
      }
    }
    queue.settle(claim, settlements);
  }

  private static boolean isTo(List<Notice> failed, Mailbox postmaster) {
    ForwardPath path = ForwardPath.of(postmaster);
    for (Notice notice : failed) {
      if (notice.recipient().forwardPath().equals(path)) {
        return true;
      }
    }
    return false;
  }

  private static String fields(List<Notice> failed) {
    StringBuilder fields = new StringBuilder();
    for (Notice notice : failed) {
      String recipient = notice.recipient().forwardPath().text();
      fields.append("X-Failed-Recipient: ").append(recipient).append("\r\n");
      String reply = notice.report().reply().text();
      fields.append("X-Failed-Reply: ").append(reply).append("\r\n");
    }
    return fields.toString();
  }

  private void keep(UndeliverableNotices.ToFolder folder, Claim claim, List<Notice> failed) {
    try {
      String name = claim.id().text() + "-" + Long.toHexString(claim.lease());
      new MessageFolder(folder.directory()).keep(name, fields(failed), claim);
    } catch (IOException e) {
      if (isReadable(claim.data())) {
        throw new QueueException(
            QueueException.Kind.BROKEN, "keeping " + claim.id() + " in " + folder.directory(), e);
      }
      observer.trouble("reading " + claim.id(), e);
      keep(folder, unread(claim), failed);
    }
  }

  private static boolean isReadable(MailData data) {
    try (InputStream in = data.open()) {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
