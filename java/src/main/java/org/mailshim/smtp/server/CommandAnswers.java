package org.mailshim.smtp.server;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.FutureRelease;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.Submitter;
import org.mailshim.smtp.server.SessionFacts.Hello;

/**
 * What is answered to each command, once the {@link Gate} has let it in: one method for each verb,
 * which asks the hook, changes the session and returns the reply. Nothing here reads or writes.
 */
final class CommandAnswers {
  private final SmtpServerSession session;

  CommandAnswers(SmtpServerSession session) {
    this.session = session;
  }

  /**
   * Does what a command says.
   *
   * @throws SmtpSyntaxException when a parameter is none, or not offered
   */
  Reply answer(Command command) {
    return switch (command) {
      case Command.Ehlo ehlo -> hello(ehlo.client(), new Hello.Ehlo(ehlo.client()));
      case Command.Lhlo lhlo -> hello(lhlo.client(), new Hello.Ehlo(lhlo.client()));
      case Command.Helo helo -> hello(helo.client(), new Hello.Helo(helo.client()));
      case Command.Mail mail -> mail(mail);
      case Command.Rcpt rcpt -> rcpt(rcpt);
      case Command.Data data -> data();
      case Command.Bdat bdat -> session.mailData().chunk(bdat, session.transaction().orElseThrow());
      case Command.Rset rset -> reset();
      case Command.Noop noop -> Replies.OK;
      case Command.Quit quit -> quit();
      case Command.Vrfy vrfy -> hooks().vrfy(facts(), vrfy.argument());
      case Command.Expn expn -> hooks().expn(facts(), expn.argument());
      case Command.Help help -> hooks().help(facts(), help.topic()).orElse(Replies.HELP);
      case Command.StartTls startTls -> session.startTls();
      case Command.Auth auth -> auth(auth);
      case Command.Etrn etrn -> hooks().etrn(facts(), etrn.node());
      case Command.Xclient xclient -> session.xclient(xclient);
    };
  }

  private Reply hello(String client, Hello hello) {
    return switch (hooks().helo(facts(), client)) {
      case Decision.Reject<Reply> reject -> reject.reply();
      case Decision.TakeOver<Reply> takeOver -> {
        greeted(hello);
        yield takeOver.with();
      }
      case Decision.GoOn<Reply> goOn -> {
        greeted(hello);
        yield hello instanceof Hello.Ehlo
            ? Offer.reply(session, session.offered()).reply()
            : Replies.helo(session.options());
      }
    };
  }

  private void greeted(Hello hello) {
    session.dropTransaction();
    session.greeted(hello);
  }

  /**
   * The extensions whose parameters MAIL may have. AUTH is not offered to who has authenticated,
   * but he above all may say who submitted the message (RFC 4954 §5).
   */
  private Set<EhloKeyword> known() {
    if (!session.facts().isAuthenticated() || session.offered().isEmpty()) {
      return session.offered();
    }
    Set<EhloKeyword> known = EnumSet.copyOf(session.offered());
    known.add(EhloKeyword.AUTH);
    return known;
  }

  private Reply mail(Command.Mail mail) {
    MailParameters parameters = believed(MailParameters.of(mail.parameters(), known()));
    Optional<Reply> refusal = refusal(mail.reversePath(), parameters);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (session.conduct().hasSentTooMuch()) {
      return Replies.TOO_MANY_TRANSACTIONS;
    }
    Decision<MailSink> decision = hooks().mail(facts(), mail.reversePath(), parameters);
    return switch (decision) {
      case Decision.Reject<MailSink> reject -> reject.reply();
      case Decision.GoOn<MailSink> goOn ->
          open(mail.reversePath(), parameters, session.setup().sink());
      case Decision.TakeOver<MailSink> takeOver ->
          open(mail.reversePath(), parameters, takeOver.with());
    };
  }

  /** A stranger's word on who submitted the message counts for nothing (RFC 4954 §5). */
  private MailParameters believed(MailParameters parameters) {
    boolean claims = parameters.auth().isPresent();
    return claims && !facts().isAuthenticated()
        ? parameters.withAuth(Submitter.UNKNOWN)
        : parameters;
  }

  private Optional<Reply> refusal(ReversePath reversePath, MailParameters parameters) {
    ServerLimits limits = session.options().limits();
    if (parameters.size().orElse(0) > limits.message().octets()) {
      return Optional.of(Replies.MESSAGE_TOO_LARGE);
    }
    if (!reversePath.isAscii() && !parameters.smtpUtf8()) {
      return Optional.of(Replies.NEED_SMTPUTF8);
    }
    if (parameters.hold().isPresent() && isTooLong(parameters.hold().get())) {
      return Optional.of(Replies.HOLD_TOO_LONG);
    }
    return Optional.empty();
  }

  private boolean isTooLong(FutureRelease hold) {
    Duration longest = session.options().limits().longestHold();
    return switch (hold) {
      case FutureRelease.HoldFor holdFor -> holdFor.seconds() > longest.toSeconds();
      case FutureRelease.HoldUntil until ->
          until.moment().isAfter(session.setup().clock().instant().plus(longest));
    };
  }

  private Reply open(ReversePath reversePath, MailParameters parameters, MailSink sink) {
    session.open(reversePath, parameters, sink);
    return Replies.SENDER_OK;
  }

  private Reply rcpt(Command.Rcpt rcpt) {
    ServerTransaction transaction = session.transaction().orElseThrow();
    if (transaction.intake() != null) {
      return Replies.CHUNKS_BEGUN;
    }
    RcptParameters parameters = RcptParameters.of(rcpt.parameters(), session.offered());
    if (!rcpt.forwardPath().isAscii() && !transaction.parameters().smtpUtf8()) {
      return Replies.NEED_SMTPUTF8;
    }
    if (transaction.recipientCount() >= session.options().limits().message().recipients()) {
      return Replies.TOO_MANY_RECIPIENTS;
    }
    var recipient = new ReceivedEnvelope.Recipient(rcpt.forwardPath(), parameters);
    Decision<Reply> decision = hooks().rcpt(facts(), transaction.envelope(), recipient);
    Reply reply =
        switch (decision) {
          case Decision.Reject<Reply> reject -> reject.reply();
          case Decision.TakeOver<Reply> takeOver -> takeOver.with();
          case Decision.GoOn<Reply> goOn -> relay(rcpt.forwardPath());
        };
    if (reply.isPositiveCompletion()) {
      transaction.add(recipient);
    }
    return reply;
  }

  private Reply relay(ForwardPath recipient) {
    return session.options().relay().refusal(facts(), recipient).orElse(Replies.RECIPIENT_OK);
  }

  private Reply data() {
    ServerTransaction transaction = session.transaction().orElseThrow();
    if (transaction.intake() != null) {
      return Replies.CHUNKS_BEGUN;
    }
    if (transaction.parameters().body() == BodyType.BINARY_MIME) {
      return Replies.BINARY_NEEDS_BDAT;
    }
    if (session.wire().input().hasMore()) {
      // DATA ends a pipelining group (RFC 2920 §3.1): what follows unasked may be anything.
      session.endAfterReply("sent mail data before it was asked for");
      return Replies.BAD_PIPELINING;
    }
    Reply reply = session.mailData().begin(transaction);
    if (reply.isIntermediate()) {
      session.awaitData();
    }
    return reply;
  }

  private Reply quit() {
    session.endAfterReply("said goodbye");
    return Replies.GOODBYE;
  }

  private Reply reset() {
    session.dropTransaction();
    return Replies.OK;
  }

  private Reply auth(Command.Auth auth) {
    if (session.options().authentication().isEmpty()
        || !session.options().keywords().contains(EhloKeyword.AUTH)) {
      return Replies.AUTHENTICATION_OFF;
    }
    if (facts().isAuthenticated()) {
      return Replies.AUTHENTICATED_ALREADY;
    }
    if (!facts().isEncrypted() && !session.options().authentication().get().inClear()) {
      return Replies.ENCRYPTION_REQUIRED;
    }
    Optional<Mechanism> mechanism = Mechanism.of(auth.mechanism());
    if (mechanism.isEmpty() || !Offer.mechanisms(session).contains(mechanism.get())) {
      return Replies.UNKNOWN_MECHANISM;
    }
    Decision<ServerMechanism> decision = hooks().auth(facts(), mechanism.get());
    return switch (decision) {
      case Decision.Reject<ServerMechanism> reject -> reject.reply();
      case Decision.GoOn<ServerMechanism> goOn ->
          session.authentication().begin(Authentication.start(session, mechanism.get()), auth);
      case Decision.TakeOver<ServerMechanism> takeOver ->
          session
              .authentication()
              .begin(Authentication.with(session, mechanism.get(), takeOver.with()), auth);
    };
  }

  private ServerHooks hooks() {
    return session.setup().hooks();
  }

  private SessionFacts facts() {
    return session.facts();
  }
}
