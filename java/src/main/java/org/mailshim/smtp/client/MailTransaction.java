package org.mailshim.smtp.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.message.MailData;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.RecipientOutcome.Origin;

/**
 * One mail transaction (RFC 5321 §3.3), pipelined where the server offers it (RFC 2920).
 *
 * <p><b>The machine.</b> The commands are numbered steps: RSET if one is due, MAIL, a RCPT for each
 * recipient, DATA. Two cursors run over them. The sender's, {@code sent}, is at the step whose
 * command goes out next; the receiver's, {@code received}, at the step whose reply is read next.
 * Neither goes back. {@code sent} runs ahead to a synchronisation point; there {@code received}
 * catches up, reply by reply: whatever is owed is read, also when an earlier reply has already
 * decided everything.
 *
 * <ul>
 *   <li>With PIPELINING a synchronisation point is after DATA, or earlier when the group is full.
 *       Usually the whole envelope is one write and one round trip.
 *   <li>Without, it is after each command.
 * </ul>
 *
 * <p>At a synchronisation point the sender stops when MAIL was refused, or when only DATA is left
 * and no recipient was accepted. A group that was sent before that was known may have made the
 * server answer DATA with 354 all the same: then it is given a lone dot, and its reply to that
 * changes no outcome (RFC 2920 §3.1).
 *
 * <p>After 354 the data flows in blocks. The last block carries the end of data with it, and its
 * reply decides for all recipients that were accepted.
 */
final class MailTransaction {
  private static final EnhancedStatusCode TOO_LARGE = new EnhancedStatusCode(5, 3, 4);
  private static final EnhancedStatusCode NEEDS_SMTPUTF8 = new EnhancedStatusCode(5, 6, 7);

  private static final int RSET = 0;
  private static final int MAIL = 1;
  private static final int FIRST_RCPT = 2;

  private final Conversation conversation;
  private final DataBuffers buffers;
  private final EhloReply extensions;
  private final Envelope envelope;
  private final MailData data;
  private final Body body;

  /** One for each recipient; null while it is not decided. */
  private final @Nullable RecipientOutcome[] outcomes;

  /** The recipients that the server is asked about, as indexes into the envelope. */
  private int[] asked = {};

  /** The replies to their RCPTs. */
  private final @Nullable Reply[] rcptReplies;

  private boolean needsSmtpUtf8;
  private boolean resetIsDue;
  private int sent;
  private int received;
  private int acceptedCount;
  private @Nullable Reply mailReply;
  private @Nullable Reply dataReply;
  private @Nullable Reply finalReply;

  MailTransaction(
      Conversation conversation,
      DataBuffers buffers,
      EhloReply extensions,
      Envelope envelope,
      MailData data,
      Body body,
      boolean resetIsDue) {
    this.conversation = conversation;
    this.buffers = buffers;
    this.extensions = extensions;
    this.envelope = envelope;
    this.data = data;
    this.body = body;
    this.resetIsDue = resetIsDue;
    this.outcomes = new RecipientOutcome[envelope.forwardPaths().size()];
    this.rcptReplies = new Reply[outcomes.length];
    this.sent = resetIsDue ? RSET : MAIL;
    this.received = sent;
  }

  /** Whether the server still holds a transaction of which nothing came. */
  boolean leavesReset() {
    return resetIsDue;
  }

  TransactionOutcome run() {
    refuseWhatIsHopeless();
    if (asked.length > 0) {
      conversation.enter(SessionState.ENVELOPE);
      exchangeEnvelope();
      Reply toData = dataReply;
      if (toData != null && toData.isIntermediate()) {
        conversation.enter(SessionState.MAIL_DATA);
        exchangeData();
      }
      for (int i = 0; i < asked.length; i++) {
        outcomes[asked[i]] = outcomeOf(i);
      }
    }
    List<RecipientOutcome> all = new ArrayList<>(outcomes.length);
    for (RecipientOutcome outcome : outcomes) {
      all.add(decided(outcome));
    }
    return new TransactionOutcome(all);
  }

  /** Decides, from what the server announced, for whom it need not be asked; lists the others. */
  private void refuseWhatIsHopeless() {
    List<ForwardPath> recipients = envelope.forwardPaths();
    boolean utf8 = extensions.offers(EhloKeyword.SMTPUTF8);
    boolean senderIsAscii = envelope.reversePath().isAscii();
    needsSmtpUtf8 = !senderIsAscii;
    OptionalLong limit = extensions.sizeLimit();
    boolean tooLarge = limit.isPresent() && data.octets() > limit.getAsLong();
    int[] rest = new int[recipients.size()];
    int count = 0;
    for (int i = 0; i < rest.length; i++) {
      boolean ascii = recipients.get(i).isAscii();
      if (tooLarge) {
        outcomes[i] = refusal(i, Stage.MAIL, sizeReply(limit.getAsLong()));
      } else if (!utf8 && !senderIsAscii) {
        outcomes[i] = refusal(i, Stage.MAIL, utf8Reply("the sender's"));
      } else if (!utf8 && !ascii) {
        outcomes[i] = refusal(i, Stage.RCPT, utf8Reply("this"));
      } else {
        needsSmtpUtf8 |= !ascii;
        rest[count++] = i;
      }
    }
    asked = Arrays.copyOf(rest, count);
  }

  private RecipientOutcome refusal(int index, Stage stage, Reply reply) {
    return new RecipientOutcome(
        envelope.forwardPaths().get(index), stage, reply, Optional.empty(), Origin.CLIENT);
  }

  private Reply sizeReply(long limit) {
    String text =
        "message of " + data.octets() + " octets; this server takes at most " + limit + " octets";
    return Reply.of(552, TOO_LARGE, text);
  }

  private static Reply utf8Reply(String whose) {
    return Reply.of(553, NEEDS_SMTPUTF8, whose + " mailbox is not ASCII; no SMTPUTF8 here");
  }

  private void exchangeEnvelope() {
    boolean pipelining = extensions.offers(EhloKeyword.PIPELINING);
    while (sent <= dataStep() && !isHopeless()) {
      do {
        put(sent++);
      } while (pipelining && sent <= dataStep() && conversation.hasRoom());
      conversation.send();
      catchUp();
    }
  }

  private void catchUp() {
    try {
      while (received < sent) {
        take(received++, conversation.reply());
      }
    } catch (ConversationException e) {
      // A server that refuses and hangs up at once, replies still owed, has decided all the same.
      boolean allRefused = received > dataStep() && acceptedCount == 0;
      if (!isRefused(mailReply) && !allRefused) {
        throw e;
      }
    }
  }

  private int dataStep() {
    return FIRST_RCPT + asked.length;
  }

  /** Asked at synchronisation points only. */
  private boolean isHopeless() {
    return isRefused(mailReply) || (sent == dataStep() && acceptedCount == 0);
  }

  private static boolean isRefused(@Nullable Reply reply) {
    return reply != null && !reply.isPositiveCompletion();
  }

  private void put(int step) {
    if (step == RSET) {
      conversation.put(Stage.RSET, new Command.Rset());
    } else if (step == MAIL) {
      conversation.put(Stage.MAIL, new Command.Mail(envelope.reversePath(), mailParameters()));
    } else if (step == dataStep()) {
      conversation.put(Stage.DATA, new Command.Data());
    } else {
      ForwardPath recipient = envelope.forwardPaths().get(asked[step - FIRST_RCPT]);
      conversation.put(Stage.RCPT, new Command.Rcpt(recipient, List.of()));
    }
  }

  private List<Parameter> mailParameters() {
    List<Parameter> parameters = new ArrayList<>(3);
    if (extensions.offers(EhloKeyword.SIZE)) {
      parameters.add(Parameter.size(data.octets()));
    }
    if (body == Body.EIGHT_BIT && extensions.offers(EhloKeyword.EIGHTBITMIME)) {
      parameters.add(Parameter.BODY_8BITMIME);
    }
    if (needsSmtpUtf8) {
      parameters.add(Parameter.SMTPUTF8);
    }
    return parameters;
  }

  private void take(int step, Reply reply) {
    if (step == dataStep()) {
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
    var stream = new DataStream(conversation, buffers);
    if (acceptedCount == 0) {
      endWithoutData(stream);
      return;
    }
    stream.send(data);
    Reply reply = conversation.reply();
    if (reply.isIntermediate()) {
      throw conversation.misplaced(Stage.END_OF_DATA, reply);
    }
    finalReply = reply;
    resetIsDue = !reply.isPositiveCompletion();
  }

  /** All recipients are refused, and every outcome is known whatever becomes of the session. */
  private void endWithoutData(DataStream stream) {
    try {
      stream.sendLoneDot();
      conversation.reply();
    } catch (ConversationException e) {
      // The session is closed, which is all that is left to be known.
    }
  }

  private RecipientOutcome outcomeOf(int index) {
    ForwardPath recipient = envelope.forwardPaths().get(asked[index]);
    Optional<Reply> toRcpt = Optional.ofNullable(rcptReplies[index]);
    if (isRefused(mailReply)) {
      return outcome(recipient, Stage.MAIL, mailReply, toRcpt);
    }
    if (isRefused(rcptReplies[index])) {
      return outcome(recipient, Stage.RCPT, rcptReplies[index], toRcpt);
    }
    if (finalReply == null) {
      return outcome(recipient, Stage.DATA, dataReply, toRcpt);
    }
    return outcome(recipient, Stage.END_OF_DATA, finalReply, toRcpt);
  }

  private static RecipientOutcome outcome(
      ForwardPath recipient, Stage stage, @Nullable Reply reply, Optional<Reply> toRcpt) {
    return new RecipientOutcome(recipient, stage, decided(reply), toRcpt, Origin.SERVER);
  }

  private static <T> T decided(@Nullable T value) {
    if (value == null) {
      throw new AssertionError("a mail transaction ended with nothing decided");
    }
    return value;
  }
}
