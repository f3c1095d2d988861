package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.ReplyAssembler;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.client.ConversationException.Place;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.LineReader;
import org.mailshim.transport.TlsConnection;
import org.mailshim.transport.TransportException;

/**
 * Commands out, replies in, over one connection: the only class of this package that does I/O.
 *
 * <p>Commands are put into a group, the group is sent in one write, and each command of it leaves a
 * stage in the queue of owed replies. {@link #reply} takes the next reply for the stage at the
 * queue's head; nobody else reads. When the queue is empty nothing may arrive: a reply that nothing
 * asked for would be taken for the answer to a later command, in the worst case for the server's
 * acceptance of a message. So before a group, and before each block of mail data, whatever has
 * arrived ends the conversation. (What arrives between that look and our next octets cannot be told
 * from an answer.)
 *
 * <p>Every failure leaves as {@link ConversationException}, with the connection closed and the
 * state {@link SessionState#CLOSED}.
 *
 * <p>One thread, but for {@link #hangUp}.
 */
final class Conversation {
  /** Replies have at most this many octets a line; RFC 5321 §4.5.3.1.5 asks for 512. */
  private static final int REPLY_LINE_LIMIT = 2048;

  /** The most base64 octets that a challenge or a response may have (RFC 4954 §4). */
  static final int SASL_LIMIT = 12288;

  /** A challenge of AUTH in its line "334 …". */
  private static final int CHALLENGE_LINE_LIMIT = 4 + SASL_LIMIT;

  /**
   * A group that has grown to this many octets takes no more commands. A server may stop reading
   * until its replies are read (RFC 2920 §3.1); a group this small fits into the buffers of any
   * connection, so sending it does not wait for that.
   */
  private static final int GROUP_LIMIT = 8192;

  /** The most octets of a group: {@link #GROUP_LIMIT} and the command that went beyond it. */
  static final int GROUP_ROOM = 2 * GROUP_LIMIT;

  private final SessionTimeouts timeouts;
  private final SessionObserver observer;
  private final String host;
  private final ArrayDeque<Stage> owed = new ArrayDeque<>();
  private final byte[] group = new byte[GROUP_ROOM];
  private volatile Connection connection;
  private LineReader lines;
  private final ReplyAssembler assembler = new ReplyAssembler();
  private Deadline deadline;
  private int groupEnd;
  private long replies;
  private SessionState state = SessionState.CONNECTED;

  Conversation(Connection connection, SessionOptions options, SessionObserver observer) {
    this.connection = connection;
    this.lines = new LineReader(connection, REPLY_LINE_LIMIT);
    this.timeouts = options.timeouts();
    this.deadline = options.deadline();
    this.observer = observer;
    this.host = connection.peer().text();
  }

  Connection connection() {
    return connection;
  }

  SessionState state() {
    return state;
  }

  /** The only way to change the state. */
  void enter(SessionState next) {
    SessionState before = state;
    if (before != next) {
      state = next;
      observer.state(before, next);
    }
  }

  /** How many replies have been read. */
  long replies() {
    return replies;
  }

  /** By when all that follows must be over, whatever the time-outs say. */
  void deadline(Deadline overall) {
    deadline = overall;
  }

  /** The greeting is owed without having been asked for. */
  Reply greeting() {
    owed.add(Stage.GREETING);
    return reply();
  }

  /** One command, and its reply. */
  Reply ask(Stage stage, Command command) {
    put(stage, command);
    send();
    return reply();
  }

  /**
   * Adds a command to the group.
   *
   * @throws IllegalArgumentException for a command of thousands of octets, which no server takes;
   *     nothing has been done then
   */
  void put(Stage stage, Command command) {
    String line = command.line();
    byte[] octets = line.getBytes(UTF_8);
    if (octets.length + 2 > GROUP_LIMIT) {
      throw new IllegalArgumentException("a command of " + octets.length + " octets");
    }
    if (owed.isEmpty()) {
      refuseUnsolicited(stage);
    }
    System.arraycopy(octets, 0, group, groupEnd, octets.length);
    groupEnd += octets.length;
    endLine();
    owed.add(stage);
    observer.command(line);
  }

  private void endLine() {
    group[groupEnd++] = '\r';
    group[groupEnd++] = '\n';
  }

  /** Whether the group may take another command. */
  boolean hasRoom() {
    return groupEnd < GROUP_LIMIT;
  }

  /** Sends the group. */
  void send() {
    int end = groupEnd;
    groupEnd = 0;
    write(owed.getLast(), group, end);
  }

  /**
   * Moves the group, unsent, to the front of {@code into}, for {@link #chunk} to send it together
   * with what it announces.
   *
   * @param into has room for {@link #GROUP_ROOM} octets
   * @return how many octets it has
   */
  int moveGroup(byte[] into) {
    int end = groupEnd;
    groupEnd = 0;
    System.arraycopy(group, 0, into, 0, end);
    return end;
  }

  /** Sends octets of a chunk whose reply is owed already. */
  void chunk(byte[] octets, int end) {
    write(owed.getLast(), octets, end);
  }

  /**
   * Sends a block of mail data. A server that speaks in the middle will not take the message; to
   * hear it now saves the rest of the way, and waiting for a write that it never reads.
   */
  void data(byte[] octets, int end) {
    refuseUnsolicited(Stage.MAIL_DATA);
    write(Stage.MAIL_DATA, octets, end);
  }

  /**
   * Sends the last block of mail data, which ends it; from then on replies to it are owed.
   *
   * @param count how many: one, but in LMTP one for each recipient
   */
  void endOfData(byte[] octets, int end, int count) {
    refuseUnsolicited(Stage.MAIL_DATA);
    oweEndOfData(count);
    write(Stage.END_OF_DATA, octets, end);
  }

  /** The last block or chunk will have so many replies. */
  void oweEndOfData(int count) {
    for (int i = 0; i < count; i++) {
      owed.add(Stage.END_OF_DATA);
    }
  }

  private void write(Stage stage, byte[] octets, int end) {
    boolean timedAsData = stage == Stage.END_OF_DATA || stage == Stage.BDAT;
    Stage timed = timedAsData ? Stage.MAIL_DATA : stage;
    try {
      connection.deadline(deadline(timed));
      connection.write(octets, 0, end);
      connection.flush();
    } catch (TransportException.Closed e) {
      throw lastWords(stage, e);
    } catch (TransportException e) {
      throw ended(ConversationException.broken(place(stage), e));
    }
  }

  /**
   * One command of a SASL exchange, and its reply. The observer hears neither the client's
   * responses nor the server's challenges, of which some hold a secret and some repeat one.
   */
  Reply askForChallenge(Command.Auth command) {
    refuseUnsolicited(Stage.AUTH);
    // Nothing is buffered, so nothing is lost with the smaller reader.
    lines = new LineReader(connection, CHALLENGE_LINE_LIMIT);
    return exchange(command.line().getBytes(US_ASCII), command.toString());
  }

  /** A response to the challenge before, and the reply to that. */
  Reply respond(byte[] response) {
    return exchange(Base64.getEncoder().encode(response), "(hidden)");
  }

  /** Says that the exchange is not to go on (RFC 4954 §4); the reply is to be a refusal. */
  Reply cancelExchange() {
    return exchange(new byte[] {'*'}, "*");
  }

  /** The SASL exchange is over: what follows are ordinary replies. */
  void endExchange() {
    if (!hasUnread()) {
      lines = new LineReader(connection, REPLY_LINE_LIMIT);
    }
  }

  private Reply exchange(byte[] line, String shown) {
    refuseUnsolicited(Stage.AUTH);
    System.arraycopy(line, 0, group, 0, line.length);
    groupEnd = line.length;
    endLine();
    Arrays.fill(line, (byte) 0);
    owed.add(Stage.AUTH);
    observer.command(shown);
    try {
      send();
    } finally {
      Arrays.fill(group, (byte) 0);
    }
    return reply();
  }

  /**
   * Puts TLS under the conversation, behind the server's 220 to STARTTLS. All that was read before
   * is answered and gone; what came behind that 220, in clear, could be anybody's and would be
   * taken for the server's first words under TLS (CVE-2011-0411 and its kin), so it ends the
   * conversation.
   *
   * @return the connection, encrypted
   */
  TlsConnection secure(TlsClientSource tls) {
    if (hasUnread()) {
      throw unmet(
          ConversationException.Kind.OUT_OF_STEP,
          Stage.TLS,
          "more came in clear behind the reply to STARTTLS; somebody may be putting words in",
          null);
    }
    try {
      TlsConnection secured =
          tls.client().handshake(connection, connection.peer().host(), deadline(Stage.TLS));
      connection = secured;
      lines = new LineReader(secured, REPLY_LINE_LIMIT);
      observer.encrypted(secured.description());
      return secured;
    } catch (TransportException e) {
      throw ended(ConversationException.broken(place(Stage.TLS), e));
    }
  }

  /**
   * The next owed reply.
   *
   * @throws ConversationException also for 421, which answers no command but ends the session (RFC
   *     5321 §3.8)
   */
  Reply reply() {
    return reply(deadline(owed.element()));
  }

  /** As {@link #reply()}, by a deadline that may have begun to run when the command was sent. */
  Reply reply(Deadline until) {
    Stage stage = owed.element();
    Reply reply = read(stage, until);
    if (reply.code() == 421) {
      throw closing(stage, reply);
    }
    owed.remove();
    return reply;
  }

  /** How many replies are owed. */
  int owed() {
    return owed.size();
  }

  private Reply read(Stage stage, Deadline until) {
    connection.deadline(until);
    try {
      while (true) {
        Optional<Reply> reply = assembler.line(lines.line());
        if (reply.isPresent()) {
          replies++;
          observer.reply(shown(stage, reply.get()));
          return reply.get();
        }
      }
    } catch (TransportException e) {
      throw ended(ConversationException.broken(place(stage), e));
    } catch (SmtpSyntaxException e) {
      throw ended(ConversationException.garbled(place(stage), e));
    }
  }

  private static Reply shown(Stage stage, Reply reply) {
    return stage == Stage.AUTH && reply.isIntermediate()
        ? Reply.of(reply.code(), "(hidden)")
        : reply;
  }

  /** Whether something has arrived that is not read yet. */
  boolean hasUnread() {
    return lines.buffered() > 0 || connection.available() > 0;
  }

  /** Ends the conversation when the server has spoken out of turn. */
  private void refuseUnsolicited(Stage stage) {
    if (!hasUnread()) {
      return;
    }
    Reply reply = read(stage, by(timeouts.quit()));
    if (reply.code() == 421) {
      throw closing(stage, reply);
    }
    if (stage == Stage.MAIL_DATA && (reply.isTransient() || reply.isPermanent())) {
      throw refused(stage, reply); // as in lastWords: whether it closes as well is a matter of time
    }
    throw misplaced(stage, reply);
  }

  /**
   * A server that has enough of us says why and closes; our next write then fails with the reason
   * still unread. The first reply that says no is it, but for those that are owed to RCPT, which
   * speak of one recipient; other replies before it belong to the group.
   */
  private ConversationException lastWords(Stage stage, TransportException.Closed broken) {
    Deadline until = by(timeouts.quit());
    Iterator<Stage> asked = owed.iterator();
    try {
      while (true) {
        Stage about = asked.hasNext() ? asked.next() : stage;
        Reply reply = read(stage, until);
        if (reply.code() == 421) {
          return closing(stage, reply);
        }
        if (about != Stage.RCPT && (reply.isTransient() || reply.isPermanent())) {
          return refused(stage, reply);
        }
      }
    } catch (ConversationException e) {
      return ended(ConversationException.broken(place(stage), broken));
    }
  }

  private ConversationException closing(Stage stage, Reply reply) {
    return ended(
        ConversationException.said(ConversationException.Kind.CLOSING, place(stage), reply));
  }

  /** The session ends because of a reply that refuses it. */
  ConversationException refused(Stage stage, Reply reply) {
    return ended(
        ConversationException.said(ConversationException.Kind.REFUSED, place(stage), reply));
  }

  /** The session ends because of a reply that cannot stand where it stands. */
  ConversationException misplaced(Stage stage, Reply reply) {
    return ended(ConversationException.misplaced(place(stage), reply));
  }

  /** The session ends because the caller would not have it like this. */
  ConversationException unmet(
      ConversationException.Kind kind, Stage stage, String reason, @Nullable Reply reply) {
    return ended(ConversationException.unmet(kind, place(stage), reason, reply));
  }

  /** As {@link #misplaced}, of a reply to the end of data: the message may be accepted. */
  ConversationException misplacedAtEnd(Reply reply) {
    Place place = new Place(Stage.END_OF_DATA, host, true);
    return ended(ConversationException.misplaced(place, reply));
  }

  private Place place(Stage stage) {
    return new Place(stage, host, owed.contains(Stage.END_OF_DATA));
  }

  private ConversationException ended(ConversationException e) {
    close();
    return e;
  }

  /** Ends connection and session; repeated calls do nothing. */
  void close() {
    connection.close();
    enter(SessionState.CLOSED);
  }

  /** Ends the connection, from any thread; the session notices. */
  void hangUp() {
    connection.close();
  }

  /** When a wait that begins now at this stage must be over. */
  Deadline deadline(Stage stage) {
    return by(timeouts.at(stage));
  }

  private Deadline by(Duration timeout) {
    return Deadline.after(timeout).earlier(deadline);
  }

  void sent(long messageOctets) {
    observer.sent(messageOctets);
  }
}
