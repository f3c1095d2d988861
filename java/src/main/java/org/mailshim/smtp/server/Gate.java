package org.mailshim.smtp.server;

import java.util.Optional;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.Verb;

/**
 * Whether a verb may run now: asked before every command, from the facts in {@link Verb} and what
 * the session is like. What the command says is not looked at.
 */
final class Gate {
  private Gate() {}

  /** The refusal; empty when the verb may run. */
  static Optional<Reply> refusal(Verb verb, SmtpServerSession session) {
    Optional<Reply> unknown = dialect(verb, session);
    if (unknown.isPresent()) {
      return unknown;
    }
    ServerOptions options = session.options();
    SessionFacts facts = session.facts();
    boolean tlsMissing = options.tls().isPresent() && !facts.isEncrypted();
    if (tlsMissing
        && options.tls().get().use() == ServerTls.Use.REQUIRED
        && !verb.is(Verb.Fact.BEFORE_TLS)) {
      return Optional.of(Replies.NEED_TLS);
    }
    if (options.mode() == ServerMode.SUBMISSION
        && !facts.isAuthenticated()
        && !verb.is(Verb.Fact.BEFORE_AUTH)) {
      return Optional.of(Replies.NEED_AUTHENTICATION);
    }
    boolean greeted = !(facts.hello() instanceof SessionFacts.Hello.None);
    return isInOrder(verb, greeted, session)
        ? Optional.empty()
        : Optional.of(Replies.outOfOrder(verb, greeted, session.transaction().isPresent()));
  }

  /** Verbs that this server does not have. */
  private static Optional<Reply> dialect(Verb verb, SmtpServerSession session) {
    boolean lmtp = session.options().mode() == ServerMode.LMTP;
    return switch (verb) {
      case EHLO, HELO -> lmtp ? Optional.of(Replies.NOT_LMTP) : Optional.empty();
      case LHLO -> lmtp ? Optional.empty() : Optional.of(Replies.NOT_SMTP);
      case BDAT -> wants(EhloKeyword.CHUNKING, session);
      case VRFY -> wants(EhloKeyword.VRFY, session);
      case EXPN -> wants(EhloKeyword.EXPN, session);
      case ETRN -> wants(EhloKeyword.ETRN, session);
      case HELP -> wants(EhloKeyword.HELP, session);
      case STARTTLS -> startTls(session);
      case XCLIENT -> wants(EhloKeyword.XCLIENT, session);
      case MAIL, RCPT, DATA, RSET, NOOP, QUIT, AUTH -> Optional.empty();
    };
  }

  private static Optional<Reply> startTls(SmtpServerSession session) {
    if (session.options().tls().isEmpty()) {
      return Optional.of(Replies.NOT_IMPLEMENTED);
    }
    return session.facts().isEncrypted()
        ? Optional.of(Replies.TLS_ALREADY)
        : wants(EhloKeyword.STARTTLS, session);
  }

  private static Optional<Reply> wants(EhloKeyword keyword, SmtpServerSession session) {
    return session.options().keywords().contains(keyword)
        ? Optional.empty()
        : Optional.of(Replies.NOT_IMPLEMENTED);
  }

  private static boolean isInOrder(Verb verb, boolean greeted, SmtpServerSession session) {
    Optional<ServerTransaction> transaction = session.transaction();
    return switch (verb.order()) {
      case ANYTIME -> true;
      case GREETED -> greeted;
      case NOT_IN_TRANSACTION -> transaction.isEmpty();
      case OUTSIDE_TRANSACTION -> greeted && transaction.isEmpty();
      case IN_TRANSACTION -> transaction.isPresent();
      case AFTER_RECIPIENT -> transaction.isPresent() && transaction.get().recipientCount() > 0;
    };
  }
}
