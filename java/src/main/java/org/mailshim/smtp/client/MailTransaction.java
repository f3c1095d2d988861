package org.mailshim.smtp.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.RecipientOutcome.Origin;

/**
 * One mail transaction (RFC 5321 §3.3), pipelined where the server offers it (RFC 2920).
 *
 * <p><b>The machine.</b> The commands of the envelope are numbered steps: RSET if one is due, MAIL,
 * a RCPT for each recipient, and DATA unless the data goes by BDAT. Two cursors run over them. The
 * sender's, {@code sent}, is at the step whose command goes out next; the receiver's, {@code
 * received}, at the step whose reply is read next. Neither goes back. {@code sent} runs ahead to a
 * synchronisation point; there {@code received} catches up, reply by reply: whatever is owed is
 * read, also when an earlier reply has already decided everything.
 *
 * <ul>
 *   <li>With PIPELINING a synchronisation point is at the envelope's end, or earlier when the group
 *       is full. Usually the whole envelope is one write and one round trip.
 *   <li>Without, it is after each command.
 * </ul>
 *
 * <p>At a synchronisation point the sender stops when MAIL was refused, or when all recipients are
 * asked about and none was accepted. A group that was sent before that was known may have made the
 * server answer DATA with 354 all the same: then it is given a lone dot, and its reply to that
 * changes no outcome (RFC 2920 §3.1).
 *
 * <p><b>DATA.</b> After 354 the data flows in blocks. The last block carries the end of data with
 * it, and its reply decides for all recipients that were accepted; in LMTP each of them has a reply
 * of his own, in their order (RFC 2033 §4.2).
 *
 * <p><b>BDAT</b> asks for no leave (RFC 3030 §2). With PIPELINING a message that fits into one
 * write goes out with its envelope, the whole transaction in one round trip; a longer one waits for
 * the envelope's replies, since it may be for nobody. Not so in LMTP, where it must be known how
 * many replies the data will have.
 */
final class MailTransaction {
  private static final int RSET = 0;
  private static final int MAIL = 1;
  private static final int FIRST_RCPT = 2;

  private final Conversation conversation;
  private final DataBuffers buffers;
  private final TransactionPlan plan;
  private final boolean pipelining;
  private final boolean lmtp;

  /** The step behind the last RCPT: DATA's, or the envelope's end. */
  private final int afterRcpts;

  /** Behind the last step. */
  private final int end;

  /** The replies to the RCPTs. */
  private final @Nullable Reply[] rcptReplies;

  /** The replies to the end of data; outside LMTP only the first is used. */
  private final @Nullable Reply[] finalReplies;

  private boolean resetIsDue;
  private int sent;
  private int received;
  private int acceptedCount;

  /** Whether all of the data is sent although the envelope's replies are not read yet. */
  private boolean dataRanAhead;

  private @Nullable Reply mailReply;

  /** The reply to DATA, or the refusal of a chunk. */
  private @Nullable Reply dataReply;

  /** In LMTP: how the conversation broke between the replies to the end of data. */
  private @Nullable ConversationException brokenAmidReplies;

  MailTransaction(
      Conversation conversation,
      DataBuffers buffers,
      TransactionPlan plan,
      Dialect dialect,
      boolean pipelining,
      boolean resetIsDue) {
    this.conversation = conversation;
    this.buffers = buffers;
    this.plan = plan;
    this.lmtp = dialect == Dialect.LMTP;
    this.pipelining = pipelining;
    this.resetIsDue = resetIsDue;
    this.afterRcpts = FIRST_RCPT + plan.size();
    this.end = plan.chunks() ? afterRcpts : afterRcpts + 1;
    this.rcptReplies = new Reply[plan.size()];
    this.finalReplies = new Reply[lmtp ? plan.size() : 1];
    this.sent = resetIsDue ? RSET : MAIL;
    this.received = sent;
  }

  /** Whether the server still holds a transaction of which nothing came. */
  boolean leavesReset() {
    return resetIsDue;
  }

  /** Runs it; the plan then knows every outcome. */
  void run() {
    conversation.enter(SessionState.ENVELOPE);
    exchangeEnvelope();
    if (plan.chunks()) {
      exchangeChunks();
    } else if (dataReply != null && dataReply.isIntermediate()) {
      exchangeData();
    }
    for (int i = 0; i < rcptReplies.length; i++) {
      plan.decided(i, outcomeOf(i));
    }
  }

  private void exchangeEnvelope() {
    while (sent < end && !isHopeless()) {
      do {
        put(sent++);
      } while (pipelining && sent < end && conversation.hasRoom());
      if (sent == end && letsDataRunAhead()) {
        sendAhead();
      } else {
        conversation.send();
      }
      catchUp();
    }
  }

  private boolean letsDataRunAhead() {
    return pipelining && plan.chunks() && !lmtp && ChunkStream.isOneWrite(plan.data());
  }

  private void sendAhead() {
    conversation.enter(SessionState.MAIL_DATA);
    dataRanAhead = true;
    new ChunkStream(conversation, buffers, plan.data(), true, 1).send();
  }

  private void catchUp() {
    try {
      while (received < sent) {
        take(received++, conversation.reply());
      }
    } catch (ConversationException e) {
      // A server that refuses and hangs up at once, replies still owed, has decided all the same.
      boolean allRefused = received > afterRcpts && acceptedCount == 0;
      if (!isRefused(mailReply) && !allRefused) {
        throw e;
      }
    }
  }

  /** Asked at synchronisation points only. */
  private boolean isHopeless() {
    return isRefused(mailReply) || (sent == afterRcpts && acceptedCount == 0);
  }

  private static boolean isRefused(@Nullable Reply reply) {
    return reply != null && !reply.isPositiveCompletion();
  }

  private void put(int step) {
    if (step == RSET) {
      conversation.put(Stage.RSET, new Command.Rset());
    } else if (step == MAIL) {
      conversation.put(Stage.MAIL, plan.mail());
    } else if (step == afterRcpts) {
      conversation.put(Stage.DATA, new Command.Data());
    } else {
      conversation.put(Stage.RCPT, plan.rcpt(step - FIRST_RCPT));
    }
  }

  private void take(int step, Reply reply) {
    if (step == afterRcpts) {
      takeDataReply(reply);
      return;
    }
    Stage stage = step == RSET ? Stage.RSET : step == MAIL ? Stage.MAIL : Stage.RCPT;
    if (reply.isIntermediate()) {
      throw conversation.misplaced(stage, reply);
    }
    switch (stage) {
      case RSET -> takeResetReply(reply);
      case MAIL -> {
        mailReply = reply;
        resetIsDue = reply.isPositiveCompletion();
      }
      default -> {
        rcptReplies[step - FIRST_RCPT] = reply;
        if (reply.isPositiveCompletion() && !isRefused(mailReply)) {
          acceptedCount++;
        }
      }
    }
  }

  private void takeResetReply(Reply reply) {
    if (!reply.isPositiveCompletion()) {
      throw conversation.refused(Stage.RSET, reply);
    }
    resetIsDue = false;
  }

  private void takeDataReply(Reply reply) {
    if (reply.isPositiveCompletion()) {
      throw conversation.misplaced(Stage.DATA, reply);
    }
    dataReply = reply;
  }

  private void exchangeData() {
    conversation.enter(SessionState.MAIL_DATA);
    var stream = new DataStream(conversation, buffers, lmtp ? acceptedCount : 1);
    if (acceptedCount == 0) {
      endWithoutData(stream);
      return;
    }
    stream.send(plan.data());
    takeFinalReplies();
  }

  /** All recipients are refused, and every outcome is known whatever becomes of the session. */
  private void endWithoutData(DataStream stream) {
    try {
      stream.sendLoneDot();
      while (conversation.owed() > 0) {
        conversation.reply();
      }
    } catch (ConversationException e) {
      // The session is closed, which is all that is left to be known.
    }
  }

  private void exchangeChunks() {
    if (dataRanAhead) {
      takeReplyToDataAhead();
      return;
    }
    if (isHopeless()) {
      return;
    }
    conversation.enter(SessionState.MAIL_DATA);
    int replies = lmtp ? acceptedCount : 1;
    var stream = new ChunkStream(conversation, buffers, plan.data(), pipelining, replies);
    dataReply = stream.send();
    if (dataReply == null) {
      takeFinalReplies();
    }
  }

  private void takeReplyToDataAhead() {
    if (acceptedCount > 0) {
      takeFinalReplies();
      return;
    }
    try {
      conversation.reply();
    } catch (ConversationException e) {
      // As in endWithoutData.
    }
  }

  private void takeFinalReplies() {
    int next = 0;
    try {
      while (conversation.owed() > 0) {
        Reply reply = conversation.reply();
        if (reply.isIntermediate()) {
          throw conversation.misplacedAtEnd(reply);
        }
        next = lmtp ? nextAccepted(next) : next;
        finalReplies[next++] = reply;
      }
      resetIsDue = !lmtp && isRefused(finalReplies[0]);
    } catch (ConversationException e) {
      if (next == 0) {
        throw e;
      }
      brokenAmidReplies = e;
    }
  }

  private int nextAccepted(int from) {
    int at = from;
    while (isRefused(rcptReplies[at])) {
      at++;
    }
    return at;
  }

  private RecipientOutcome outcomeOf(int index) {
    Reply toRcpt = rcptReplies[index];
    if (isRefused(mailReply)) {
      return outcome(index, Stage.MAIL, mailReply);
    }
    if (isRefused(toRcpt)) {
      return outcome(index, Stage.RCPT, toRcpt);
    }
    Reply last = finalReplies[lmtp ? index : 0];
    if (last != null) {
      return outcome(index, Stage.END_OF_DATA, last);
    }
    if (brokenAmidReplies != null) {
      return unanswered(index, brokenAmidReplies);
    }
    return outcome(index, plan.chunks() ? Stage.BDAT : Stage.DATA, dataReply);
  }

  private RecipientOutcome outcome(int index, Stage stage, @Nullable Reply reply) {
    if (reply == null) {
      throw new AssertionError("a mail transaction ended with nothing decided");
    }
    Optional<Reply> toRcpt = Optional.ofNullable(rcptReplies[index]);
    return new RecipientOutcome(plan.recipient(index), stage, reply, toRcpt, Origin.SERVER);
  }

  private RecipientOutcome unanswered(int index, ConversationException failure) {
    Optional<Reply> toRcpt = Optional.ofNullable(rcptReplies[index]);
    return new RecipientOutcome(
        plan.recipient(index),
        Stage.END_OF_DATA,
        Refusals.unanswered(failure),
        toRcpt,
        new Origin.Unanswered(failure));
  }
}
