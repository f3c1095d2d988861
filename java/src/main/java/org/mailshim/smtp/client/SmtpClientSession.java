package org.mailshim.smtp.client;

import java.net.Inet6Address;
import org.mailshim.address.Envelope;
import org.mailshim.message.MailData;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;

/**
 * One SMTP session, client side: greeting, EHLO, any number of mail transactions, QUIT (RFC 5321).
 *
 * <p><b>The machine.</b>
 *
 * <pre>
 *   CONNECTED --220--> GREETED --EHLO or HELO: 250--> READY --leave()-> QUITTING --quit()--> CLOSED
 *                                                     |   ^
 *                                                  send() | the outcome is known
 *                                                     v   |
 *                                        ENVELOPE --354--> MAIL_DATA
 * </pre>
 *
 * <p>From each state a {@link ConversationException} leads to CLOSED. A transaction that was opened
 * and not accepted goes back to READY too, and leaves a note that the next one begins with RSET.
 *
 * <p>How a transaction runs ahead of the server's replies is told in {@link MailTransaction}.
 *
 * <p><b>Threads.</b> One thread uses a session; {@link #close} may come from any, and then whatever
 * is under way ends with a {@link ConversationException} of kind CANCELLED.
 *
 * <p><b>Limits.</b> One octet buffer of 32 KiB and one of half as much again are all that a message
 * of any size needs. A session refused with 554 is closed without the QUIT that RFC 5321 §3.1 would
 * like: the next host should not have to wait for it.
 */
public final class SmtpClientSession implements AutoCloseable {
  private final Conversation conversation;
  private final DataBuffers buffers = new DataBuffers();
  private final EhloReply extensions;
  private boolean resetIsDue;
  private Deadline goodbye = Deadline.never();

  private SmtpClientSession(Conversation conversation, EhloReply extensions) {
    this.conversation = conversation;
    this.extensions = extensions;
  }

  /**
   * Reads the greeting and introduces ourselves: EHLO, or HELO where the server answers EHLO with
   * 500, 501, 502, 504 or 550.
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
    var conversation = new Conversation(connection, options, observer);
    boolean open = false;
    try {
      Reply greeting = conversation.greeting();
      if (!greeting.isPositiveCompletion()) {
        throw unwelcome(conversation, Stage.GREETING, greeting);
      }
      conversation.enter(SessionState.GREETED);
      String name = options.clientName().orElse("");
      if (name.isEmpty()) {
        name = addressLiteral(connection.local());
      }
      var session = new SmtpClientSession(conversation, hello(conversation, name));
      conversation.enter(SessionState.READY);
      open = true;
      return session;
    } finally {
      if (!open) {
        conversation.close();
      }
    }
  }

  private static EhloReply hello(Conversation conversation, String name) {
    Reply ehlo = conversation.ask(Stage.EHLO, new Command.Ehlo(name));
    if (ehlo.isPositiveCompletion()) {
      return EhloReply.of(ehlo);
    }
    if (!meansNoEhlo(ehlo.code())) {
      throw unwelcome(conversation, Stage.EHLO, ehlo);
    }
    Reply helo = conversation.ask(Stage.HELO, new Command.Helo(name));
    if (!helo.isPositiveCompletion()) {
      throw unwelcome(conversation, Stage.HELO, helo);
    }
    return EhloReply.of(Reply.of(helo.code(), helo.lines().getFirst()));
  }

  /** RFC 5321 §3.2 and §4.1.1.1 name 500 and 502; the others are met in servers of that age. */
  private static boolean meansNoEhlo(int code) {
    return switch (code) {
      case 500, 501, 502, 504, 550 -> true;
      default -> false;
    };
  }

  private static ConversationException unwelcome(
      Conversation conversation, Stage stage, Reply reply) {
    return reply.isIntermediate()
        ? conversation.misplaced(stage, reply)
        : conversation.refused(stage, reply);
  }

  /** What a client without a name calls itself (RFC 5321 §4.1.3). */
  private static String addressLiteral(Endpoint local) {
    String text = local.address().getHostAddress();
    int zone = text.indexOf('%');
    if (zone >= 0) {
      text = text.substring(0, zone);
    }
    return local.address() instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
  }

  /** What the server said to EHLO; without extensions when it was HELO. */
  public EhloReply extensions() {
    return extensions;
  }

  /** Where the session is. */
  public SessionState state() {
    return conversation.state();
  }

  /** As the longer form, with nothing said about the body. */
  public TransactionOutcome send(Envelope envelope, MailData data) {
    return send(envelope, data, Body.UNKNOWN);
  }

  /**
   * Offers one message to the server: one mail transaction.
   *
   * <p>Without asking the server, a message larger than its SIZE limit is refused for all
   * recipients with 552 5.3.4, and an address that needs SMTPUTF8 where that is not offered with
   * 553 5.6.7: a recipient's for that recipient, the reverse-path for all.
   *
   * @return one outcome for each recipient; the session may be used again unless its {@link #state}
   *     says otherwise
   * @throws ConversationException when the conversation broke; nobody has been told that the
   *     message was accepted, but see {@link ConversationException#mayHaveBeenAccepted}
   * @throws java.io.UncheckedIOException when {@code data} cannot be read; the session is closed
   *     and the server has been given no end of data
   * @throws IllegalStateException when the session is not READY
   */
  public TransactionOutcome send(Envelope envelope, MailData data, Body body) {
    requireReady();
    var transaction =
        new MailTransaction(conversation, buffers, extensions, envelope, data, body, resetIsDue);
    boolean ended = false;
    try {
      TransactionOutcome outcome = transaction.run();
      ended = true;
      return outcome;
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
    conversation.connection().close();
  }
}
