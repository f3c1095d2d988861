package org.mailshim.smtp.server;

import java.util.Optional;
import org.mailshim.address.ReversePath;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Reply;

/**
 * Where a site has its say in a session: one method for each of its moments, on the session's own
 * thread. Blocking is fine, unless they say that they never do ({@link Promptness}): only this
 * client waits.
 *
 * <p>Each {@link Decision} may go on, answer no, or take over; what taking over means is said at
 * each method. A hook that throws is local trouble: the client gets 451 4.3.0, and the observer
 * hears of it. One object serves all sessions, so it must be safe for several threads at once.
 */
public interface ServerHooks extends Promptness {
  /** Goes on everywhere. */
  ServerHooks NONE =
      new ServerHooks() {
        @Override
        public boolean isPrompt() {
          return true;
        }
      };

  /**
   * A client has connected (behind a proxy or implicit TLS: that is done). A no is said instead of
   * the greeting and ends the session; it should be 554 or 421 (RFC 5321 §3.1). To take over gives
   * the session other options, such as other limits for neighbours; TLS and PROXY protocol are past
   * already.
   */
  default Decision<ServerOptions> connect(SessionFacts session) {
    return Decision.goOn();
  }

  /**
   * A client is about to be greeted.
   *
   * @param ours our greeting, 220
   * @return what it hears, a 2yz reply too
   */
  default Reply greeting(SessionFacts session, Reply ours) {
    return ours;
  }

  /**
   * The client introduces itself. To take over answers with another reply than ours, 250.
   *
   * @param client the name it gives, unchecked
   */
  default Decision<Reply> helo(SessionFacts session, String client) {
    return Decision.goOn();
  }

  /**
   * The client wants to authenticate, with a mechanism that the options offer. To take over gives
   * an authenticator of the hook's own, which the session closes.
   */
  default Decision<ServerMechanism> auth(SessionFacts session, Mechanism mechanism) {
    return Decision.goOn();
  }

  /**
   * A mail transaction begins. To take over gives this message's data to another sink.
   *
   * @param parameters what MAIL says beside the reverse-path
   */
  default Decision<MailSink> mail(
      SessionFacts session, ReversePath reversePath, MailParameters parameters) {
    return Decision.goOn();
  }

  /**
   * A recipient is offered. To take over accepts it with another reply than ours, 250 or 251,
   * without asking the {@link RelayPolicy}: who does that for strangers may build an open relay.
   *
   * @param envelope the transaction so far, without this recipient
   */
  default Decision<Reply> rcpt(
      SessionFacts session, ReceivedEnvelope envelope, ReceivedEnvelope.Recipient recipient) {
    return Decision.goOn();
  }

  /**
   * DATA, or the first BDAT, has come. To take over gives this message's data to another sink, such
   * as {@link MailSink#DISCARDING}.
   */
  default Decision<MailSink> dataStart(SessionFacts session, ReceivedEnvelope envelope) {
    return Decision.goOn();
  }

  /**
   * DATA has come, and the hook may have the mail data come before it decides. Hooks that do so are
   * asked here for DATA and by the shorter form for BDAT, whose chunks come with commands between
   * them; as it stands here the shorter form is asked for both.
   *
   * <p>Once the hook has begun to pull, the message has the sink that it was begun with, and a sink
   * to take over with is not used; to answer no, or to throw, refuses the message at its end.
   *
   * @param ahead the mail data; not to be used once the hook has returned
   */
  default Decision<MailSink> dataStart(
      SessionFacts session, ReceivedEnvelope envelope, MailDataSource ahead) {
    return dataStart(session, envelope);
  }

  /**
   * The mail data is complete and was given to the sink, which does not yet know that it is to keep
   * it. To take over throws the message away and answers with the hook's reply all the same.
   *
   * @param octets the size of the mail data as received, in octets
   */
  default Decision<Reply> messageEnd(SessionFacts session, ReceivedEnvelope envelope, long octets) {
    return Decision.goOn();
  }

  /** The session is over; what is thrown here is only told to the observer. */
  default void disconnect(SessionFacts session) {}

  /**
   * VRFY (RFC 5321 §3.5.3).
   *
   * @return the answer; as it stands here 252, which tells nothing
   */
  default Reply vrfy(SessionFacts session, String argument) {
    return Replies.CANNOT_VERIFY;
  }

  /**
   * EXPN (RFC 5321 §3.5.2).
   *
   * @return the answer; as it stands here 252, which tells nothing
   */
  default Reply expn(SessionFacts session, String argument) {
    return Replies.CANNOT_EXPAND;
  }

  /**
   * ETRN (RFC 1985): somebody asks for the queue of a node to be started.
   *
   * @return the answer; as it stands here 458
   */
  default Reply etrn(SessionFacts session, String node) {
    return Replies.CANNOT_QUEUE;
  }

  /**
   * HELP (RFC 5321 §4.1.1.8).
   *
   * @param topic what is asked about, empty for help in general
   * @return the answer, 211 or 214; empty for ours
   */
  default Optional<Reply> help(SessionFacts session, String topic) {
    return Optional.empty();
  }
}
