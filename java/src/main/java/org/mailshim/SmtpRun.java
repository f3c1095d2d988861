package org.mailshim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.ForwardPath;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.SessionState;
import org.mailshim.smtp.client.Stage;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;
import org.mailshim.transport.Deadline;

/**
 * The messages of one call of an {@link SmtpClient}, one after the other: in one session, or in as
 * many as it takes.
 *
 * <p>A session that was kept from an earlier call may be gone without our knowing. Then the message
 * goes out over a new one, but only where the old one broke so early that nobody can have accepted
 * it. On the caller's thread, who holds one of the client's places.
 */
final class SmtpRun {
  /** A kept session is asked whether it is still there before its first message after so long. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Reply DRY = Reply.of(250, "dry run: nothing was sent");

  private final SmtpClient client;
  private final SmtpSessions sessions;
  private final Consumer<SendResult> each;
  private SmtpSessions.@Nullable Held held;

  SmtpRun(SmtpClient client, SmtpSessions sessions, Consumer<SendResult> each) {
    this.client = client;
    this.sessions = sessions;
    this.each = each;
  }

  /** Sends them; the first one by the deadline that has begun when a place was waited for. */
  void run(List<Sending> sendings, Deadline first) {
    Deadline deadline = first;
    for (int i = 0; i < sendings.size(); i++) {
      Sending sending = sendings.get(i);
      deadline = i == 0 ? first : sending.deadline();
      held = held == null ? sessions.takeIdle() : held;
      transact(sending, deadline, i == sendings.size() - 1);
    }
  }

  private void transact(Sending sending, Deadline deadline, boolean last) {
    Recorder.Span span = Recorder.smtpTransaction(client.target());
    String id = sending.messageId().orElse("");
    TransactionOutcome outcome;
    SmtpSessions.Held used;
    try {
      used = held;
      held = null;
      outcome = used == null ? null : tryKept(used, sending, deadline);
      if (used == null || outcome == null) {
        used = sessions.open(deadline);
        outcome = send(used, sending, deadline);
      }
    } catch (RuntimeException e) {
      client.usage.brokenMessages.increment();
      int recipients = sending.envelope().forwardPaths().size();
      span.end(id, sending.data().octets(), 0, recipients, Recorder.words(e));
      client.log("message " + name(sending.messageId()) + ": " + e.getMessage());
      throw e;
    }
    SendResult result = result(used, sending, outcome);
    int refused = result.rejected().size();
    int accepted = result.recipients().size() - refused;
    span.end(id, sending.data().octets(), accepted, refused, refused == 0 ? "ok" : "refused");
    settle(used, sending, outcome, last);
  }

  private static String name(Optional<String> messageId) {
    return messageId.orElse("without Message-ID");
  }

  /** Keeps the session or ends it, and tells the result, in which the reply to QUIT is. */
  private void settle(
      SmtpSessions.Held used, Sending sending, TransactionOutcome outcome, boolean last) {
    boolean ready = used.session.state() == SessionState.READY && used.session.allowsTransaction();
    boolean kept = ready && (client.isKeeping() || !last);
    if (!kept) {
      sessions.quit(used);
    } else if (last) {
      sessions.giveBack(used);
    }
    SendResult result = result(used, sending, outcome);
    count(result);
    boolean heard = false;
    try {
      each.accept(result);
      heard = true;
    } finally {
      if (!heard && kept && !last) {
        sessions.quit(used);
      }
    }
    held = kept && !last ? used : null;
  }

  private void count(SendResult result) {
    int refused = result.rejected().size();
    int accepted = result.recipients().size() - refused;
    ClientUsage usage = client.usage;
    usage.refusedRecipients.add(refused);
    usage.recipients.add(accepted);
    (result.accepted().isPresent() ? usage.messages : usage.refusedMessages).increment();
    String counts = accepted + " recipients accepted, " + refused + " refused";
    client.log("message " + name(result.messageId()) + ": " + counts);
  }

  /** Null when the session was of no use any more, and nothing was sent in it. */
  private @Nullable TransactionOutcome tryKept(
      SmtpSessions.Held kept, Sending sending, Deadline deadline) {
    try {
      if (System.nanoTime() - kept.idleSince > FRESH_NANOS) {
        kept.session.deadline(deadline);
        kept.session.noop();
      }
      return send(kept, sending, deadline);
    } catch (ConversationException e) {
      sessions.drop(kept);
      if (kept.session.hadEnded(e)) {
        return null;
      }
      throw e;
    }
  }

  private TransactionOutcome send(SmtpSessions.Held in, Sending sending, Deadline deadline) {
    boolean sent = false;
    try {
      in.session.deadline(deadline);
      // First, since it may compose the data anew.
      TransactionOptions suited = sending.suited(in.session.extensions());
      TransactionOutcome outcome = in.session.send(sending.envelope(), sending.data(), suited);
      in.idleSince = System.nanoTime();
      sent = true;
      return outcome;
    } finally {
      if (!sent) {
        sessions.drop(in);
      }
    }
  }

  private static SendResult result(
      SmtpSessions.Held used, Sending sending, TransactionOutcome outcome) {
    return new SendResult(
        sending.messageId(),
        used.tracker.hello(),
        used.tracker.isEsmtp(),
        outcome.recipients(),
        used.tracker.quit(),
        Optional.of(outcome.server()),
        outcome.security().isEncrypted(),
        false);
  }

  /** What comes of a message that is composed and not sent. */
  static SendResult dry(Sending sending) {
    List<RecipientOutcome> recipients = new ArrayList<>();
    for (ForwardPath path : sending.envelope().forwardPaths()) {
      recipients.add(
          new RecipientOutcome(
              path, Stage.END_OF_DATA, DRY, Optional.of(DRY), RecipientOutcome.Origin.SERVER));
    }
    return new SendResult(
        sending.messageId(),
        DRY,
        true,
        recipients,
        Optional.of(Reply.of(221, "dry run")),
        Optional.empty(),
        false,
        true);
  }
}
