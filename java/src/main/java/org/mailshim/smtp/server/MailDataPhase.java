package org.mailshim.smtp.server;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.TransportException;

/**
 * The part of a mail transaction in which its mail data comes, by DATA or by BDAT: from the command
 * that begins it to the reply or replies that end it. One session, one thread; but where a hook
 * pulls the data of a DATA command ({@link MailDataAhead}), that is done on its thread, while the
 * session's waits for the hook.
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
   * Begins, with DATA: asks the hook, and opens the sink unless the hook has done so.
   *
   * @return 354, or a refusal; the last reply if the hook had the data come, for then all of it has
   *     been received
   */
  Reply begin(ServerTransaction transaction) {
    var ahead = new MailDataAhead(this, transaction);
    Decision<MailSink> decision;
    try {
      decision =
          Objects.requireNonNull(
              hooks().dataStart(session.facts(), transaction.envelope(), ahead),
              "the hook has decided nothing");
    } catch (RuntimeException e) {
      ahead.throwWhatBroke();
      if (!ahead.isBegun()) {
        throw e;
      }
      session.setup().observer().failed(session.facts(), "while answering DATA", e);
      decision = Decision.reject(Replies.LOCAL_ERROR);
    } finally {
      ahead.end();
    }
    return ahead.isBegun() ? goOn(ahead, decision) : begin(transaction, decision);
  }

  /** As the hook has decided, which has had nothing come. */
  private Reply begin(ServerTransaction transaction, Decision<MailSink> decision) {
    return switch (decision) {
      case Decision.Reject<MailSink> reject -> reject.reply();
      case Decision.TakeOver<MailSink> takeOver -> {
        open(transaction, takeOver.with());
        yield Replies.SEND_DATA;
      }
      case Decision.GoOn<MailSink> goOn -> {
        open(transaction, transaction.sink());
        yield Replies.SEND_DATA;
      }
    };
  }

  /** Receives what the hook has left, which can only say no any more. */
  private Reply goOn(MailDataAhead ahead, Decision<MailSink> decision) {
    ahead.throwWhatBroke();
    if (decision instanceof Decision.Reject<MailSink> reject) {
      reader().intake().refuse(reject.reply());
    }
    return data().orElseThrow();
  }

  /** Opens the sink. */
  MailDataReader open(ServerTransaction transaction, MailSink sink) {
    ServerSetup setup = session.setup();
    ServerOptions options = session.options();
    ReceivedEnvelope envelope = transaction.envelope();
    MailSink.Receiving receiving = sink.open(session.facts(), envelope);
    MessageIntake intake = new MessageIntake(setup, options, session.facts(), envelope, receiving);
    transaction.intake(intake);
    MailDataReader opened =
        new MailDataReader(session.wire(), intake, options, transaction.parameters().body());
    reader = opened;
    return opened;
  }

  /**
   * Sends 354 before the hook has returned.
   *
   * @throws TransportException when the session is over with that
   */
  void ask(MailDataReader begun) {
    session.awaitData();
    session.send(Replies.SEND_DATA);
    if (session.state() == ServerState.CLOSED) {
      throw new TransportException.Closed(session.facts().peer().text(), session.ending());
    }
    begun.ask();
  }

  /**
   * Receives what DATA has announced, up to CRLF.CRLF, and sends the replies but for the last.
   *
   * @return the last reply; none when this is to be called again, once more octets are there
   */
  Optional<Reply> data() {
    MailDataReader open = reader();
    MailDataReader.Progress progress = open.data();
    if (progress == MailDataReader.Progress.WAITING) {
      return Optional.empty();
    }
    Reply last = complete(open);
    if (progress == MailDataReader.Progress.GIVEN_UP) {
      session.endAfterReply(NO_END);
    }
    return Optional.of(last);
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

  /** Begins with the first BDAT; a hook or sink that throws must not leave the chunk unread. */
  private Reply beginChunks(ServerTransaction transaction) {
    try {
      return begin(transaction, hooks().dataStart(session.facts(), transaction.envelope()));
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

  private ServerHooks hooks() {
    return session.setup().hooks();
  }

  private MailDataReader reader() {
    MailDataReader open = reader;
    if (open == null) {
      throw new AssertionError("no mail data has begun");
    }
    return open;
  }
}
