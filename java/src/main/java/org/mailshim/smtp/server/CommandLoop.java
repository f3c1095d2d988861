package org.mailshim.smtp.server;

import java.util.Optional;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.Verb;
import org.mailshim.transport.Occupancy;
import org.mailshim.transport.TransportException;

/**
 * What a session does once it is greeted, one step after another: a line is read, parsed, asked for
 * at the {@link Gate} and answered by a method of {@link CommandAnswers}, which returns the reply.
 * Where the last reply has announced something else than a command (TLS, mail data, a line of an
 * AUTH exchange), that is the step.
 *
 * <p>A hook that throws is local trouble: 451 4.3.0, and on. One session, one thread.
 */
final class CommandLoop {
  private final SmtpServerSession session;
  private final CommandLines lines;
  private final CommandAnswers answers;

  /** Whether a command is waited for since an earlier step, which is when its time began. */
  private boolean waits;

  CommandLoop(SmtpServerSession session) {
    this.session = session;
    this.lines = new CommandLines(session);
    this.answers = new CommandAnswers(session);
  }

  /**
   * Takes a step. Not before the greeting, nor after the end.
   *
   * @return false when it is to be taken again, once the client has sent more
   * @throws TransportException when the conversation has broken
   */
  boolean step() {
    switch (session.state()) {
      case STARTING_TLS -> session.continueUnderTls();
      case MAIL_DATA -> {
        Optional<Reply> last = session.mailData().data();
        last.ifPresent(session::send);
        return last.isPresent();
      }
      case AUTHENTICATING -> authenticationLine();
      case GREETED, READY, ENVELOPE -> {
        if (!awaitOctets()) {
          return false;
        }
        if (!isOver()) {
          command();
        }
      }
      case CONNECTED, CLOSED -> throw new AssertionError("no step from " + session.state());
    }
    return true;
  }

  /**
   * Waits until octets are there, or somebody wants the session to end. Between transactions it can
   * be ended from elsewhere meanwhile.
   *
   * @return false when it waits by not being called
   */
  private boolean awaitOctets() {
    Wire wire = session.wire();
    if (!waits) {
      wire.within(session.options().timeouts().command());
    }
    waits = false;
    if (!wire.input().isEmpty()) {
      return true;
    }
    if (session.transaction().isEmpty()) {
      // Before anybody else may write: a 421 must not overtake the reply to a message.
      wire.flush();
      session.occupancy().idle();
      if (session.occupancy().isLeaving()) {
        return true;
      }
    }
    waits = !wire.input().await();
    return !waits;
  }

  /** Ends the session if somebody wants that, and nothing is lost by it; returns whether it has. */
  private boolean isOver() {
    Occupancy occupancy = session.occupancy();
    if (!occupancy.busy()) {
      session.close(SmtpServerSession.TOLD_TO_LEAVE);
      return true;
    }
    if (occupancy.isLeaving() && session.transaction().isEmpty()) {
      session.send(Replies.STOPPING);
      return true;
    }
    return false;
  }

  private void command() {
    switch (lines.command()) {
      case CommandLines.Line.Good good -> session.send(answer(good.command()));
      case CommandLines.Line.Bad bad -> refuse(bad);
      case CommandLines.Line.Response response -> throw new AssertionError("not in an exchange");
    }
  }

  private void authenticationLine() {
    session.wire().within(session.options().timeouts().command());
    switch (lines.response()) {
      case CommandLines.Line.Response response ->
          session.send(session.authentication().respond(response.base64()));
      case CommandLines.Line.Bad bad -> {
        session.authentication().close();
        refuse(bad);
      }
      case CommandLines.Line.Good good -> throw new AssertionError("in an exchange");
    }
  }

  private void refuse(CommandLines.Line.Bad bad) {
    if (!bad.ends().isEmpty()) {
      session.endAfterReply(bad.ends());
    }
    session.send(bad.reply());
  }

  private Reply answer(Command command) {
    session.conduct().command(command.verb());
    Optional<Reply> refusal = Gate.refusal(command.verb(), session);
    if (refusal.isPresent()) {
      return command instanceof Command.Bdat bdat
          ? session.mailData().refuseChunk(bdat, refusal.get())
          : refusal.get();
    }
    try {
      return inStep(command.verb(), answers.answer(command));
    } catch (SmtpSyntaxException malformed) {
      return malformed.reply();
    } catch (TransportException broken) {
      throw broken;
    } catch (RuntimeException e) {
      if (command instanceof Command.Bdat || session.state() == ServerState.MAIL_DATA) {
        throw e; // a bug: nobody knows how much of the data has been read
      }
      String doing = "while answering " + command.verb().keyword();
      session.setup().observer().failed(session.facts(), doing, e);
      return Replies.LOCAL_ERROR;
    }
  }

  /** A hook's 3yz would have the client send something else than its next command. */
  private static Reply inStep(Verb verb, Reply reply) {
    boolean announces = verb == Verb.DATA || verb == Verb.BDAT || verb == Verb.AUTH;
    if (reply.isIntermediate() && !announces) {
      throw new IllegalStateException("a hook wants to answer " + reply.text());
    }
    return reply;
  }
}
