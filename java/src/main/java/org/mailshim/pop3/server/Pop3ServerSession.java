package org.mailshim.pop3.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;
import org.mailshim.address.PrintableText;
import org.mailshim.pop3.ApopTimestamp;
import org.mailshim.pop3.Command;
import org.mailshim.pop3.Pop3SyntaxException;
import org.mailshim.pop3.Response;
import org.mailshim.store.StoreException;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.LineReader;
import org.mailshim.transport.Occupancy;
import org.mailshim.transport.ProxyHeader;
import org.mailshim.transport.SessionListener;
import org.mailshim.transport.TlsConnection;
import org.mailshim.transport.TransportException;

/**
 * One POP3 session, server side, from the greeting to QUIT (RFC 1939).
 *
 * <p><b>The machine.</b>
 *
 * <pre>
 *   (greeting) --> AUTHORIZATION --PASS, APOP, AUTH: maildrop locked--> TRANSACTION --QUIT--> UPDATE --> (closed)
 *                    |  ^  |                                              |
 *                    '--'  '--QUIT--> (closed)                            '--anything else that ends it--> (closed)
 *                    STLS                                                     nothing is deleted
 * </pre>
 *
 * <p>Each state is a type ({@link SessionState}) with a method for each of its commands that
 * <i>returns</i> an {@link Answer}; only the loop here writes. Responses leave before anything is
 * waited for, and so together for commands that came together (RFC 2449 §6.6).
 *
 * <p><b>What breaks.</b> A client that cannot be talked to ends the session, after {@code -ERR}
 * where it can still hear that. Trouble with the store, the user directory or a hook is {@code -ERR
 * [SYS/…]} and on. A message that cannot be read to its end breaks the connection: nothing else
 * tells the client that it has not got all of it. A bug of ours is told to the observer and
 * answered with {@code -ERR}.
 *
 * <p><b>Threads.</b> {@link #run} uses the calling thread until the session is over. {@link #leave}
 * and {@link #close} may come from any other.
 */
public final class Pop3ServerSession implements SessionListener.Session, AutoCloseable {
  /** The longest line: an AUTH exchange's 12288 octets in Base64, and room for the command. */
  private static final int LINE_LIMIT = 12288 / 3 * 4 + 64;

  /** How long a farewell may take that the client may not be there to read. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private static final int SHOWN = 200;

  private final ServerSetup setup;
  private final Occupancy occupancy = new Occupancy();
  private volatile Connection connection;

  private final String timestamp;
  private LineReader lines;
  private ServerOptions options;
  private final ResponseOutput output;
  private SessionFacts facts;
  private SessionState state;
  private int errors;
  private boolean over;
  private String ending = "";

  /**
   * A session that has not begun.
   *
   * @param connection a fresh connection; it is the session's from here on, and closed at its end
   * @param setup all else
   */
  public Pop3ServerSession(Connection connection, ServerSetup setup) {
    this.setup = setup;
    this.options = setup.options();
    this.connection = connection;
    this.lines = new LineReader(connection, LINE_LIMIT);
    Duration patience = setup.options().limits().idle();
    this.output = new ResponseOutput(connection, TransferBuffers.SHARED, patience, setup.ticker());
    String id = Long.toHexString(setup.random().nextLong() | Long.MIN_VALUE);
    this.facts =
        new SessionFacts(
            id, connection.peer(), connection.local(), Optional.empty(), Optional.empty());
    Optional<ApopTimestamp> stamp = newTimestamp();
    this.state = new Authorization(this, stamp);
    this.timestamp = stamp.isPresent() ? stamp.get().text() : "";
  }

  private Optional<ApopTimestamp> newTimestamp() {
    if (!setup.options().logins().servesApop()) {
      return Optional.empty();
    }
    String unique = Long.toHexString(setup.random().nextLong());
    String more = Long.toHexString(setup.random().nextLong());
    String host = setup.options().name();
    return Optional.of(new ApopTimestamp("<" + unique + "." + more + "@" + host + ">"));
  }

  /**
   * Talks to the client until the session is over. Returns in every case; what went wrong has been
   * told to the observer.
   */
  @Override
  public boolean run() {
    try {
      begin();
      while (!over) {
        step();
      }
    } catch (TransportException.TimedOut late) {
      ending = late.getMessage();
      farewell(Responses.IDLE);
    } catch (TransportException.MalformedLine malformed) {
      ending = malformed.getMessage();
      farewell(Responses.BAD_LINE);
    } catch (TransportException broken) {
      ending = broken.getMessage();
    } catch (ResponseOutput.BrokenMessageException broken) {
      ending = "a message could not be read to its end";
      setup.observer().failed(facts, "reading a message", broken.getCause());
      flushQuietly();
    } catch (RuntimeException | Error bug) {
      ending = "internal error";
      setup.observer().failed(facts, "in a session", bug);
      farewell(Responses.INTERNAL_ERROR);
    } finally {
      end();
    }
    return true;
  }

  private void end() {
    try {
      state.close();
    } finally {
      output.settle();
      connection.close();
      setup.observer().closed(facts, ending);
    }
  }

  /**
   * Asks the session to end soon: at once when it waits for a command, else after the one that it
   * works on. Nothing is deleted. From any thread; blocks as long as it takes to send one line,
   * five seconds at most.
   */
  @Override
  public void leave() {
    if (occupancy.leave()) {
      say(connection, Responses.STOPPING);
      connection.close();
    }
  }

  /** Ends the session without a word; from any thread, any number of times, never fails. */
  @Override
  public void close() {
    connection.close();
  }

  private void begin() {
    Deadline deadline = Deadline.after(options().limits().handshake(), setup.ticker());
    if (options().proxies().test(connection.peer().address())) {
      Optional<ProxyHeader> header = ProxyHeader.read(connection, deadline);
      if (header.isPresent()) {
        facts = facts.withEnds(header.get().source(), header.get().destination());
      }
    }
    if (options().tls().isPresent() && options().tls().get().use() == ServerTls.Use.IMPLICIT) {
      beginTls();
    }
    switch (setup.hooks().connected(facts)) {
      case Decision.Refuse<ServerOptions> refused -> {
        respond(new Answer.Last(refused.response(), "refused by a hook"));
        return;
      }
      case Decision.TakeOver<ServerOptions> takeOver -> options = takeOver.with();
      case Decision.GoOn<ServerOptions> goOn -> {}
    }
    respond(Answer.line(Responses.greeting(options.name(), timestamp)));
  }

  private void step() {
    if (!lines.hasLine()) {
      output.flush();
      output.settle();
      awaitLine();
      if (over) {
        return;
      }
    }
    respond(answer(lines.line()));
  }

  /** Waits for a line. Between the two changes of occupancy {@link #leave} may end the session. */
  private void awaitLine() {
    ServerLimits limits = options().limits();
    boolean loggedIn = state instanceof Transaction;
    Duration patience = loggedIn ? limits.idle() : limits.beforeLogin();
    connection.deadline(Deadline.after(patience, setup.ticker()));
    occupancy.idle();
    if (!occupancy.isLeaving()) {
      lines.await();
    }
    if (!occupancy.busy()) {
      throw new TransportException.Cancelled(connection.peer().text());
    }
    if (!lines.hasLine()) {
      respond(new Answer.Last(Responses.STOPPING, "the server stops"));
    }
  }

  private Answer answer(String line) {
    if (state instanceof Authorization authorization && authorization.isInExchange()) {
      observe("(SASL response)");
      return authorization.exchange(line);
    }
    Command command;
    try {
      command = Command.parse(line);
    } catch (Pop3SyntaxException e) {
      observe("(no command: " + e.kind() + ")");
      return erred(Response.err(words(e)));
    }
    if (setup.observer() != ServerObserver.NONE) {
      observe(shown(command));
    }
    return switch (state) {
      case Authorization authorization ->
          command.verb().inAuthorization()
              ? authorization.answer(command)
              : erred(Responses.NOT_NOW);
      case Transaction transaction ->
          command.verb().inTransaction() ? transaction.answer(command) : erred(Responses.NOT_NOW);
      case Update update -> throw new AssertionError("UPDATE takes no commands");
    };
  }

  /** What a client may see of its own words: the problem, not the text, which may be a password. */
  private static String words(Pop3SyntaxException e) {
    String message = e.getMessage();
    return message.substring(0, message.indexOf(" at position "));
  }

  private static String shown(Command command) {
    return switch (command) {
      case Command.Pass pass -> "PASS (secret)";
      case Command.Apop apop -> "APOP " + PrintableText.of(apop.name(), SHOWN) + " (secret)";
      case Command.Auth auth -> "AUTH " + PrintableText.of(auth.mechanism(), SHOWN);
      default -> PrintableText.of(command.line(), SHOWN);
    };
  }

  private void observe(String line) {
    setup.observer().command(facts, line);
  }

  /** The only place that writes, but for a farewell. */
  private void respond(Answer answer) {
    switch (answer) {
      case Answer.Line line -> put(line.first());
      case Answer.Last last -> {
        put(last.first());
        output.flush();
        over = true;
        ending = last.reason();
      }
      case Answer.Listing listing -> {
        put(listing.first());
        listing.lines().writeTo(output);
        output.endOfLines();
      }
      case Answer.Message message -> put(message);
      case Answer.BeginTls begin -> {
        put(begin.first());
        output.flush();
        beginTls();
      }
    }
  }

  private void put(Response response) {
    setup.observer().response(facts, response);
    output.line(response);
  }

  private void put(Answer.Message message) {
    try (var content = message.content()) {
      output.message(message.first(), content, message.cut());
      setup.observer().response(facts, message.first());
    } catch (StoreException e) {
      respond(troubled("reading a message", e, Responses.trouble(e)));
    }
  }

  /**
   * What the client sent behind STLS was not encrypted, whoever sent it; so it must not be there
   * (RFC 2595 §4, CVE-2011-0411).
   */
  private void beginTls() {
    if (lines.buffered() > 0) {
      throw new TransportException.Closed(
          connection.peer().text(), "sent commands in clear behind STLS and was given up");
    }
    ServerTls tls = options().tls().orElseThrow();
    Deadline deadline = Deadline.after(options().limits().handshake(), setup.ticker());
    TlsConnection encrypted = tls.server().handshake(connection, deadline);
    connection = encrypted;
    lines = new LineReader(encrypted, LINE_LIMIT);
    output.continueOver(encrypted);
    facts = facts.withTls(encrypted.description());
  }

  private void farewell(Response response) {
    if (flushQuietly()) {
      say(connection, response);
    }
  }

  /** Sends what was decided before it all ended; false when it cannot be sent. */
  private boolean flushQuietly() {
    try {
      output.flush();
      return true;
    } catch (TransportException e) {
      return false;
    }
  }

  private void say(Connection to, Response response) {
    try {
      to.deadline(Deadline.after(FAREWELL, setup.ticker()));
      byte[] octets = (response.line() + "\r\n").getBytes(UTF_8);
      to.write(octets, 0, octets.length);
      to.flush();
    } catch (TransportException e) {
      // It has left on its own.
    }
  }

  // What the states ask of their session.

  ServerSetup setup() {
    return setup;
  }

  ServerOptions options() {
    return options;
  }

  SessionFacts facts() {
    return facts;
  }

  Connection connection() {
    return connection;
  }

  /** Whether a password or token may come now. */
  boolean takesSecretsInClear() {
    return facts.isEncrypted() || options().logins().inClear();
  }

  /** Whether USER and PASS may come now. */
  boolean takesPasswords() {
    return options().logins().servesPasswords() && takesSecretsInClear();
  }

  /** Whether STLS may come now. */
  boolean canBeginTls() {
    return options().tls().isPresent() && !facts.isEncrypted();
  }

  /** Counts a command that could not be meant; too many end the session. */
  Answer erred(Response response) {
    errors++;
    return errors < options().limits().errors()
        ? Answer.line(response)
        : new Answer.Last(Responses.TOO_MANY_ERRORS, "too many errors");
  }

  /** Tells the observer of local trouble. */
  Answer troubled(String doing, Throwable cause, Response response) {
    setup.observer().failed(facts, doing, cause);
    return Answer.line(response);
  }

  /** The hooks' words for what has come to its end; ours when they fail or say the contrary. */
  Response concluded(Response ours) {
    try {
      Response said = setup.hooks().concluded(facts, ours);
      if (said.status() != ours.status()) {
        throw new IllegalStateException(said.text() + " in place of " + ours.text());
      }
      return said;
    } catch (RuntimeException e) {
      setup.observer().failed(facts, "asking the hook for its words", e);
      return ours;
    }
  }

  void loginFailed(String user, String reason) {
    setup.observer().loginFailed(facts, PrintableText.of(user, SHOWN), reason);
  }

  void loggedIn(String identity, Transaction transaction) {
    facts = facts.withIdentity(identity);
    enter(transaction);
  }

  /** Enters UPDATE, and does what is to be done there. */
  Answer update(Update update) {
    enter(update);
    return update.finish();
  }

  /** The only way to change the state. */
  private void enter(SessionState next) {
    SessionState before = state;
    state = next;
    setup.observer().state(facts, before.text(), next.text());
  }
}
