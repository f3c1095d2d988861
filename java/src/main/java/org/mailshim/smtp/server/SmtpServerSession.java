package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Ascii;
import org.mailshim.address.PrintableText;
import org.mailshim.address.ReversePath;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.server.SessionFacts.Hello;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.ProxyHeader;
import org.mailshim.transport.TlsConnection;
import org.mailshim.transport.TransportException;
import org.mailshim.transport.TransportException.MalformedLine;
import org.mailshim.transport.TransportException.MalformedLine.Flaw;

/**
 * One SMTP, submission or LMTP session, server side, from the greeting to QUIT (RFC 5321).
 *
 * <p><b>The machine.</b>
 *
 * <pre>
 *   CONNECTED --220--> GREETED --EHLO: 250--> READY --MAIL: 250--> ENVELOPE --DATA: 354--> MAIL_DATA
 *                      ^                       | ^                   | |                      |
 *                      |                       | '------- RSET, EHLO-' '--BDAT LAST, reply    |
 *                      |                       | '--------------------------------- CRLF.CRLF, reply
 *                      |                       |--AUTH: 334--> AUTHENTICATING --> READY
 *                      '----- TLS, XCLIENT ----'--STARTTLS: 220--> STARTING_TLS --> GREETED
 * </pre>
 *
 * <p>QUIT, 421, 521 and a broken connection lead from each state to CLOSED. BDAT is received within
 * ENVELOPE, since each chunk is only a long command.
 *
 * <p><b>The loop</b> takes one step after another: a line is read, parsed, asked for at the {@link
 * Gate} and answered by a method of {@link CommandAnswers}, which returns the reply; only the loop
 * writes. Replies leave before anything is waited for, and so together for a pipelining group (RFC
 * 2920 §3.2).
 *
 * <p><b>Two lifetimes.</b> What belongs to the session (peer, TLS, AUTH, name, conduct) is in
 * {@link SessionFacts} and here; what belongs to one mail is in a {@link ServerTransaction}, which
 * RSET, EHLO, STARTTLS and the end of data drop.
 *
 * <p><b>What breaks.</b> A client that cannot be talked to ends the session, silently or with 421.
 * A hook or sink that throws is local trouble: 451 4.3.0 and on. A bug of ours is told to the
 * observer and answered with 421.
 *
 * <p><b>Threads.</b> {@link #run} uses the calling thread until the session is over. {@link #leave}
 * and {@link #close} may come from any other.
 */
public final class SmtpServerSession implements AutoCloseable {
  /** How long a farewell may take that the client may not be there to read. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /** How much of a command line an observer is shown, in UTF-16 units. */
  private static final int SHOWN = 500;

  /** Nothing that is skipped, of a chunk nobody wants, may be longer. */
  private static final long SKIPPED_CHUNK_LIMIT = MessageIntake.REFUSED_LIMIT;

  private static final List<String> FOREIGN_VERBS = List.of("GET ", "POST ", "CONNECT ");

  /** Whether somebody else may end the session without disturbing anything. */
  private enum Occupancy {
    /** A command is being worked on, or a mail transaction is open. */
    BUSY,
    /** Waiting for a command between mail transactions. */
    IDLE,
    /** {@link #leave} has said goodbye and closed. */
    TAKEN
  }

  private final ServerSetup setup;
  private final InetAddress connectedAddress;
  private final Conduct conduct;
  private final CommandAnswers answers = new CommandAnswers(this);
  private final AtomicReference<Occupancy> occupancy = new AtomicReference<>(Occupancy.BUSY);
  private volatile boolean leaving;

  private ServerOptions options;
  private volatile Connection connection;
  private ReplyOutput output;
  private SessionInput input;
  private SessionFacts facts;
  private Set<EhloKeyword> offered = Set.of();
  private ServerState state = ServerState.CONNECTED;
  private String ending = "";
  private int transactions;
  private @Nullable ServerTransaction transaction;
  private @Nullable MailDataReader reader;
  private @Nullable Authentication authentication;

  /**
   * A session that has not begun.
   *
   * @param connection a fresh connection; it is the session's from here on, and closed at its end
   * @param setup all else
   */
  public SmtpServerSession(Connection connection, ServerSetup setup) {
    this.setup = setup;
    this.options = setup.options();
    this.connection = connection;
    this.connectedAddress = connection.peer().address();
    this.conduct = new Conduct(options.limits());
    this.facts =
        new SessionFacts(
            Long.toHexString(setup.random().nextLong() | Long.MIN_VALUE),
            connection.peer(),
            connection.local(),
            options.mode(),
            new Hello.None(),
            Optional.empty(),
            Optional.empty());
    this.output = new ReplyOutput(connection, sendsEnhancedCodes());
    this.input = new SessionInput(connection, DataBuffers.SHARED, output);
  }

  /**
   * Talks to the client until the session is over. Returns in every case; what went wrong has been
   * told to the observer.
   */
  public void run() {
    try {
      begin();
      while (state != ServerState.CLOSED) {
        step();
      }
    } catch (TransportException.TimedOut late) {
      ending = late.getMessage();
      farewell(Replies.TIMED_OUT);
    } catch (TransportException broken) {
      ending = broken.getMessage();
    } catch (RuntimeException | Error bug) {
      ending = "internal error";
      setup.observer().failed(facts, "in a session", bug);
      farewell(Replies.INTERNAL_ERROR);
    } finally {
      end();
    }
  }

  /**
   * Asks the session to end soon: at once with 421 when it is between mail transactions, else after
   * the one that is open. From any thread; blocks as long as it takes to send one line, five
   * seconds at most.
   */
  public void leave() {
    leaving = true;
    if (occupancy.compareAndSet(Occupancy.IDLE, Occupancy.TAKEN)) {
      say(connection, Replies.STOPPING);
      connection.close();
    }
  }

  /** Ends the session without a word; from any thread, any number of times, never fails. */
  @Override
  public void close() {
    connection.close();
  }

  /** What is known of the session. On the session's thread. */
  public SessionFacts facts() {
    return facts;
  }

  /** Where the session is. On the session's thread. */
  public ServerState state() {
    return state;
  }

  // ---- The beginning and the end.

  private void begin() {
    readProxyHeader();
    if (options.tls().isPresent() && options.tls().get().use() == ServerTls.Use.IMPLICIT) {
      handshake();
    }
    Decision<ServerOptions> decision = connectHook();
    if (decision instanceof Decision.Reject<ServerOptions> reject) {
      send(reject.reply());
      close("refused by the connect hook");
      return;
    }
    if (decision instanceof Decision.TakeOver<ServerOptions> takeOver) {
      options = takeOver.with();
      conduct.limits(options.limits());
    }
    if (!options.timeouts().greetingDelay().isZero()) {
      setup.pause().pause(options.timeouts().greetingDelay());
    }
    if (input.hasMore()) {
      // A client that does not listen is no mail server (RFC 5321 §4.3.1).
      send(Replies.EARLY_TALKER);
      close("talked before it was greeted");
      return;
    }
    greet();
  }

  /** From who is a trusted proxy, who it is that it speaks for. */
  private void readProxyHeader() {
    if (AddressRange.contain(options.trusted().proxies(), connectedAddress)) {
      Optional<ProxyHeader> header =
          ProxyHeader.read(connection, after(options.timeouts().handshake()));
      if (header.isPresent()) {
        facts = facts.withPeer(header.get().source()).withLocal(header.get().destination());
      }
    }
  }

  private Decision<ServerOptions> connectHook() {
    try {
      return setup.hooks().connect(facts);
    } catch (RuntimeException e) {
      setup.observer().failed(facts, "while asking the hook for connecting", e);
      return Decision.reject(Replies.INTERNAL_ERROR);
    }
  }

  private void greet() {
    send(Replies.greeting(options));
    enter(ServerState.GREETED);
  }

  private void handshake() {
    TlsConnection tls =
        options
            .tls()
            .orElseThrow()
            .server()
            .handshake(connection, after(options.timeouts().handshake()));
    connection = tls;
    facts = facts.withTls(tls.description());
    rewire();
  }

  /** New buffers over the present connection: what was said before TLS is forgotten. */
  private void rewire() {
    input.release();
    output = new ReplyOutput(connection, sendsEnhancedCodes());
    input = new SessionInput(connection, DataBuffers.SHARED, output);
  }

  private boolean sendsEnhancedCodes() {
    return options.keywords().contains(EhloKeyword.ENHANCEDSTATUSCODES);
  }

  private void end() {
    try {
      dropTransaction();
      closeAuthentication();
      flushQuietly();
    } finally {
      input.release();
      connection.close();
      enter(ServerState.CLOSED);
      disconnected();
    }
  }

  private void flushQuietly() {
    try {
      if (occupancy.get() == Occupancy.BUSY) {
        connection.deadline(after(FAREWELL));
        output.flush();
        input.drain();
      }
    } catch (TransportException e) {
      // Nobody is there to hear it.
    }
  }

  private void disconnected() {
    try {
      setup.hooks().disconnect(facts);
    } catch (RuntimeException e) {
      setup.observer().failed(facts, "while asking the hook for disconnecting", e);
    }
    setup.observer().closed(facts, ending);
  }

  /** The last word after a failure, if the client can still hear it. */
  private void farewell(Reply reply) {
    occupancy.compareAndSet(Occupancy.IDLE, Occupancy.BUSY);
    if (occupancy.get() == Occupancy.BUSY) {
      output.put(reply);
      setup.observer().reply(facts, reply);
    }
  }

  private void say(Connection to, Reply reply) {
    try {
      to.deadline(after(FAREWELL));
      byte[] octets = reply.wire().getBytes(US_ASCII);
      to.write(octets, 0, octets.length);
      to.flush();
    } catch (TransportException e) {
      // It has left on its own.
    }
  }

  private void close(String reason) {
    ending = reason;
    enter(ServerState.CLOSED);
  }

  /** The only way to change the state. */
  private void enter(ServerState next) {
    ServerState before = state;
    if (before != next) {
      state = next;
      setup.observer().state(facts, before, next);
    }
  }

  private Deadline after(Duration time) {
    return Deadline.after(time, setup.ticker());
  }

  // ---- The loop.

  private void step() {
    switch (state) {
      case STARTING_TLS -> {
        output.flush();
        handshake();
        forgetClient();
      }
      case MAIL_DATA -> mailData();
      case AUTHENTICATING -> authenticationLine();
      case GREETED, READY, ENVELOPE -> command();
      case CONNECTED, CLOSED -> throw new AssertionError("no step from " + state);
    }
  }

  private void command() {
    if (!awaitCommand()) {
      return;
    }
    Optional<String> line = line();
    if (line.isEmpty()) {
      return;
    }
    send(answer(line.get()));
    if (conduct.hasFailedToAuthenticateTooOften() && state != ServerState.CLOSED) {
      send(Replies.TOO_MANY_AUTHENTICATIONS);
    }
  }

  /** Waits until octets are there; false when the session ended instead. */
  private boolean awaitCommand() {
    connection.deadline(after(options.timeouts().command()));
    if (transaction != null) {
      return true;
    }
    if (leaving) {
      send(Replies.STOPPING);
      return false;
    }
    if (!input.isEmpty()) {
      return true;
    }
    output.flush();
    occupancy.set(Occupancy.IDLE);
    if (!leaving) {
      input.fill();
    }
    if (!occupancy.compareAndSet(Occupancy.IDLE, Occupancy.BUSY)) {
      close("told to leave");
      return false;
    }
    return true;
  }

  /** The next line; empty when it was none and has been answered. */
  private Optional<String> line() {
    boolean sasl = state == ServerState.AUTHENTICATING;
    int limit = options.limits().commandLineOctets();
    int most = options.authentication().isPresent() ? Authentication.LINE_LIMIT : 0;
    try {
      String line = input.line(Math.max(limit, most));
      boolean overlong = line.length() > limit && !sasl;
      if (overlong && !Ascii.startsWithIgnoringCase(line, 0, "AUTH ")) {
        throw new MalformedLine(connection.peer().text(), Flaw.OVERLONG);
      }
      return Optional.of(line);
    } catch (MalformedLine malformed) {
      if (malformed.flaw() == Flaw.OVERLONG) {
        closeAuthentication();
        send(sasl ? Replies.SASL_LINE_TOO_LONG : Replies.LINE_TOO_LONG);
      } else {
        send(Replies.BAD_LINE_END);
        ending = malformed.getMessage();
      }
      return Optional.empty();
    }
  }

  private Reply answer(String line) {
    Command command;
    try {
      command = Command.parse(line);
    } catch (SmtpSyntaxException malformed) {
      observe(line);
      return syntaxError(line, malformed);
    } catch (AddressSyntaxException malformed) {
      observe(line);
      return Replies.badAddress(Ascii.startsWithIgnoringCase(line, 0, "MAIL"));
    }
    observe(command, line);
    conduct.command(command.verb());
    Optional<Reply> refusal = Gate.refusal(command.verb(), this);
    if (refusal.isPresent()) {
      return command instanceof Command.Bdat bdat
          ? refuseChunk(bdat, refusal.get())
          : refusal.get();
    }
    try {
      return answers.answer(command);
    } catch (SmtpSyntaxException malformed) {
      return malformed.reply();
    } catch (TransportException broken) {
      throw broken;
    } catch (RuntimeException e) {
      setup.observer().failed(facts, "while answering " + command.verb().keyword(), e);
      return Replies.LOCAL_ERROR;
    }
  }

  /**
   * A line that is no command. Two kinds end the session: the start of a chunk whose size is not
   * known, because what follows would be taken for commands, and HTTP, which somebody's browser was
   * made to send here, with commands in its body.
   */
  private Reply syntaxError(String line, SmtpSyntaxException malformed) {
    if (Ascii.startsWithIgnoringCase(line, 0, "BDAT")) {
      ending = "sent a chunk of unknown size";
      return Replies.BAD_CHUNK;
    }
    for (String foreign : FOREIGN_VERBS) {
      if (Ascii.startsWithIgnoringCase(line, 0, foreign)) {
        ending = "spoke another protocol";
        return Replies.ANOTHER_PROTOCOL;
      }
    }
    return malformed.reply();
  }

  // ---- Writing.

  /** Puts a reply on its way, after the delay that the client's conduct has earned it. */
  private void send(Reply reply) {
    conduct.replied(reply);
    Duration delay = conduct.delay();
    boolean refusal = reply.isTransient() || reply.isPermanent();
    if (refusal && delay.isPositive()) {
      output.flush();
      setup.pause().pause(delay);
    }
    put(reply);
    if (reply.code() == 421 || reply.code() == 521) {
      close(ending.isEmpty() ? "sent away: " + reply.text() : ending);
    } else if (state != ServerState.CLOSED && conduct.hasErredTooMuch()) {
      put(Replies.TOO_MANY_ERRORS);
      close("too many errors");
    }
  }

  private void put(Reply reply) {
    output.put(reply);
    setup.observer().reply(facts, reply);
  }

  private void observe(Command command, String line) {
    if (setup.observer() != ServerObserver.NONE) {
      boolean secret = command instanceof Command.Auth;
      setup.observer().command(facts, secret ? command.toString() : shown(line));
    }
  }

  private void observe(String malformed) {
    if (setup.observer() != ServerObserver.NONE) {
      boolean secret = Ascii.startsWithIgnoringCase(malformed, 0, "AUTH");
      setup.observer().command(facts, secret ? "AUTH (hidden)" : shown(malformed));
    }
  }

  private static String shown(String line) {
    return PrintableText.of(line, SHOWN);
  }

  // ---- Mail data.

  /** Begins the mail data, with DATA or the first BDAT; the reply to DATA. */
  Reply beginData(ServerTransaction begun) {
    ReceivedEnvelope envelope = begun.envelope();
    Decision<MailSink> decision = setup.hooks().dataStart(facts, envelope);
    if (decision instanceof Decision.Reject<MailSink> reject) {
      return reject.reply();
    }
    if (decision instanceof Decision.TakeOver<MailSink> takeOver) {
      begun.sink(takeOver.with());
    }
    MailSink.Receiving receiving = begun.sink().open(facts, envelope);
    MessageIntake intake = new MessageIntake(setup, options, facts, envelope, receiving);
    begun.intake(intake);
    reader =
        new MailDataReader(
            connection, input, intake, options, begun.parameters().body(), setup.ticker());
    return Replies.SEND_DATA;
  }

  /** 354 is on its way: what comes next is mail data. */
  void awaitData() {
    enter(ServerState.MAIL_DATA);
  }

  /** Receives what DATA has announced, up to CRLF.CRLF. */
  private void mailData() {
    MailDataReader open = openReader();
    boolean ended = open.data();
    for (Reply reply : complete(open)) {
      send(reply);
    }
    if (!ended && state != ServerState.CLOSED) {
      close("gave no end of its mail data");
    }
  }

  /** Receives a chunk (RFC 3030 §2). */
  Reply chunk(Command.Bdat bdat) {
    ServerTransaction begun = transaction().orElseThrow();
    if (begun.intake() == null) {
      Reply begins = beginData(begun);
      if (!begins.isIntermediate()) {
        return refuseChunk(bdat, begins);
      }
    }
    MailDataReader open = openReader();
    if (bdat.octets() > options.limits().messageOctets() - open.intake().octets()) {
      open.intake().refuse(Replies.MESSAGE_TOO_LARGE);
      dropTransaction();
      return refuseChunk(bdat, Replies.MESSAGE_TOO_LARGE);
    }
    open.chunk(bdat.octets(), bdat.last());
    if (!bdat.last() && !open.intake().isRefused()) {
      return Replies.CHUNK_OK;
    }
    List<Reply> replies = complete(open);
    for (int i = 0; i < replies.size() - 1; i++) {
      send(replies.get(i));
    }
    return replies.get(replies.size() - 1);
  }

  /** Answers a chunk that is not wanted, and passes over its octets, which come all the same. */
  private Reply refuseChunk(Command.Bdat bdat, Reply reply) {
    if (bdat.octets() > SKIPPED_CHUNK_LIMIT) {
      put(reply);
      close("announced a chunk of " + bdat.octets() + " octets");
      return Replies.TOO_MANY_ERRORS;
    }
    Deadline deadline = after(options.timeouts().data());
    MailDataReader.skipChunk(input, connection, bdat.octets(), deadline);
    return reply;
  }

  private List<Reply> complete(MailDataReader open) {
    List<Reply> replies = open.intake().finish();
    transaction = null;
    reader = null;
    enter(ServerState.READY);
    for (Reply reply : replies) {
      if (reply.isPositiveCompletion()) {
        conduct.accepted();
      }
    }
    return replies;
  }

  private MailDataReader openReader() {
    MailDataReader open = reader;
    if (open == null) {
      throw new AssertionError("no mail data has begun");
    }
    return open;
  }

  // ---- What commands do to the session.

  void greeted(Hello hello) {
    facts = facts.withHello(hello);
    offered = hello instanceof Hello.Ehlo ? Offer.keywords(this) : Set.of();
    enter(ServerState.READY);
  }

  void open(ReversePath reversePath, MailParameters parameters, MailSink sink) {
    transactions++;
    conduct.transaction();
    String id = facts.id() + "-" + transactions;
    transaction = new ServerTransaction(id, reversePath, parameters, sink);
    enter(ServerState.ENVELOPE);
  }

  void dropTransaction() {
    if (transaction != null) {
      transaction.drop();
      transaction = null;
      reader = null;
      if (state == ServerState.ENVELOPE) {
        enter(ServerState.READY);
      }
    }
  }

  Reply quit() {
    close("said goodbye");
    return Replies.GOODBYE;
  }

  /**
   * STARTTLS. Octets that came with it were sent in clear, by whoever is on the path, and would be
   * taken for what the client says under TLS (CVE-2011-0411, CVE-2021-38371): that is no client to
   * go on with.
   */
  Reply startTls() {
    if (input.hasMore()) {
      close("sent more behind STARTTLS");
      return Replies.BAD_PIPELINING;
    }
    dropTransaction();
    enter(ServerState.STARTING_TLS);
    return Replies.START_TLS;
  }

  /** DATA ends a pipelining group (RFC 2920 §3.1): what follows unasked may be anything. */
  boolean hasPipelinedMore() {
    return input.hasMore();
  }

  void lostStep(String reason) {
    close(reason);
  }

  /** After TLS or XCLIENT: as if the session had just been greeted (RFC 3207 §4.2). */
  private void forgetClient() {
    dropTransaction();
    facts = facts.withHello(new Hello.None());
    offered = Set.of();
    enter(ServerState.GREETED);
  }

  Reply authenticate(Authentication exchange, Command.Auth command) {
    authentication = exchange;
    return authenticationReply(exchange.begin(command));
  }

  private void authenticationLine() {
    connection.deadline(after(options.timeouts().command()));
    Optional<String> line = line();
    Authentication exchange = authentication;
    if (line.isPresent() && exchange != null) {
      setup.observer().command(facts, "(SASL response)");
      send(authenticationReply(exchange.respond(line.get())));
      output.flush();
    }
  }

  private Reply authenticationReply(Reply reply) {
    if (reply.isIntermediate()) {
      enter(ServerState.AUTHENTICATING);
      return reply;
    }
    closeAuthentication();
    if (!reply.isPositiveCompletion()) {
      conduct.failedAuthentication();
    }
    return reply;
  }

  private void closeAuthentication() {
    if (authentication != null) {
      authentication.close();
      authentication = null;
      if (state == ServerState.AUTHENTICATING) {
        enter(ServerState.READY);
      }
    }
  }

  void authenticated(String identity) {
    facts = facts.withIdentity(Optional.of(identity));
    offered = Offer.keywords(this);
  }

  void authenticationFailed(Mechanism mechanism, String reason) {
    setup.observer().authenticationFailed(facts, mechanism.text(), reason);
  }

  /** A trusted proxy says who its client is; the session begins anew with 220 (Postfix). */
  Reply xclient(Command.Xclient xclient) {
    if (!Offer.isTrusted(this)) {
      return Replies.NOT_A_TRUSTED_PROXY;
    }
    facts = XclientFacts.of(facts, xclient.attributes());
    forgetClient();
    return Replies.greeting(options);
  }

  // ---- What the others look at.

  ServerSetup setup() {
    return setup;
  }

  ServerOptions options() {
    return options;
  }

  Conduct conduct() {
    return conduct;
  }

  Connection connection() {
    return connection;
  }

  Set<EhloKeyword> offered() {
    return offered;
  }

  Optional<ServerTransaction> transaction() {
    return Optional.ofNullable(transaction);
  }

  /** Who is at the other end of the connection, whoever it says it speaks for. */
  InetAddress connectedAddress() {
    return connectedAddress;
  }
}
