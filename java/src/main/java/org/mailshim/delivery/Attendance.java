package org.mailshim.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.PrintableText;
import org.mailshim.message.TraceFields;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueException;
import org.mailshim.queue.Settlement;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;

/**
 * Gives a message to the {@link LocalAgent} of its recipient and settles what that decides, with
 * the message that follows in the same instant. A message that was with the agent before (its
 * Delivered-To field says so, or too many Received fields) is returned with 5.4.6 and the agent is
 * not asked. One that cannot be read is tried again as the schedule says. Any thread, several at
 * once.
 */
final class Attendance {
  private static final String STAGE = "handing to a local agent";
  private static final int PIECE = 16 * 1024;
  private static final int SENTENCE_LIMIT = 500;
  private static final EnhancedStatusCode DONE = new EnhancedStatusCode(2, 1, 5);

  /** Does with a claim of one recipient what is done without an agent. */
  interface Onward {
    void goOn(Claim claim, LocalRecipients.Deliverable place);
  }

  private final MailQueue queue;
  private final Outcomes outcomes;
  private final QueueObserver observer;

  Attendance(MailQueue queue, Outcomes outcomes, QueueObserver observer) {
    this.queue = queue;
    this.outcomes = outcomes;
    this.observer = observer;
  }

  /** Attends to a claim of one recipient. */
  void attend(Claim claim, LocalAgent agent, Onward onward) {
    ForwardPath path = claim.envelope().recipients().getFirst().forwardPath();
    try {
      Optional<Verdict> loop = LocalHandover.loop(TraceFields.of(claim.data()), path);
      if (loop.isPresent()) {
        settle(claim, loop.get());
        return;
      }
      var due = claim.due().getFirst();
      var arrival =
          new LocalAgent.Arrival(
              claim.id(), claim.envelope(), claim.data(), claim.arrived(), due.warned());
      switch (agent.take(arrival)) {
        case LocalAgent.Outcome.GoesOn on -> onward.goOn(claim, on.place());
        case LocalAgent.Outcome.Taken taken -> settle(claim, path, taken);
        case LocalAgent.Outcome.Held held -> settle(claim, path, held);
        case LocalAgent.Outcome.Refused refused -> {
          EnhancedStatusCode status = refused.status();
          settle(
              claim,
              Verdict.never(
                  Cause.LOCAL, status.subject(), status.detail(), refused.sentence(), STAGE));
        }
        case LocalAgent.Outcome.Deferred deferred -> {
          EnhancedStatusCode status = deferred.status();
          settle(
              claim,
              Verdict.later(
                  Cause.LOCAL, status.subject(), status.detail(), deferred.sentence(), STAGE));
        }
      }
    } catch (IOException e) {
      observer.trouble("reading a message for " + path.text(), e);
      settle(claim, Verdict.unreadable(STAGE));
    } catch (QueueException e) {
      observer.trouble("settling a message for " + path.text(), e);
    } catch (RuntimeException e) {
      observer.trouble("handing a message to " + path.text(), e);
      settle(claim, Verdict.later(Cause.LOCAL, 3, 0, "local trouble", STAGE));
    }
  }

  private void settle(Claim claim, Verdict verdict) {
    List<ForwardPath> paths = claim.envelope().envelope().forwardPaths();
    outcomes.settle(claim, new DeliveryReport(verdict.about(paths)));
  }

  private void settle(Claim claim, ForwardPath path, LocalAgent.Outcome.Taken taken)
      throws IOException {
    RecipientReport report = report(path, Disposition.ACCEPTED, DONE, taken.sentence());
    var settlement =
        new Settlement.Expanded(claim.due().getFirst().position(), report.reply().text());
    if (taken.following().isPresent()) {
      outcomes.tellDelivered(claim, report);
      submit(queue, taken.following().get(), claim, settlement);
      observer.settled(claim, new DeliveryReport(List.of(report)), List.of(settlement));
    } else {
      outcomes.settle(claim, new DeliveryReport(List.of(report)));
    }
  }

  private void settle(Claim claim, ForwardPath path, LocalAgent.Outcome.Held held)
      throws IOException {
    var later = new EnhancedStatusCode(4, 7, 0);
    RecipientReport report = report(path, Disposition.TRANSIENT, later, held.sentence());
    boolean announced = claim.due().getFirst().warned() || held.notice().isPresent();
    var settlement =
        new Settlement.Deferred(
            claim.due().getFirst().position(), held.until(), report.reply().text(), announced);
    if (held.notice().isPresent()) {
      submit(queue, held.notice().get(), claim, settlement);
    } else {
      queue.settle(claim, List.of(settlement));
    }
    observer.settled(claim, new DeliveryReport(List.of(report)), List.of(settlement));
  }

  private static RecipientReport report(
      ForwardPath path, Disposition disposition, EnhancedStatusCode status, String sentence) {
    int code = disposition == Disposition.ACCEPTED ? 250 : 451;
    Reply reply = Reply.of(code, status, PrintableText.of(sentence, SENTENCE_LIMIT));
    Custody custody = disposition == Disposition.ACCEPTED ? Custody.MAILDROP : Custody.OURS;
    return new RecipientReport(
        path, disposition, Cause.LOCAL, reply, Optional.empty(), STAGE, custody);
  }

  /** Puts a message into the queue and settles the one that it follows from, in one instant. */
  static void submit(
      MailQueue queue, LocalAgent.Following following, Claim claim, Settlement settlement)
      throws IOException {
    try (Submission submission = queue.submit(following.envelope());
        InputStream in = following.data().open()) {
      byte[] buffer = new byte[PIECE];
      for (int count; (count = in.read(buffer)) > 0; ) {
        submission.write(buffer, 0, count);
      }
      submission.commitWith(claim, List.of(settlement));
    }
  }
}
