package org.mailshim.smtp.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Envelope;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.XclientAttribute;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TlsConnection;

/**
 * One SMTP or LMTP session, client side: greeting, EHLO, perhaps STARTTLS and AUTH, any number of
 * mail transactions, QUIT (RFC 5321, RFC 2033).
 *
 * <p><b>The machine.</b>
 *
 * <pre>
 *   CONNECTED --220--> GREETED --EHLO, HELO or LHLO: 250--> READY --leave()-> QUITTING --quit()--> CLOSED
 *                         ^                                 |   ^
 *                         +--STARTTLS or XCLIENT: 220-------+   |
 *                                                        send() | the outcome is known
 *                                                           v   |
 *                                              ENVELOPE --354 or BDAT--> MAIL_DATA
 * </pre>
 *
 * <p>From each state a {@link ConversationException} leads to CLOSED. A transaction that was opened
 * and not accepted goes back to READY too, and leaves a note that the next one begins with RSET.
 * STARTTLS forgets all that was known of the server (RFC 3207 §4.2), and EHLO is said again.
 *
 * <p>How a transaction runs ahead of the server's replies is told in {@link MailTransaction}.
 * {@link SmtpConnector} does all that leads to a session which is as secure as it is wanted.
 *
 * <p><b>Threads.</b> One thread uses a session; {@link #close} may come from any, and then whatever
 * is under way ends with a {@link ConversationException} of kind CANCELLED.
 *
 * <p><b>Limits.</b> One octet buffer of 32 KiB and one of half as much again are all that a message
 * of any size needs. A session refused with 554 is closed without the QUIT that RFC 5321 §3.1 would
 * like: the next host should not have to wait for it.
 */
public final class SmtpClientSession implements AutoCloseable {
  /** Of enhanced status codes: x.7.y. */
  private static final int SECURITY = 7;

  private final Conversation conversation;
  private final Dialect dialect;
  private final Introduction introduction;
  private final DataBuffers buffers = new DataBuffers();
  private EhloReply extensions;
  private SessionTally tally;
  private SessionSecurity security;
  private @Nullable TlsConnection encrypted;
  private @Nullable Mechanism authenticatedBy;
  private boolean resetIsDue;

  /** How many replies there had been when the last call began. */
  private long repliesBefore;

  private Deadline goodbye = Deadline.never();

  private SmtpClientSession(
      Conversation conversation,
      SessionOptions options,
      Connection connection,
      SessionSecurity security) {
    this.conversation = conversation;
    this.dialect = options.dialect();
    this.introduction = new Introduction(conversation, options, connection);
    this.security = security;
    introduction.greeting();
    this.extensions = introduction.hello();
    this.tally = new SessionTally(extensions);
  }

  /**
   * Reads the greeting and introduces ourselves: EHLO, or HELO where the server answers EHLO with
   * 500, 501, 502, 504 or 550; LHLO in LMTP.
   *
   * @param connection a fresh connection; it is the session's from here on, and closed when this
   *     fails
   * @throws ConversationException of kind REFUSED or CLOSING when the server does not want us, of
   *     another kind when it cannot be talked to
   * @throws org.mailshim.smtp.SmtpSyntaxException when the client name is none; the connection is
   *     closed
   */
  public static SmtpClientSession open(
      Connection connection, SessionOptions options, SessionObserver observer) {
    return openInClear(connection, options, observer, SessionSecurity.Clear.UNTRIED);
  }

  /** As {@link #open}, where it is known that TLS is no use. */
  static SmtpClientSession openInClear(
      Connection connection,
      SessionOptions options,
      SessionObserver observer,
      SessionSecurity.Clear security) {
    return open(new Conversation(connection, options, observer), options, connection, security);
  }

  /**
   * As {@link #open}, on a connection whose first octets are the TLS handshake (RFC 8314 §3).
   *
   * @throws ConversationException also of kind INSECURE when the handshake fails
   */
  public static SmtpClientSession openEncrypted(
      Connection connection,
      TlsClientSource tls,
      SessionOptions options,
      SessionObserver observer) {
    var conversation = new Conversation(connection, options, observer);
    TlsConnection encrypted = conversation.secure(tls);
    var security = new SessionSecurity.Encrypted(encrypted.description(), tls.verifies());
    SmtpClientSession session = open(conversation, options, encrypted, security);
    session.encrypted = encrypted;
    return session;
  }

  private static SmtpClientSession open(
      Conversation conversation,
      SessionOptions options,
      Connection connection,
      SessionSecurity security) {
    boolean open = false;
    try {
      var session = new SmtpClientSession(conversation, options, connection, security);
      conversation.enter(SessionState.READY);
      open = true;
      return session;
    } finally {
      if (!open) {
        conversation.close();
      }
    }
  }

  /** What the server said to its last EHLO; without extensions when it was HELO. */
  public EhloReply extensions() {
    return extensions;
  }

  /** Where the session is. */
  public SessionState state() {
    return conversation.state();
  }

  /** How the session is protected. */
  public SessionSecurity security() {
    return security;
  }

  /** By which mechanism the client has authenticated; empty when it has not. */
  public Optional<Mechanism> authenticatedBy() {
    return Optional.ofNullable(authenticatedBy);
  }

  /** Whether the server's LIMITS allow another transaction (RFC 9422 §4.1). */
  public boolean allowsTransaction() {
    return tally.allowsTransaction();
  }

  /** Whether its LIMITS allow as many of these recipients as a new session's would. */
  boolean hasRoomFor(Envelope envelope) {
    return tally.hasRoomFor(envelope);
  }

  /**
   * By when all that follows must be over, whatever the time-outs say: in place of the options'.
   */
  public void deadline(Deadline deadline) {
    conversation.deadline(deadline);
  }

  /**
   * Whether the server had ended the session before the call that failed: the connection was lost
   * before the first reply to it, or that was 421. A server may do that to any session that has
   * been kept for a while, just when it is used again; all can be tried anew in a fresh one then.
   *
   * @param failure what the last call has thrown
   * @return false also when the server may have accepted a message
   */
  public boolean hadEnded(ConversationException failure) {
    long replies = conversation.replies() - repliesBefore;
    boolean gone =
        switch (failure.kind()) {
          case LOST -> replies == 0;
          case CLOSING -> replies <= 1;
          default -> false;
        };
    return gone && !failure.mayHaveBeenAccepted();
  }

  /** Whether the server has said something that nothing asked for, or is closing. */
  boolean hasUnread() {
    return conversation.hasUnread();
  }

  boolean offersStartTls() {
    return extensions.offers(EhloKeyword.STARTTLS);
  }

  /**
   * Asks for TLS (RFC 3207) and, when the server agrees, shakes hands and introduces ourselves
   * anew: nothing that was known before holds any more.
   *
   * @return the reply to STARTTLS: not 220 when the server does not want to; the session then goes
   *     on as it was
   * @throws ConversationException of kind INSECURE when the handshake fails, OUT_OF_STEP when the
   *     server says more in clear than its reply to STARTTLS
   * @throws IllegalStateException when the session is not READY, or is encrypted
   */
  public Reply startTls(TlsClientSource tls) {
    requireReady();
    if (encrypted != null) {
      throw new IllegalStateException("the session is encrypted");
    }
    boolean ended = false;
    try {
      Reply reply = askReady(Stage.STARTTLS, new Command.StartTls());
      if (reply.isPositiveCompletion()) {
        encrypt(tls);
      } else {
        security = new SessionSecurity.Clear(Optional.of("the server said: " + reply.text()));
      }
      ended = true;
      return reply;
    } finally {
      if (!ended) {
        conversation.close();
      }
    }
  }

  private void encrypt(TlsClientSource tls) {
    TlsConnection connection = conversation.secure(tls);
    encrypted = connection;
    security = new SessionSecurity.Encrypted(connection.description(), tls.verifies());
    introduceAnew();
  }

  /** As {@link #startTls}, and ends the session when TLS cannot be had. */
  void requireTls(TlsClientSource tls) {
    if (!offersStartTls()) {
      throw conversation.unmet(
          ConversationException.Kind.INSECURE,
          Stage.STARTTLS,
          "the server does not offer STARTTLS, which is required",
          null);
    }
    Reply reply = startTls(tls);
    if (!reply.isPositiveCompletion()) {
      throw conversation.unmet(
          ConversationException.Kind.INSECURE,
          Stage.STARTTLS,
          "the server refuses STARTTLS, which is required: " + reply.text(),
          reply);
    }
  }

  private void introduceAnew() {
    conversation.enter(SessionState.GREETED);
    authenticatedBy = null;
    resetIsDue = false;
    extensions = introduction.hello();
    tally = new SessionTally(extensions);
    conversation.enter(SessionState.READY);
  }

  /**
   * Authenticates (RFC 4954), with the strongest mechanism that both sides have and the credentials
   * suit; where that fails with 5yz, with the next. 4yz ends it, since that is about the server and
   * not about the mechanism, and so does a server that has tried to forge a proof.
   *
   * @param credentials whom to authenticate as
   * @param allowClearText whether a password or token may be shown on a connection that is not
   *     encrypted
   * @return what has come of it; the session goes on in each case, but for a server that has had
   *     enough of failures and closes with 421 4.7.x: then it is CLOSED
   * @throws ConversationException of kind UNAUTHENTICATED when the server accepts without having
   *     proven what the mechanism wants it to prove
   * @throws RuntimeException what a {@link org.mailshim.sasl.TokenSource} throws of its own; the
   *     session is closed then
   * @throws IllegalStateException when the session is not READY, or has authenticated (RFC 4954 §4)
   */
  public AuthenticationOutcome authenticate(Credentials credentials, boolean allowClearText) {
    return authenticate(credentials, allowClearText, Optional.empty());
  }

  /**
   * As the shorter form, with some mechanisms only.
   *
   * @param credentials whom to authenticate as
   * @param allowClearText whether a password or token may be shown on a connection that is not
   *     encrypted
   * @param mechanisms those that may be used; empty for all
   * @return what has come of it; the session goes on in each case
   */
  public AuthenticationOutcome authenticate(
      Credentials credentials, boolean allowClearText, Optional<Set<Mechanism>> mechanisms) {
    requireReady();
    if (authenticatedBy != null) {
      throw new IllegalStateException("the session has authenticated");
    }
    var choice = new MechanismChoice(conversation, dialect, extensions, credentials, encrypted);
    boolean ended = false;
    try {
      AuthenticationOutcome outcome =
          authenticate(choice, choice.usable(allowClearText, mechanisms));
      ended = true;
      return outcome;
    } finally {
      if (!ended) {
        conversation.close();
      }
    }
  }

  private AuthenticationOutcome authenticate(MechanismChoice choice, List<Mechanism> usable) {
    List<AuthenticationOutcome.Attempt> attempts = new ArrayList<>();
    for (Mechanism each : usable) {
      Optional<AuthenticationOutcome.Attempt> failed;
      try {
        failed = choice.attempt(each);
      } catch (ConversationException e) {
        if (attempts.isEmpty() || !isAboutSecurity(e)) {
          throw e;
        }
        break; // enough failures, says the server: those are what there is to tell
      }
      if (failed.isEmpty()) {
        authenticatedBy = each;
        return new AuthenticationOutcome.Authenticated(each);
      }
      attempts.add(failed.get());
      if (choice.isExhausted()) {
        break;
      }
    }
    return attempts.isEmpty()
        ? new AuthenticationOutcome.NoMechanism(extensions.authMechanisms())
        : new AuthenticationOutcome.Failed(attempts);
  }

  /** Whether the server closes for a reason of its policy (RFC 3463 §3.8), not to stop or so. */
  private static boolean isAboutSecurity(ConversationException e) {
    return e.kind() == ConversationException.Kind.CLOSING
        && e.reply().isPresent()
        && e.reply().get().enhanced().isPresent()
        && e.reply().get().enhanced().get().subject() == SECURITY;
  }

  /** Ends the session because nobody is authenticated. */
  ConversationException unauthenticated(String reason, @Nullable Reply reply) {
    return conversation.unmet(
        ConversationException.Kind.UNAUTHENTICATED, Stage.AUTH, reason, reply);
  }

  /** As the longer form, with nothing asked for. */
  public TransactionOutcome send(Envelope envelope, MailData data) {
    return send(envelope, data, TransactionOptions.NONE);
  }

  /**
   * Offers one message to the server: one mail transaction.
   *
   * <p>Without asking the server, a message larger than its SIZE limit is refused for all
   * recipients with 552 5.3.4, an address that needs SMTPUTF8 where that is not offered with 553
   * 5.6.7 (a recipient's for that recipient, the reverse-path for all), what the options ask for
   * and the server does not offer with 550 or 554, and recipients beyond its LIMITS with 452 4.5.3:
   * each with its {@link RecipientOutcome.Origin}.
   *
   * @return one outcome for each recipient; the session may be used again unless its {@link #state}
   *     says otherwise
   * @throws ConversationException when the conversation broke; nobody has been told that the
   *     message was accepted, but see {@link ConversationException#mayHaveBeenAccepted}
   * @throws java.io.UncheckedIOException when {@code data} cannot be read; the session is closed
   *     and the server has been given no end of data
   * @throws IllegalArgumentException when the options have parameters for another number of
   *     recipients
   * @throws IllegalStateException when the session is not READY
   */
  public TransactionOutcome send(Envelope envelope, MailData data, TransactionOptions options) {
    requireReady();
    var plan = new TransactionPlan(extensions, tally, envelope, data, options, security);
    if (plan.size() > 0) {
      tally.countTransaction();
      run(plan);
    }
    return new TransactionOutcome(
        plan.outcomes(), plan.dropped(), conversation.connection().peer(), security);
  }

  private void run(TransactionPlan plan) {
    boolean pipelining = extensions.offers(EhloKeyword.PIPELINING);
    var transaction =
        new MailTransaction(conversation, buffers, plan, dialect, pipelining, resetIsDue);
    boolean ended = false;
    try {
      transaction.run();
      ended = true;
    } finally {
      resetIsDue = transaction.leavesReset();
      if (!ended) {
        conversation.close();
      } else if (conversation.state() != SessionState.CLOSED) {
        conversation.enter(SessionState.READY);
      }
    }
  }

  private void requireReady() {
    if (conversation.state() != SessionState.READY) {
      throw new IllegalStateException("the session is " + conversation.state());
    }
    repliesBefore = conversation.replies();
  }

  private Reply askReady(Stage stage, Command command) {
    requireReady();
    try {
      Reply reply = conversation.ask(stage, command);
      if (reply.isIntermediate()) {
        throw conversation.misplaced(stage, reply);
      }
      return reply;
    } finally {
      // An observer has thrown, and the next command would be answered with this one's reply.
      if (conversation.owed() > 0) {
        conversation.close();
      }
    }
  }

  /** Whether the last transaction has left something that RSET is to clear. */
  boolean isResetDue() {
    return resetIsDue;
  }

  /**
   * RSET (RFC 5321 §4.1.1.5): clears what a transaction has left.
   *
   * @return the reply; a session whose server does not answer 250 should not be used again
   * @throws ConversationException as {@link #send}
   * @throws IllegalStateException when the session is not READY
   */
  public Reply rset() {
    Reply reply = askReady(Stage.RSET, new Command.Rset());
    resetIsDue &= !reply.isPositiveCompletion();
    return reply;
  }

  /** NOOP (RFC 5321 §4.1.1.9); otherwise as {@link #rset}. */
  public Reply noop() {
    return askReady(Stage.NOOP, new Command.Noop());
  }

  /** VRFY of a user name or mailbox (RFC 5321 §4.1.1.6); otherwise as {@link #rset}. */
  public Reply vrfy(String argument) {
    return askReady(Stage.VRFY, new Command.Vrfy(argument));
  }

  /** EXPN of a mailing list (RFC 5321 §4.1.1.7); otherwise as {@link #rset}. */
  public Reply expn(String argument) {
    return askReady(Stage.EXPN, new Command.Expn(argument));
  }

  /** HELP about a topic, {@code ""} for all (RFC 5321 §4.1.1.8); otherwise as {@link #rset}. */
  public Reply help(String topic) {
    return askReady(Stage.HELP, new Command.Help(topic));
  }

  /**
   * ETRN (RFC 1985): asks the server to send what it has queued for a domain; otherwise as {@link
   * #rset}.
   */
  public Reply etrn(String node) {
    return askReady(Stage.ETRN, new Command.Etrn(node));
  }

  /**
   * XCLIENT (Postfix): says who our own client is. A server that takes it greets anew, and so do
   * we; who was authenticated is so no longer.
   *
   * @return the reply, 220 when it was taken
   * @throws ConversationException also when the server then does not want that client
   * @throws IllegalStateException when the session is not READY
   */
  public Reply xclient(List<XclientAttribute> attributes) {
    Reply reply = askReady(Stage.XCLIENT, new Command.Xclient(attributes));
    if (reply.isPositiveCompletion()) {
      introduceAnew();
    }
    return reply;
  }

  /**
   * Says goodbye without waiting for the answer, so that nobody who needs to know the outcome has
   * to. The session takes no more messages; {@link #quit} is to follow. Never fails, and does
   * nothing when goodbye was said or the session is over.
   */
  public void leave() {
    if (isLeaving()) {
      return;
    }
    conversation.enter(SessionState.QUITTING);
    goodbye = conversation.deadline(Stage.QUIT);
    if (conversation.hasUnread()) {
      // Usually 421. Whatever it is, reading it may take time, and nothing depends on it.
      conversation.close();
      return;
    }
    try {
      conversation.put(Stage.QUIT, new Command.Quit());
      conversation.send();
    } catch (ConversationException e) {
      // The server, too, may leave without a word.
    }
  }

  private boolean isLeaving() {
    SessionState state = conversation.state();
    return state == SessionState.QUITTING || state == SessionState.CLOSED;
  }

  /**
   * Says goodbye unless {@link #leave} has, waits for the answer and closes. Best effort with a
   * short time-out, which runs from the goodbye: whatever goes wrong here takes nothing back that
   * the server has accepted. Does nothing when the session is over.
   */
  public void quit() {
    leave();
    if (conversation.state() == SessionState.CLOSED) {
      return;
    }
    try {
      conversation.reply(goodbye);
    } catch (ConversationException e) {
      // As above.
    } finally {
      conversation.close();
    }
  }

  /** Closes the connection without a word; from any thread, any number of times, never fails. */
  @Override
  public void close() {
    conversation.hangUp();
  }
}
