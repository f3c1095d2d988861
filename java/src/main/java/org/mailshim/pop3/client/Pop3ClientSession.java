package org.mailshim.pop3.client;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.mailshim.pop3.ApopTimestamp;
import org.mailshim.pop3.Capabilities;
import org.mailshim.pop3.Capability;
import org.mailshim.pop3.Command;
import org.mailshim.pop3.DropListing;
import org.mailshim.pop3.Pop3SyntaxException;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.ScanListing;
import org.mailshim.pop3.UniqueIdListing;
import org.mailshim.sasl.Credentials;
import org.mailshim.transport.Connection;
import org.mailshim.transport.TlsConnection;
import org.mailshim.transport.TransportException;

/**
 * One POP3 session with one server, client side.
 *
 * <pre>
 *   open: greeting, CAPA, STLS, CAPA --> login --> stat, list, identify, retrieve, delete, … --> quit
 * </pre>
 *
 * <p>Where the server offers PIPELINING, {@link #retrieveAll} and {@link #deleteAll} keep some
 * dozens of commands in flight; else each waits for its response.
 *
 * <p>Methods throw {@link ConversationException} when the session cannot go on; it is closed then.
 * A session that is closed without {@link #quit} deletes nothing. One thread, but for {@link
 * #close}.
 */
public final class Pop3ClientSession implements AutoCloseable {
  /**
   * Commands in flight. Few enough for any server's buffers, so that sending them never waits for a
   * server that waits for us to read; enough to keep it busy.
   */
  private static final int WINDOW = 64;

  private static final int MOST_CAPABILITIES = 200;

  private final Conversation conversation;
  private final SessionOptions options;
  private final Optional<ApopTimestamp> timestamp;
  private Capabilities capabilities = Capabilities.NONE;

  private Pop3ClientSession(
      Conversation conversation, SessionOptions options, Optional<ApopTimestamp> timestamp) {
    this.conversation = conversation;
    this.options = options;
    this.timestamp = timestamp;
  }

  /**
   * Hears the greeting, encrypts the connection as the options want, and asks what the server can
   * do.
   *
   * @param connection a fresh connection; it is the session's from here on, and closed at its end
   * @param options all else
   * @param observer hears what happens
   * @return the session, before its login
   * @throws ConversationException of kind REFUSED when the server does not want it, of kind
   *     UNENCRYPTED when TLS is not to be had, or of another kind
   */
  public static Pop3ClientSession open(
      Connection connection, SessionOptions options, SessionObserver observer) {
    var conversation = new Conversation(connection, options, observer);
    if (options.security().use() == SessionSecurity.Use.IMPLICIT) {
      encrypt(conversation, options);
    }
    Response greeting = conversation.greeting();
    if (greeting.status() == Response.Status.CONTINUE) {
      throw conversation.misplaced(Stage.GREETING, greeting);
    }
    if (!greeting.isOk()) {
      throw conversation.refused(Stage.GREETING, greeting);
    }
    var session = new Pop3ClientSession(conversation, options, ApopTimestamp.of(greeting.words()));
    session.askCapabilities();
    session.beginTls();
    return session;
  }

  private static void encrypt(Conversation conversation, SessionOptions options) {
    try {
      TlsConnection encrypted =
          options
              .security()
              .client()
              .orElseThrow()
              .handshake(
                  conversation.connection(),
                  options.host(),
                  conversation.by(options.timeouts().handshake()));
      conversation.continueOver(encrypted);
      var description = encrypted.description();
      conversation.observer().encrypted(description.protocol() + " " + description.cipherSuite());
    } catch (TransportException e) {
      throw conversation.broken(Stage.TLS, e);
    }
  }

  private void beginTls() {
    SessionSecurity.Use use = options.security().use();
    if (use != SessionSecurity.Use.IF_OFFERED && use != SessionSecurity.Use.REQUIRED) {
      return;
    }
    boolean required = use == SessionSecurity.Use.REQUIRED;
    if (!capabilities.has(Capabilities.STLS) && !required) {
      return;
    }
    Response response = conversation.ask(Stage.STLS, new Command.Stls());
    if (!response.isOk()) {
      if (required || response.status() == Response.Status.CONTINUE) {
        throw conversation.ended(
            ConversationException.Kind.UNENCRYPTED,
            Stage.STLS,
            "the server does not do TLS here: " + response.text());
      }
      return;
    }
    if (conversation.hasUnread()) {
      throw conversation.ended(
          ConversationException.Kind.OUT_OF_STEP,
          Stage.STLS,
          "the server, or somebody on the way, sent more in clear than the answer");
    }
    encrypt(conversation, options);
    askCapabilities();
  }

  private void askCapabilities() {
    Response response = conversation.ask(Stage.CAPA, new Command.Capa());
    if (!response.isOk()) {
      capabilities = Capabilities.NONE;
      return;
    }
    List<Capability> lines = new ArrayList<>();
    conversation.lines(
        Stage.CAPA,
        MOST_CAPABILITIES,
        line -> {
          if (!line.isBlank()) {
            lines.add(Capability.parse(line));
          }
        });
    capabilities = new Capabilities(lines);
  }

  /**
   * What the server says it can do; asked anew after TLS has begun and after the login.
   *
   * @return its capabilities; {@link Capabilities#NONE} when it has no CAPA
   */
  public Capabilities capabilities() {
    return capabilities;
  }

  /**
   * Whether the connection is encrypted.
   *
   * @return true under TLS
   */
  public boolean isEncrypted() {
    return conversation.connection() instanceof TlsConnection;
  }

  /**
   * Logs in by the strongest method that server, credentials and options allow ({@link
   * SessionSecurity}), and by weaker ones if that fails for another reason than the credentials.
   *
   * @param credentials who we are; their secrets must stay open until this returns
   * @return what came of it
   * @throws ConversationException of kind UNAUTHENTICATED when the server says yes without having
   *     proven what the mechanism makes it prove, or of another kind
   */
  public LoginOutcome login(Credentials credentials) {
    LoginOutcome outcome =
        new Login(conversation, options, capabilities, timestamp, credentials).run();
    if (outcome instanceof LoginOutcome.LoggedIn && !capabilities.lines().isEmpty()) {
      askCapabilities();
    }
    return outcome;
  }

  /**
   * How much there is.
   *
   * @return how many messages and octets, as the server says
   * @throws ConversationException also when the server refuses
   */
  public DropListing stat() {
    Response response = require(Stage.STAT, conversation.ask(Stage.STAT, new Command.Stat()));
    try {
      return DropListing.parse(response.words());
    } catch (Pop3SyntaxException e) {
      throw conversation.garbled(Stage.STAT, e);
    }
  }

  /**
   * The messages and their sizes.
   *
   * @return in the server's order, each message-number once
   * @throws ConversationException also when the server refuses, or lists a message twice
   */
  public List<ScanListing> list() {
    require(Stage.LIST, conversation.ask(Stage.LIST, new Command.List(OptionalInt.empty())));
    List<ScanListing> listing = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    conversation.lines(
        Stage.LIST,
        options.mostMessages(),
        line -> {
          ScanListing one = ScanListing.parse(line);
          checkOnce(seen, one.message(), line);
          listing.add(one);
        });
    return listing;
  }

  /**
   * The messages and their unique-ids. One may be there twice; {@link #identify} sorts that out.
   *
   * @return in the server's order, each message-number once; empty when the server has no UIDL
   * @throws ConversationException also when it lists a message twice
   */
  public Optional<List<UniqueIdListing>> uniqueIds() {
    Response response = conversation.ask(Stage.UIDL, new Command.Uidl(OptionalInt.empty()));
    if (!response.isOk()) {
      return Optional.empty();
    }
    List<UniqueIdListing> listing = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    conversation.lines(
        Stage.UIDL,
        options.mostMessages(),
        line -> {
          UniqueIdListing one = UniqueIdListing.parse(line);
          checkOnce(seen, one.message(), line);
          listing.add(one);
        });
    return Optional.of(listing);
  }

  private static void checkOnce(Set<Integer> seen, int message, String line) {
    if (!seen.add(message)) {
      throw new Pop3SyntaxException(
          Pop3SyntaxException.Kind.LISTING, "a message-number that was there before", line, 0);
    }
  }

  /**
   * The messages, each with what names it in every session: its unique-id, or, where the server has
   * no UIDL or gives a unique-id to several messages, a hash of its header, which TOP brings.
   *
   * @return in the order of LIST; without those whose header the server would not show
   * @throws ConversationException as {@link #list} and {@link #uniqueIds}
   */
  public List<IdentifiedMessage> identify() {
    List<ScanListing> sizes = list();
    Map<Integer, MessageKey> keys = new HashMap<>();
    Map<MessageKey, Integer> uses = new HashMap<>();
    for (UniqueIdListing one : uniqueIds().orElse(List.of())) {
      MessageKey key = MessageKey.of(one.uniqueId());
      keys.put(one.message(), key);
      uses.merge(key, 1, Integer::sum);
    }
    List<IdentifiedMessage> identified = new ArrayList<>();
    for (ScanListing one : sizes) {
      MessageKey key = keys.get(one.message());
      if (key == null || uses.get(key) > 1) {
        key = headerKey(one.message()).orElse(null);
      }
      if (key != null) {
        identified.add(new IdentifiedMessage(one.message(), one.octets(), key));
      }
    }
    return identified;
  }

  private Optional<MessageKey> headerKey(int number) {
    MessageDigest digest = MessageKey.digest();
    ContentSink sink = (octets, from, to) -> digest.update(octets, from, to - from);
    return top(number, 0, sink) instanceof Retrieval.Retrieved
        ? Optional.of(MessageKey.of(digest))
        : Optional.empty();
  }

  /**
   * Retrieves a message.
   *
   * @param number its message-number
   * @param sink takes it
   * @return how many octets it had, or why the server does not give it
   * @throws ConversationException also of kind NOT_TAKEN, when the sink fails
   */
  public Retrieval retrieve(int number, ContentSink sink) {
    return content(Stage.RETR, new Command.Retr(number), sink);
  }

  /**
   * Retrieves a message's header and the beginning of its body.
   *
   * @param number its message-number
   * @param lines how many lines of the body, 0 or more
   * @param sink takes it
   * @return as {@link #retrieve}
   * @throws ConversationException as {@link #retrieve}
   */
  public Retrieval top(int number, int lines, ContentSink sink) {
    return content(Stage.TOP, new Command.Top(number, lines), sink);
  }

  private Retrieval content(Stage stage, Command command, ContentSink sink) {
    Response response = answered(stage, conversation.ask(stage, command));
    return response.isOk()
        ? new Retrieval.Retrieved(conversation.body(stage, options.mostOctets(), sink))
        : new Retrieval.Refused(response);
  }

  /**
   * Retrieves messages, with many commands in flight where the server can do that.
   *
   * @param numbers their message-numbers
   * @param handler takes them, in this order
   * @throws ConversationException also of kind NOT_TAKEN, when the handler or a sink fails
   */
  public void retrieveAll(int[] numbers, MessageHandler handler) {
    pipelined(
        Stage.RETR,
        numbers,
        Command.Retr::new,
        (number, response) -> take(number, response, handler));
  }

  private void take(int number, Response response, MessageHandler handler) {
    if (!response.isOk()) {
      handler.refused(number, response);
      return;
    }
    try {
      ContentSink sink = handler.begin(number);
      handler.complete(number, conversation.body(Stage.RETR, options.mostOctets(), sink));
    } catch (IOException e) {
      throw conversation.notTaken(Stage.RETR, e);
    }
  }

  /**
   * Marks a message as deleted; {@link #quit} deletes it.
   *
   * @param number its message-number
   * @return what the server says
   */
  public Response delete(int number) {
    return answered(Stage.DELE, conversation.ask(Stage.DELE, new Command.Dele(number)));
  }

  /**
   * Marks messages as deleted, with many commands in flight where the server can do that.
   *
   * @param numbers their message-numbers
   * @return the message-numbers that the server would not mark, with what it said
   */
  public Map<Integer, Response> deleteAll(int[] numbers) {
    Map<Integer, Response> refused = new HashMap<>();
    pipelined(
        Stage.DELE,
        numbers,
        Command.Dele::new,
        (number, response) -> {
          if (!response.isOk()) {
            refused.put(number, response);
          }
        });
    return refused;
  }

  private interface Making {
    Command of(int number);
  }

  private interface Taking {
    void response(int number, Response response);
  }

  /** Keeps the window half full at least: sends the next half when half of it has been answered. */
  private void pipelined(Stage stage, int[] numbers, Making making, Taking taking) {
    int window = capabilities.has(Capabilities.PIPELINING) ? WINDOW : 1;
    int sent = 0;
    for (int answered = 0; answered < numbers.length; answered++) {
      if (sent < numbers.length && sent - answered <= window / 2) {
        int until = Math.min(numbers.length, answered + window);
        while (sent < until) {
          conversation.put(stage, making.of(numbers[sent++]));
        }
        conversation.send();
      }
      taking.response(numbers[answered], answered(stage, conversation.response()));
    }
  }

  /**
   * Takes all marks of deletion away.
   *
   * @return what the server says
   */
  public Response reset() {
    return answered(Stage.RSET, conversation.ask(Stage.RSET, new Command.Rset()));
  }

  /**
   * Does nothing, for the server not to think us gone.
   *
   * @return what the server says
   */
  public Response noop() {
    return answered(Stage.NOOP, conversation.ask(Stage.NOOP, new Command.Noop()));
  }

  /**
   * Deletes what is marked, and ends the session.
   *
   * @return what the server says; a no means that some of what was marked may still be there (RFC
   *     1939 §6)
   * @throws ConversationException when no answer comes: then it is not known whether anything was
   *     deleted
   */
  public Response quit() {
    Response response = answered(Stage.QUIT, conversation.ask(Stage.QUIT, new Command.Quit()));
    close();
    return response;
  }

  /** A response to a command that may be refused. */
  private Response answered(Stage stage, Response response) {
    if (response.status() == Response.Status.CONTINUE) {
      throw conversation.misplaced(stage, response);
    }
    return response;
  }

  /** A response to a command that there is no going on without. */
  private Response require(Stage stage, Response response) {
    if (!answered(stage, response).isOk()) {
      throw conversation.refused(stage, response);
    }
    return response;
  }

  /** Ends the session without QUIT; from any thread, any number of times, never fails. */
  @Override
  public void close() {
    conversation.close();
  }
}
