package org.mailshim.smtp.server;

import java.time.Duration;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.Verb;

/**
 * How a client behaves: counts what leads to nothing, slows down who errs much, and says when it is
 * enough (the limits are explained in {@link ServerLimits}). An accepted message makes good for all
 * that was before. One session, one thread.
 */
final class Conduct {
  private ServerLimits limits;
  private int errors;
  private int idleCommands;
  private int failedAuthentications;
  private int transactions;
  private int excessRecipients;

  Conduct(ServerLimits limits) {
    this.limits = limits;
  }

  void limits(ServerLimits other) {
    limits = other;
  }

  /** A command was read. */
  void command(Verb verb) {
    boolean idle =
        switch (verb) {
          case MAIL, RCPT, DATA, BDAT, AUTH, STARTTLS, QUIT, XCLIENT -> false;
          case EHLO, HELO, LHLO, RSET, NOOP, VRFY, EXPN, HELP, ETRN -> true;
        };
    if (idle && ++idleCommands > limits.session().idleCommands()) {
      errors++;
    }
  }

  /**
   * A reply was decided on. Recipients beyond the limit are no errors, until there are as many of
   * them as there may be others: a client that was told 452 is to send those again, and must keep
   * its session for the message itself (RFC 5321 §4.5.3.1.10).
   */
  void replied(Reply reply) {
    if (reply == Replies.TOO_MANY_RECIPIENTS
        && ++excessRecipients <= limits.message().recipients()) {
      return;
    }
    if (reply.isTransient() || reply.isPermanent()) {
      errors++;
    }
  }

  /** A message was accepted. */
  void accepted() {
    errors = 0;
    excessRecipients = 0;
    idleCommands = 0;
  }

  void transaction() {
    transactions++;
  }

  void failedAuthentication() {
    failedAuthentications++;
  }

  /** How long the answer to the last error is held back. */
  Duration delay() {
    return errors > limits.errors().beforeDelay() ? limits.errors().delay() : Duration.ZERO;
  }

  boolean hasErredTooMuch() {
    return errors >= limits.errors().beforeClosing();
  }

  boolean hasFailedToAuthenticateTooOften() {
    return failedAuthentications >= limits.session().authenticationTries();
  }

  boolean hasSentTooMuch() {
    return transactions >= limits.session().transactions();
  }
}
