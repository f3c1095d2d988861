package org.mailshim.pop3.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.mailshim.pop3.Command;
import org.mailshim.pop3.Pop3SyntaxException;
import org.mailshim.pop3.Response;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TransportException;

/**
 * Commands out, responses in, over one connection: the only class of this package that does I/O.
 *
 * <p>Commands are put into a group, the group is sent in one write, and each command of it leaves a
 * stage in the queue of owed responses. {@link #response} takes the next response for the stage at
 * the queue's head; nobody else reads. When the queue is empty nothing may arrive: what nothing
 * asked for would be taken for the answer to a later command, so it ends the conversation.
 *
 * <p>Every failure leaves as {@link ConversationException}, with the connection closed. One thread,
 * but for {@link #close}.
 */
final class Conversation {
  private static final int GROUP_OCTETS = 1024;

  private final SessionTimeouts timeouts;
  private final Deadline deadline;
  private final SessionObserver observer;
  private final String host;
  private final ArrayDeque<Stage> owed = new ArrayDeque<>();
  private volatile Connection connection;
  private ResponseInput input;
  private byte[] group = new byte[GROUP_OCTETS];
  private int groupEnd;

  Conversation(Connection connection, SessionOptions options, SessionObserver observer) {
    this.connection = connection;
    this.input = new ResponseInput(connection);
    this.timeouts = options.timeouts();
    this.deadline = options.deadline();
    this.observer = observer;
    this.host = connection.peer().text();
  }

  Connection connection() {
    return connection;
  }

  /** What follows goes over another connection, the same one under TLS. */
  void continueOver(Connection encrypted) {
    connection = encrypted;
    input = new ResponseInput(encrypted);
  }

  /**
   * Whether the server has said more than was asked for. In clear behind STLS that was anybody (RFC
   * 2595 §4, CVE-2011-0411).
   */
  boolean hasUnread() {
    return input.hasBuffered();
  }

  /** The greeting is owed without having been asked for. */
  Response greeting() {
    owed.add(Stage.GREETING);
    return response();
  }

  /** One command, and the first line of its response. */
  Response ask(Stage stage, Command command) {
    put(stage, command);
    send();
    return response();
  }

  /** Adds a command to the group. */
  void put(Stage stage, Command command) {
    observer.command(shown(command));
    put(stage, command.line());
  }

  private static String shown(Command command) {
    return switch (command) {
      case Command.Pass pass -> "PASS (secret)";
      case Command.Apop apop -> "APOP " + apop.name() + " (secret)";
      case Command.Auth auth -> "AUTH " + auth.mechanism();
      default -> command.line();
    };
  }

  /** One line of an AUTH exchange, and the response to it. */
  Response answer(String base64) {
    observer.command("(SASL response)");
    put(Stage.AUTH, base64);
    send();
    return response();
  }

  private void put(Stage stage, String line) {
    if (owed.isEmpty() && input.hasUnread()) {
      throw unsolicited(stage);
    }
    byte[] octets = line.getBytes(UTF_8);
    int length = groupEnd + octets.length + 2;
    if (length > group.length) {
      group = Arrays.copyOf(group, Math.max(length, 2 * group.length));
    }
    System.arraycopy(octets, 0, group, groupEnd, octets.length);
    group[length - 2] = '\r';
    group[length - 1] = '\n';
    groupEnd = length;
    owed.add(stage);
  }

  private ConversationException unsolicited(Stage stage) {
    return ended(ConversationException.Kind.OUT_OF_STEP, stage, "the server spoke out of turn");
  }

  /** Sends the group, and forgets it, since it may hold a password. */
  void send() {
    int end = groupEnd;
    groupEnd = 0;
    Stage stage = owed.getLast();
    try {
      connection.deadline(by(timeouts.response()));
      connection.write(group, 0, end);
      connection.flush();
    } catch (TransportException.Closed e) {
      // It may have said why before it closed; the response that is owed says so, or that it is
      // lost.
    } catch (TransportException e) {
      throw broken(stage, e);
    } finally {
      Arrays.fill(group, 0, end, (byte) 0);
    }
  }

  /** The first line of the next owed response. */
  Response response() {
    Stage stage = owed.remove();
    try {
      connection.deadline(by(timeouts.at(stage)));
      Response response = Response.parse(input.line());
      observer.response(response);
      return response;
    } catch (TransportException e) {
      throw broken(stage, e);
    } catch (Pop3SyntaxException e) {
      throw garbled(stage, e);
    }
  }

  /** Takes the lines of a listing. */
  interface Lines {
    /** Takes the next line, its dot undone; throws {@link Pop3SyntaxException} when it is wrong. */
    void take(String line);
  }

  /** The lines of a listing, up to its end. */
  void lines(Stage stage, int most, Lines lines) {
    try {
      connection.deadline(by(timeouts.data()));
      for (int count = 0; ; count++) {
        String line = input.line();
        if (line.equals(".")) {
          return;
        }
        if (count == most) {
          throw ended(
              ConversationException.Kind.OUT_OF_STEP, stage, "more than " + most + " lines");
        }
        lines.take(line.startsWith(".") ? line.substring(1) : line);
        if (!input.hasBuffered()) {
          connection.deadline(by(timeouts.data()));
        }
      }
    } catch (TransportException e) {
      throw broken(stage, e);
    } catch (Pop3SyntaxException e) {
      throw garbled(stage, e);
    }
  }

  /** What a sink says about a block it cannot take, on its way through {@link ResponseInput}. */
  private static final class NotTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotTaken(IOException cause) {
      super(cause);
    }
  }

  /**
   * A message, up to its end.
   *
   * @return how many octets it had
   */
  long body(Stage stage, long most, ContentSink sink) {
    var counted = new long[1];
    try {
      connection.deadline(by(timeouts.data()));
      input.body(
          (octets, from, to) -> {
            counted[0] += to - from;
            if (counted[0] > most) {
              throw ended(
                  ConversationException.Kind.OUT_OF_STEP,
                  stage,
                  "a message of more than " + most + " octets");
            }
            give(sink, octets, from, to);
            connection.deadline(by(timeouts.data()));
          });
      return counted[0];
    } catch (TransportException e) {
      throw broken(stage, e);
    } catch (NotTaken e) {
      throw notTaken(stage, e.getCause());
    }
  }

  private static void give(ContentSink sink, byte[] octets, int from, int to) {
    try {
      sink.write(octets, from, to);
    } catch (IOException e) {
      throw new NotTaken(e);
    }
  }

  /** The caller cannot take a message; the rest of it would have to be read for nothing. */
  ConversationException notTaken(Stage stage, Throwable cause) {
    close();
    String reason = "the message could not be kept: " + cause.getMessage();
    return ConversationException.of(
        ConversationException.Kind.NOT_TAKEN, stage, host, reason, cause);
  }

  /** The session ends because of a response that refuses it. */
  ConversationException refused(Stage stage, Response response) {
    close();
    return ConversationException.said(ConversationException.Kind.REFUSED, stage, host, response);
  }

  /** The session ends because of a response that cannot stand where it stands. */
  ConversationException misplaced(Stage stage, Response response) {
    close();
    return ConversationException.said(
        ConversationException.Kind.OUT_OF_STEP, stage, host, response);
  }

  /** The session ends for another reason. */
  ConversationException ended(ConversationException.Kind kind, Stage stage, String reason) {
    close();
    return ConversationException.of(kind, stage, host, reason, null);
  }

  /** The session ends with the connection. */
  ConversationException broken(Stage stage, TransportException e) {
    close();
    return ConversationException.broken(stage, host, e);
  }

  /** The session ends because what came is no POP3. */
  ConversationException garbled(Stage stage, Pop3SyntaxException e) {
    close();
    return ConversationException.of(
        ConversationException.Kind.OUT_OF_STEP, stage, host, "no POP3: " + e.getMessage(), e);
  }

  /** Ends the connection; repeated calls do nothing. */
  void close() {
    connection.close();
  }

  /** When a wait that begins now must be over. */
  Deadline by(Duration timeout) {
    return Deadline.after(timeout).earlier(deadline);
  }

  SessionObserver observer() {
    return observer;
  }
}
