package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.message.MailData;
import org.mailshim.message.TraceFields;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueException;
import org.mailshim.queue.Settlement;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Reply;

/**
 * Sends a message that is for an alias, or for somebody whose mail is forwarded, on to whom that
 * means, before anything is delivered: a message of its own comes into the queue for them, with the
 * same sender and what the sender asked for, in the same instant in which the alias is done with.
 * What is for a {@link LocalAgent} it gives to that.
 *
 * <p>That message has a Delivered-To field for the alias, by which a message that comes back is
 * known (5.4.6). Who keeps a copy has it in the maildrop before the message goes on, and may have
 * it twice when the process dies in between. Of NOTIFY=SUCCESS one member inherits everything; for
 * several the sender is told "expanded" and no more (RFC 3461 §5.2.7.2), before the message goes
 * on, and perhaps again when the process dies in between.
 *
 * <p>Known limit: the sender stays as it is, so a forwarded message may fail the checks of SPF at
 * its new destination; nothing rewrites it. Any thread, several at once.
 */
final class Expansion {
  private static final String STAGE = "expanding an alias";

  private final MailQueue queue;
  private final LocalDelivery local;
  private final Outcomes outcomes;
  private final Clock clock;
  private final QueueObserver observer;
  private final Attendance attendance;

  Expansion(
      MailQueue queue,
      LocalDelivery local,
      Outcomes outcomes,
      Clock clock,
      QueueObserver observer) {
    this.queue = queue;
    this.local = local;
    this.outcomes = outcomes;
    this.clock = clock;
    this.observer = observer;
    this.attendance = new Attendance(queue, outcomes, observer);
  }

  /**
   * Expands those recipients of a claim who want it.
   *
   * @return the claim with the others; empty when there are none
   */
  Optional<Claim> run(Claim claim) {
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < claim.due().size(); i++) {
      // Not a switch: a class would be spun for its types, on every host with users.
      LocalRecipients.Place place = place(claim.envelope().recipients().get(i));
      if (place instanceof LocalRecipients.Group group) {
        expand(own(part(claim, List.of(i))), group);
      } else if (place instanceof LocalRecipients.Attended attended) {
        attendance.attend(own(part(claim, List.of(i))), attended.agent(), this::goOn);
      } else {
        others.add(i);
      }
    }
    if (others.size() == claim.due().size()) {
      return Optional.of(claim);
    }
    return others.isEmpty() ? Optional.empty() : Optional.of(part(claim, others));
  }

  private LocalRecipients.Place place(QueueEnvelope.Recipient recipient) {
    try {
      return local.recipients().find(recipient.forwardPath());
    } catch (RuntimeException e) {
      observer.trouble("looking up " + recipient.forwardPath().text(), e);
      return new LocalRecipients.Elsewhere(); // the attempt will say so of the recipient
    }
  }

  /** A claim of one recipient with the copy that is this recipient's own, which goes on then. */
  private Claim own(Claim claim) {
    QueueEnvelope whole = claim.envelope();
    IndividualCopies copies = local.recipients().copies();
    if (!copies.areOf(whole.reversePath())) {
      return claim;
    }
    var copy = copies.of(whole.reversePath(), whole.recipients().getFirst().forwardPath());
    var envelope = new QueueEnvelope(copy.reversePath(), whole.parameters(), whole.recipients());
    MailData data = claim.data().precededBy(copy.fields().getBytes(UTF_8));
    return new Claim(claim.id(), claim.lease(), claim.arrived(), envelope, claim.due(), data);
  }

  private static Claim part(Claim claim, List<Integer> indexes) {
    List<QueueEnvelope.Recipient> recipients = new ArrayList<>(indexes.size());
    List<Claim.Due> due = new ArrayList<>(indexes.size());
    for (int index : indexes) {
      recipients.add(claim.envelope().recipients().get(index));
      due.add(claim.due().get(index));
    }
    QueueEnvelope whole = claim.envelope();
    var envelope = new QueueEnvelope(whole.reversePath(), whole.parameters(), recipients);
    return new Claim(claim.id(), claim.lease(), claim.arrived(), envelope, due, claim.data());
  }

  private void goOn(Claim claim, LocalRecipients.Deliverable place) {
    switch (place) {
      case LocalRecipients.Group group -> expand(claim, group);
      case LocalRecipients.Here here -> keep(claim, here);
    }
  }

  private void keep(Claim claim, LocalRecipients.Here here) {
    ForwardPath path = claim.envelope().recipients().getFirst().forwardPath();
    try {
      RecipientReport kept =
          LocalHandover.deliver(
              local,
              here.maildrop(),
              claim.envelope().reversePath(),
              path,
              claim.data(),
              TraceFields.of(claim.data()));
      outcomes.settle(claim, new DeliveryReport(List.of(kept)));
    } catch (IOException e) {
      settleUnread(claim, "keeping a message for " + path.text(), e);
    }
  }

  /** Expands a claim of one recipient. */
  private void expand(Claim claim, LocalRecipients.Group group) {
    QueueEnvelope.Recipient recipient = claim.envelope().recipients().getFirst();
    ForwardPath path = recipient.forwardPath();
    try {
      Optional<RecipientReport> obstacle = obstacle(claim, path, group);
      if (obstacle.isPresent()) {
        outcomes.settle(claim, new DeliveryReport(List.of(obstacle.get())));
        return;
      }
      RecipientReport report = report(path, group);
      if (group.others().size() > 1) {
        outcomes.tellExpanded(claim, report);
      }
      var settlement =
          new Settlement.Expanded(claim.due().getFirst().position(), report.reply().text());
      submit(claim, recipient, group, settlement);
      observer.settled(claim, new DeliveryReport(List.of(report)), List.of(settlement));
    } catch (IOException e) {
      settleUnread(claim, "expanding " + path.text(), e);
    } catch (QueueException e) {
      observer.trouble("expanding " + path.text(), e); // due again when the lease has expired
    }
  }

  /**
   * What cannot be read now is tried again as the schedule says, and its sender told in the end.
   */
  private void settleUnread(Claim claim, String doing, IOException e) {
    observer.trouble(doing, e);
    List<ForwardPath> paths = claim.envelope().envelope().forwardPaths();
    outcomes.settle(claim, new DeliveryReport(Verdict.unreadable(STAGE).about(paths)));
  }

  /** Why the message does not go on, now or ever; a copy is in the maildrop otherwise. */
  private Optional<RecipientReport> obstacle(
      Claim claim, ForwardPath path, LocalRecipients.Group group) throws IOException {
    TraceFields way = TraceFields.of(claim.data());
    Optional<Verdict> loop = LocalHandover.loop(way, path);
    if (loop.isPresent()) {
      return Optional.of(loop.get().about(path));
    }
    if (group.kept().isEmpty()) {
      return Optional.empty();
    }
    RecipientReport kept =
        LocalHandover.deliver(
            local, group.kept().get(), claim.envelope().reversePath(), path, claim.data(), way);
    return kept.disposition() == Disposition.ACCEPTED ? Optional.empty() : Optional.of(kept);
  }

  private static RecipientReport report(ForwardPath path, LocalRecipients.Group group) {
    Reply reply =
        Reply.of(
            250,
            new EnhancedStatusCode(2, 1, 5),
            "goes on to " + group.others().size() + " recipients");
    return new RecipientReport(
        path, Disposition.ACCEPTED, Cause.LOCAL, reply, Optional.empty(), STAGE, Custody.MEMBERS);
  }

  private void submit(
      Claim claim,
      QueueEnvelope.Recipient recipient,
      LocalRecipients.Group group,
      Settlement settlement)
      throws IOException {
    boolean single = group.others().size() == 1;
    RcptParameters parameters =
        single ? recipient.parameters() : withoutSuccess(recipient.parameters());
    List<QueueEnvelope.Recipient> members = new ArrayList<>(group.others().size());
    for (Mailbox member : group.others()) {
      members.add(new QueueEnvelope.Recipient(ForwardPath.of(member), parameters));
    }
    MailParameters said = SenderTimes.passedOn(claim, clock.instant()).parameters();
    var envelope = new QueueEnvelope(claim.envelope().reversePath(), said, members);
    String field = LocalHandover.deliveredTo(recipient.forwardPath());
    MailData data = claim.data().precededBy(field.getBytes(UTF_8));
    Attendance.submit(queue, new LocalAgent.Following(envelope, data), claim, settlement);
  }

  /** That it went on is told once, by us; who wanted to know nothing else is told no more. */
  private static RcptParameters withoutSuccess(RcptParameters parameters) {
    if (!parameters.notifyOn().contains(NotifyCondition.SUCCESS)) {
      return parameters;
    }
    Set<NotifyCondition> rest = EnumSet.copyOf(parameters.notifyOn());
    rest.remove(NotifyCondition.SUCCESS);
    if (rest.isEmpty()) {
      rest.add(NotifyCondition.NEVER);
    }
    return new RcptParameters(rest, parameters.orcpt());
  }
}
