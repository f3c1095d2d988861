package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.ReplyAssembler;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.LineReader;
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
 * <p>One thread, but for the connection's own {@link Connection#close}.
 */
final class Conversation {
  /** Replies have at most this many octets a line; RFC 5321 §4.5.3.1.5 asks for 512. */
  private static final int REPLY_LINE_LIMIT = 2048;

  /**
   * A group that has grown to this many octets takes no more commands. A server may stop reading
   * until its replies are read (RFC 2920 §3.1); a group this small fits into the buffers of any
   * connection, so sending it does not wait for that.
   */
  private static final int GROUP_LIMIT = 8192;

  private final Connection connection;
  private final LineReader lines;
  private final ReplyAssembler assembler = new ReplyAssembler();
  private final SessionTimeouts timeouts;
  private final Deadline deadline;
  private final SessionObserver observer;
  private final String host;
  private final ArrayDeque<Stage> owed = new ArrayDeque<>();
  private final byte[] group = new byte[2 * GROUP_LIMIT];
  private int groupEnd;
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

  /** Adds a command to the group. */
  void put(Stage stage, Command command) {
    if (owed.isEmpty()) {
      refuseUnsolicited(stage);
    }
    String line = command.line();
    byte[] octets = line.getBytes(UTF_8);
    System.arraycopy(octets, 0, group, groupEnd, octets.length);
    groupEnd += octets.length;
    group[groupEnd++] = '\r';
    group[groupEnd++] = '\n';
    owed.add(stage);
    observer.command(line);
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
   * Sends a block of mail data. A server that speaks in the middle will not take the message; to
   * hear it now saves the rest of the way, and waiting for a write that it never reads.
   */
  void data(byte[] octets, int end) {
    refuseUnsolicited(Stage.MAIL_DATA);
    write(Stage.MAIL_DATA, octets, end);
  }

  /** Sends the last block of mail data, which ends it; its reply is owed from then on. */
  void endOfData(byte[] octets, int end) {
    refuseUnsolicited(Stage.MAIL_DATA);
    owed.add(Stage.END_OF_DATA);
    write(Stage.END_OF_DATA, octets, end);
  }

  private void write(Stage stage, byte[] octets, int end) {
    Stage timed = stage == Stage.END_OF_DATA ? Stage.MAIL_DATA : stage;
    try {
      connection.deadline(deadline(timed));
      connection.write(octets, 0, end);
      connection.flush();
    } catch (TransportException.Closed e) {
      throw lastWords(stage, e);
    } catch (TransportException e) {
      throw ended(ConversationException.broken(stage, host, e));
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
    Stage stage = owed.remove();
    Reply reply = read(stage, until);
    if (reply.code() == 421) {
      throw ended(
          ConversationException.said(ConversationException.Kind.CLOSING, stage, host, reply));
    }
    return reply;
  }

  private Reply read(Stage stage, Deadline until) {
    connection.deadline(until);
    try {
      while (true) {
        Optional<Reply> reply = assembler.line(lines.line());
        if (reply.isPresent()) {
          observer.reply(reply.get());
          return reply.get();
        }
      }
    } catch (TransportException e) {
      throw ended(ConversationException.broken(stage, host, e));
    } catch (SmtpSyntaxException e) {
      throw ended(ConversationException.garbled(stage, host, e));
    }
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
      throw ended(
          ConversationException.said(ConversationException.Kind.CLOSING, stage, host, reply));
    }
    if (stage == Stage.MAIL_DATA && (reply.isTransient() || reply.isPermanent())) {
      throw refused(stage, reply); // as in lastWords: whether it closes as well is a matter of time
    }
    throw misplaced(stage, reply);
  }

  /**
   * A server that has enough of us says why and closes; our next write then fails with the reason
   * still unread. The first reply that says no is it; replies before it belong to the group.
   */
  private ConversationException lastWords(Stage stage, TransportException.Closed broken) {
    Deadline until = by(timeouts.quit());
    try {
      while (true) {
        Reply reply = read(stage, until);
        if (reply.code() == 421) {
          return ended(
              ConversationException.said(ConversationException.Kind.CLOSING, stage, host, reply));
        }
        if (reply.isTransient() || reply.isPermanent()) {
          return ended(
              ConversationException.said(ConversationException.Kind.REFUSED, stage, host, reply));
        }
      }
    } catch (ConversationException e) {
      return ended(ConversationException.broken(stage, host, broken));
    }
  }

  /** The session ends because of a reply that refuses it. */
  ConversationException refused(Stage stage, Reply reply) {
    return ended(
        ConversationException.said(ConversationException.Kind.REFUSED, stage, host, reply));
  }

  /** The session ends because of a reply that cannot stand where it stands. */
  ConversationException misplaced(Stage stage, Reply reply) {
    return ended(ConversationException.misplaced(stage, host, reply));
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
