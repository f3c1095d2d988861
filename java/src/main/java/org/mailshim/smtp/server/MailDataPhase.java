package org.mailshim.smtp.server;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;

/**
 * The part of a mail transaction in which its mail data comes, by DATA or by BDAT: from the command
 * that begins it to the reply or replies that end it. One session, one thread.
 */
final class MailDataPhase {
  /** Nothing that is skipped, of a chunk nobody wants, may be longer. */
  private static final long SKIPPED_CHUNK_LIMIT = MessageIntake.REFUSED_LIMIT;

  private static final String NO_END = "gave no end of its mail data";

  private final SmtpServerSession session;
  private @Nullable MailDataReader reader;

  MailDataPhase(SmtpServerSession session) {
    this.session = session;
  }

  /**
   * Begins, with DATA or the first BDAT: asks the hook and opens the sink.
   *
   * @return 354, or a refusal
   */
  Reply begin(ServerTransaction transaction) {
    ServerSetup setup = session.setup();
    ReceivedEnvelope envelope = transaction.envelope();
    Decision<MailSink> decision = setup.hooks().dataStart(session.facts(), envelope);
    if (decision instanceof Decision.Reject<MailSink> reject) {
      return reject.reply();
    }
    if (decision instanceof Decision.TakeOver<MailSink> takeOver) {
      transaction.sink(takeOver.with());
    }
    MailSink.Receiving receiving = transaction.sink().open(session.facts(), envelope);
    ServerOptions options = session.options();
    MessageIntake intake = new MessageIntake(setup, options, session.facts(), envelope, receiving);
    transaction.intake(intake);
    reader = new MailDataReader(session.wire(), intake, options, transaction.parameters().body());
    return Replies.SEND_DATA;
  }

  /**
   * Receives what DATA has announced, up to CRLF.CRLF, and sends the replies but for the last.
   *
   * @return the last reply
   */
  Reply data() {
    MailDataReader open = reader();
    boolean ended = open.data();
    Reply last = complete(open);
    if (!ended) {
      session.endAfterReply(NO_END);
    }
    return last;
  }

  /**
   * Receives a chunk, whose octets follow its command (RFC 3030 §2). As {@link #data}.
   *
   * <p>A chunk that is refused ends the transaction: those behind it, which may be on their way
   * already, are no message without it.
   *
   * @return the last reply
   */
  Reply chunk(Command.Bdat bdat, ServerTransaction transaction) {
    if (transaction.intake() == null) {
      Reply begins = beginChunks(transaction);
      if (!begins.isIntermediate()) {
        return refuseChunk(bdat, transaction, begins);
      }
    }
    MailDataReader open = reader();
    long left = session.options().limits().message().octets() - open.intake().octets();
    if (bdat.octets() > left) {
      open.intake().refuse(Replies.MESSAGE_TOO_LARGE);
      return refuseChunk(bdat, transaction, Replies.MESSAGE_TOO_LARGE);
    }
    if (!open.chunk(bdat.octets(), bdat.last())) {
      session.endAfterReply(NO_END);
    }
    if (bdat.last()) {
      return complete(open);
    }
    return open.intake().isRefused() ? completeEarly(open) : Replies.CHUNK_OK;
  }

  /** As {@link #begin}; but a hook or sink that throws must not leave the chunk unread. */
  private Reply beginChunks(ServerTransaction transaction) {
    try {
      return begin(transaction);
    } catch (RuntimeException e) {
      session.setup().observer().failed(session.facts(), "while answering BDAT", e);
      return Replies.LOCAL_ERROR;
    }
  }

  /** As the shorter form, within a transaction, which it ends. */
  private Reply refuseChunk(Command.Bdat bdat, ServerTransaction transaction, Reply reply) {
    session.dropTransaction();
    refuseChunk(bdat, reply);
    boolean forEach = bdat.last() && session.options().mode() == ServerMode.LMTP;
    int others = forEach ? transaction.recipientCount() - 1 : 0;
    session.putAll(Collections.nCopies(others, reply));
    return reply;
  }

  /** Answers a chunk that is not wanted, and passes over its octets, which come all the same. */
  Reply refuseChunk(Command.Bdat bdat, Reply reply) {
    if (bdat.octets() > SKIPPED_CHUNK_LIMIT) {
      session.endAfterReply("announced a chunk of " + bdat.octets() + " octets");
      return reply;
    }
    session.wire().within(session.options().timeouts().command());
    MailDataReader.skipChunk(session.wire().input(), bdat.octets());
    return reply;
  }

  private Reply complete(MailDataReader open) {
    List<Reply> replies = finished(open);
    int last = replies.size() - 1;
    session.putAll(replies.subList(0, last));
    return replies.get(last);
  }

  /** Before the last chunk there is one reply, in LMTP too. */
  private Reply completeEarly(MailDataReader open) {
    return finished(open).getFirst();
  }

  private List<Reply> finished(MailDataReader open) {
    List<Reply> replies = open.intake().finish();
    reader = null;
    session.completed(replies);
    return replies;
  }

  private MailDataReader reader() {
    MailDataReader open = reader;
    if (open == null) {
      throw new AssertionError("no mail data has begun");
    }
    return open;
  }
}
