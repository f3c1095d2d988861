package org.mailshim.smtp.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.ReversePath;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.SessionFacts.Hello;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.Occupancy;
import org.mailshim.transport.SessionListener;
import org.mailshim.transport.TlsConnection;
import org.mailshim.transport.TlsServer;
import org.mailshim.transport.TransportException;

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
 * <p><b>The parts.</b> {@link Opening} leads to the greeting; then {@link CommandLoop} takes one
 * step after another, and what answers a command returns the reply; only {@link #send} writes.
 * Replies leave before anything is waited for, and so together for a pipelining group (RFC 2920
 * §3.2).
 *
 * <p><b>Two lifetimes.</b> What belongs to the session (peer, TLS, AUTH, name, conduct) is in
 * {@link SessionFacts} and here; what belongs to one mail is in a {@link ServerTransaction}, which
 * RSET, EHLO, STARTTLS and the end of data drop.
 *
 * <p><b>What breaks.</b> A client that cannot be talked to ends the session, silently or with 421.
 * A hook or sink that throws is local trouble: 451 4.3.0 and on. A bug of ours is told to the
 * observer and answered with 421.
 *
 * <p><b>Threads.</b> {@link #run} uses the calling thread until the session is over, or shares it
 * with other sessions. {@link #leave} and {@link #close} may come from any other.
 */
public final class SmtpServerSession implements SessionListener.Session, AutoCloseable {
  static final String TOLD_TO_LEAVE = "told to leave";

  private final GuardedObserver observer;
  private final ServerSetup setup;
  private final Wire wire;
  private final Conduct conduct;
  private final CommandLoop loop = new CommandLoop(this);
  private final MailDataPhase mailData = new MailDataPhase(this);
  private final AuthenticationPhase authentication = new AuthenticationPhase(this);
  private final Opening opening;
  private final Occupancy occupancy = new Occupancy();

  private ServerOptions options;
  private SessionFacts facts;
  private Set<EhloKeyword> offered = Set.of();
  private ServerState state = ServerState.CONNECTED;
  private String ending = "";
  private int transactions;
  private @Nullable ServerTransaction transaction;

  /** Whether who is authenticated has done so here, and was not named by a proxy. */
  private boolean authenticatedHere;

  /**
   * A session that has not begun.
   *
   * @param connection a fresh connection; it is the session's from here on, and closed at its end
   * @param setup all else
   */
  public SmtpServerSession(Connection connection, ServerSetup setup) {
    this(connection, setup, new ProxiedClients(Integer.MAX_VALUE));
  }

  /** The same, where clients of trusted proxies are counted. */
  SmtpServerSession(Connection connection, ServerSetup setup, ProxiedClients proxiedClients) {
    this.observer = new GuardedObserver(setup.observer());
    this.setup = setup.observer() == ServerObserver.NONE ? setup : setup.withObserver(observer);
    this.options = setup.options();
    this.conduct = new Conduct(options.limits());
    this.wire = new Wire(connection, options.sendsEnhancedCodes(), setup.ticker());
    this.facts =
        new SessionFacts(
            Long.toHexString(setup.random().nextLong() | Long.MIN_VALUE),
            connection.peer(),
            connection.local(),
            options.mode(),
            new Hello.None(),
            Optional.empty(),
            Optional.empty());
    this.opening = new Opening(this, proxiedClients);
  }

  /**
   * Talks to the client until the session is over, or has to wait on a thread that is shared
   * ({@link Connection#awaitOctets}). Returns in every case; what went wrong has been told to the
   * observer.
   */
  @Override
  public boolean run() {
    boolean waits = false;
    try {
      waits = talk();
    } catch (TransportException.TimedOut late) {
      ending = late.getMessage();
      farewell(Replies.TIMED_OUT);
    } catch (TransportException broken) {
      ending = occupancy.isTaken() ? TOLD_TO_LEAVE : broken.getMessage();
    } catch (RuntimeException | Error bug) {
      ending = "internal error";
      setup.observer().failed(facts, "in a session", bug);
      farewell(Replies.INTERNAL_ERROR);
    } finally {
      if (!waits) {
        end();
      }
    }
    return !waits;
  }

  /** Talks on; returns whether there is more to come. */
  private boolean talk() {
    if (state == ServerState.CONNECTED) {
      opening.open();
    }
    while (state != ServerState.CLOSED) {
      if (!loop.step()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Asks the session to end soon: at once with 421 when it is between mail transactions, else after
   * the one that is open. From any thread; blocks as long as it takes to send one line, five
   * seconds at most.
   */
  @Override
  public void leave() {
    if (occupancy.leave()) {
      wire.farewell(Replies.STOPPING);
    }
  }

  /** Ends the session without a word; from any thread, any number of times, never fails. */
  @Override
  public void close() {
    wire.close();
  }

  /** What is known of the session. On the session's thread. */
  public SessionFacts facts() {
    return facts;
  }

  /** Where the session is. On the session's thread. */
  public ServerState state() {
    return state;
  }

  // ---- The end.

  private void end() {
    try {
      dropTransaction();
      authentication.close();
      wire.flushQuietly();
    } finally {
      opening.end();
      wire.end();
      enter(ServerState.CLOSED);
      disconnected();
    }
  }

  private void disconnected() {
    try {
      setup.hooks().disconnect(facts);
    } catch (RuntimeException | Error e) {
      setup.observer().failed(facts, "while asking the hook for disconnecting", e);
    }
    setup.observer().closed(facts, ending);
  }

  /** The last word after a failure, if the client can still hear it. */
  private void farewell(Reply reply) {
    if (occupancy.busy()) {
      put(reply);
    }
  }

  /** Closes, with what was sent as the last word. */
  void close(String reason) {
    endAfterReply(reason);
    enter(ServerState.CLOSED);
  }

  /** The only way to change the state. */
  void enter(ServerState next) {
    ServerState before = state;
    if (before != next) {
      state = next;
      setup.observer().state(facts, before, next);
    }
  }

  // ---- Replies.

  /**
   * Puts a reply on its way, after the delay that the client's conduct has earned it, and ends the
   * session if the reply says so or the conduct is bad enough.
   */
  void send(Reply reply) {
    conduct.replied(reply);
    boolean refusal = reply.isTransient() || reply.isPermanent();
    if (refusal && conduct.delay().isPositive()) {
      wire.flush();
      pause(conduct.delay());
    }
    put(reply);
    if (reply.code() == 421 || reply.code() == 521) {
      endAfterReply("sent away with " + reply.text());
    }
    endIfObserverFailed();
    if (!ending.isEmpty()) {
      enter(ServerState.CLOSED);
    } else if (conduct.hasFailedToAuthenticateTooOften()) {
      put(Replies.TOO_MANY_AUTHENTICATIONS);
      close("failed to authenticate too often");
    } else if (conduct.hasErredTooMuch()) {
      put(Replies.TOO_MANY_ERRORS);
      close("too many errors");
    }
  }

  /**
   * Puts replies on their way that make one answer together with the next one sent (RFC 2033 §4.2).
   * Only that one counts for the client's conduct: nothing may come between them.
   */
  void putAll(List<Reply> replies) {
    wire.within(options.timeouts().command());
    for (Reply reply : replies) {
      put(reply);
    }
  }

  private void endIfObserverFailed() {
    if (!observer.trouble().isEmpty()) {
      endAfterReply(observer.trouble());
    }
  }

  /** Does nothing for a while. */
  void pause(Duration time) {
    wire.connection().keepThread();
    setup.pause().pause(time);
  }

  private void put(Reply reply) {
    wire.put(reply);
    setup.observer().reply(facts, reply);
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
      if (state == ServerState.ENVELOPE) {
        enter(ServerState.READY);
      }
    }
  }

  /** The mail data has come, and the transaction is over. */
  void completed(List<Reply> replies) {
    transaction = null;
    enter(ServerState.READY);
    for (Reply reply : replies) {
      if (reply.isPositiveCompletion()) {
        conduct.accepted();
      }
    }
  }

  /** 354 is on its way: what comes next is mail data. */
  void awaitData() {
    enter(ServerState.MAIL_DATA);
  }

  /** The session ends as soon as the next reply is sent; the first reason stays. */
  void endAfterReply(String reason) {
    if (ending.isEmpty()) {
      ending = reason;
    }
  }

  /**
   * STARTTLS. Octets that came with it were sent in clear, by whoever is on the path, and would be
   * taken for what the client says under TLS (CVE-2011-0411, CVE-2021-38371): that is no client to
   * go on with.
   */
  Reply startTls() {
    if (wire.input().hasMore()) {
      endAfterReply("sent more behind STARTTLS");
      return Replies.BAD_PIPELINING;
    }
    dropTransaction();
    enter(ServerState.STARTING_TLS);
    return Replies.START_TLS;
  }

  /** 220 to STARTTLS is on its way: shakes hands, and forgets what was said in clear. */
  void continueUnderTls() {
    handshake();
    facts = facts.withIdentity(Optional.empty());
    forgetClient();
  }

  /** Shakes hands, now. */
  void handshake() {
    TlsServer server = options.tls().orElseThrow().server();
    wire.connection().keepThread();
    TlsConnection tls = wire.startTls(server, options.timeouts().handshake());
    facts = facts.withTls(tls.description());
  }

  /** After TLS or XCLIENT: as if the session had just been greeted (RFC 3207 §4.2). */
  private void forgetClient() {
    dropTransaction();
    facts = facts.withHello(new Hello.None());
    offered = Set.of();
    enter(ServerState.GREETED);
  }

  void authenticated(String identity) {
    facts = facts.withIdentity(Optional.of(identity));
    authenticatedHere = true;
    offered = Offer.keywords(this);
  }

  void authenticationFailed(Mechanism mechanism, String reason) {
    setup.observer().authenticationFailed(facts, mechanism.text(), reason);
  }

  /**
   * A trusted proxy says who its client is; the session begins anew with 220 (Postfix). Whom the
   * proxy has authenticated as is not its client; whom an earlier XCLIENT has named still is, since
   * what does not fit into one command goes into several.
   */
  Reply xclient(Command.Xclient xclient) {
    if (!Offer.isTrusted(this)) {
      return Replies.NOT_A_TRUSTED_PROXY;
    }
    SessionFacts before = authenticatedHere ? facts.withIdentity(Optional.empty()) : facts;
    facts = XclientFacts.of(before, xclient.attributes());
    authenticatedHere = false;
    forgetClient();
    return Replies.greeting(options);
  }

  /** A trusted proxy has said between whom the connection is. */
  void ends(Endpoint peer, Endpoint local) {
    facts = facts.withPeer(peer).withLocal(local);
  }

  /** A hook gives the session other options than the server's. */
  void options(ServerOptions other) {
    options = other;
    facts = facts.withMode(options.mode());
    conduct.limits(options.limits());
    wire.enhancedCodes(options.sendsEnhancedCodes());
  }

  // ---- What the others look at.

  /** Why the session ends; empty as long as it goes on. */
  String ending() {
    return ending;
  }

  ServerSetup setup() {
    return setup;
  }

  ServerOptions options() {
    return options;
  }

  Conduct conduct() {
    return conduct;
  }

  Wire wire() {
    return wire;
  }

  Occupancy occupancy() {
    return occupancy;
  }

  MailDataPhase mailData() {
    return mailData;
  }

  Set<EhloKeyword> offered() {
    return offered;
  }

  Optional<ServerTransaction> transaction() {
    return Optional.ofNullable(transaction);
  }

  AuthenticationPhase authentication() {
    return authentication;
  }

  /** As {@link Opening#connectedAddress}. */
  InetAddress connectedAddress() {
    return opening.connectedAddress();
  }
}
