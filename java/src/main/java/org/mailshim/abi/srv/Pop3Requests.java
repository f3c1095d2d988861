package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.WireLog;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.ResponseCode;
import org.mailshim.pop3.server.Decision;
import org.mailshim.pop3.server.LoginAttempt;
import org.mailshim.pop3.server.ServerHooks;
import org.mailshim.pop3.server.ServerObserver;
import org.mailshim.pop3.server.ServerOptions;
import org.mailshim.pop3.server.SessionFacts;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MessageContent;
import org.mailshim.store.StoreException;

/**
 * The callback of a POP3 server, asked at the moments of its sessions.
 *
 * <p>A login by PASS or APOP is asked about here, before the table of users is. One by AUTH PLAIN
 * or AUTH LOGIN is asked about when its password is checked ({@link SrvUsers}); with the other
 * mechanisms the table has proven the user already, and the host may still say no.
 */
final class Pop3Requests implements ServerHooks, ServerSession.RequestHandlerSource {
  private static final Response NOT_SERVED =
      Response.err(ResponseCode.SYS_PERM, "your address is not served here");

  /** What a port's sessions are told now. */
  interface Options {
    ServerOptions of(ServerOptions atOpening);
  }

  private final SrvPolicy policies;
  private final Options options;
  private volatile RequestHandler handler;
  private volatile @Nullable ServerOptions atOpening;

  /**
   * Asks one host's function.
   *
   * @param policies who is served
   * @param options what each session is told
   */
  Pop3Requests(RequestHandler handler, SrvPolicy policies, Options options) {
    this.handler = handler;
    this.policies = policies;
    this.options = options;
  }

  /** The port opens with these options, of which some change with the parameters. */
  ServerOptions opening(ServerOptions given) {
    atOpening = given;
    return options.of(given);
  }

  /** Asks another function from now on, also in sessions under way. */
  void handler(RequestHandler other) {
    handler = other;
  }

  @Override
  public RequestHandler now() {
    return handler;
  }

  private ServerSession session(SessionFacts facts, Optional<String> identity) {
    var ends = new ServerSession.Ends(facts.peer(), facts.local(), facts.isEncrypted(), identity);
    ServerSession session = ServerSession.current().orElseGet(() -> ServerSession.open(this, ends));
    session.know(ends);
    return session;
  }

  @Override
  public Decision<ServerOptions> connected(SessionFacts facts) {
    session(facts, Optional.empty());
    if (!policies.servesPop3(facts.peer().address())) {
      return Decision.refuse(NOT_SERVED);
    }
    ServerOptions given = atOpening;
    return given == null ? Decision.goOn() : Decision.takeOver(options.of(given));
  }

  @Override
  public Decision<MaildropName> login(SessionFacts facts, LoginAttempt attempt) {
    ServerSession session = session(facts, Optional.of(attempt.user()));
    int result =
        switch (attempt) {
          case LoginAttempt.Password given -> {
            session.password(given.password());
            yield session.askLogin(given.user(), List.of(ServerSession.PASS, "", ""));
          }
          case LoginAttempt.Apop apop ->
              session.askLogin(
                  apop.user(), List.of("APOP", apop.timestamp().text(), apop.digest()));
          case LoginAttempt.Proven proven -> session.resultFor(proven);
        };
    if (result > 0) {
      session.forgetPassword();
      return Decision.refuse(HostReply.loginRefusal(result));
    }
    return result == 0 ? Decision.goOn() : accepted(attempt.user());
  }

  /** The host's answer to a login, or to the last message that QUIT deletes. */
  @Override
  public Response concluded(SessionFacts facts, Response ours) {
    return session(facts, facts.identity()).takeWords().inPlaceOf(ours);
  }

  /** The host answers for this user, who need not be in the table. */
  private static Decision<MaildropName> accepted(String user) {
    return MaildropName.isName(user)
        ? Decision.takeOver(new MaildropName(user))
        : Decision.refuse(HostReply.loginRefusal(1));
  }

  @Override
  public Decision<MessageContent> retrieve(
      SessionFacts facts, Message message, OptionalInt bodyLines) {
    ServerSession session = session(facts, facts.identity());
    RequestHandler asked = session.handler();
    if (!asked.wants(Action.POP_GETMSG)) {
      return Decision.goOn();
    }
    List<String> items =
        List.of(
            Integer.toString(message.number()),
            Long.toString(message.octets()),
            Integer.toString(bodyLines.orElse(-1)));
    RequestCall call =
        RequestCall.start(session, asked.callback(), Action.POP_GETMSG, message.uniqueId(), items);
    @Nullable OctetPipe pipe = call.awaitTransfer();
    if (pipe != null && !call.isRefused()) {
      return Decision.takeOver(new HostContent(pipe, call));
    }
    int result = call.await();
    if (result > 0) {
      return Decision.refuse(call.words().inPlaceOf(HostReply.pop3Refusal(result)));
    }
    return result == 0 ? Decision.goOn() : Decision.takeOver(HostContent.empty(call));
  }

  @Override
  public Decision<Handled> delete(SessionFacts facts, Message message) {
    List<String> items =
        List.of(Integer.toString(message.number()), Long.toString(message.octets()));
    ServerSession session = session(facts, facts.identity());
    int result = session.ask(Action.POP_DELMSG, message.uniqueId(), items);
    if (result > 0) {
      return Decision.refuse(session.takeWords().inPlaceOf(HostReply.pop3Refusal(result)));
    }
    return result == 0 ? Decision.goOn() : Decision.takeOver(new Handled());
  }

  /** A message as the host sends it, while it does. */
  private record HostContent(OctetPipe pipe, RequestCall call) implements MessageContent {
    /** The host says that it has sent all there was, and has sent nothing. */
    static HostContent empty(RequestCall call) {
      var pipe = new OctetPipe();
      pipe.end();
      return new HostContent(pipe, call);
    }

    @Override
    public int read(byte[] into, int from, int to) {
      int length = pipe.read(MemorySegment.ofArray(into), from, to - from);
      if (length == OctetPipe.BROKEN) {
        throw new StoreException(
            StoreException.Kind.BROKEN, "taking a message from the host's callback", null);
      }
      return length == OctetPipe.END ? -1 : fill(into, from, length, to);
    }

    /** Fewer than asked for only where the message ends. */
    private int fill(byte[] into, int from, int have, int to) {
      int length = have;
      while (from + length < to) {
        int more = pipe.read(MemorySegment.ofArray(into), from + (long) length, to - from - length);
        if (more <= 0) {
          return length; // a break shows in the next call
        }
        length += more;
      }
      return length;
    }

    @Override
    public void close() {
      pipe.abandon();
    }
  }

  /** Ends {@link ServerSession}s with theirs, and logs what happens. */
  static final class Observer implements ServerObserver {
    private static final String LOGGED_IN = "TRANSACTION";

    private final SrvPolicy policies;

    /**
     * Tells also the policy, of logins.
     *
     * @param policies for POP-before-SMTP
     */
    Observer(SrvPolicy policies) {
      this.policies = policies;
    }

    @Override
    public void state(SessionFacts session, String before, String now) {
      if (now.equals(LOGGED_IN)) {
        policies.loggedIn(session.peer().address());
      }
    }

    @Override
    public void command(SessionFacts session, String line) {
      if (WireLog.isWanted()) {
        WireLog.heard(session.text(), line);
      }
    }

    @Override
    public void response(SessionFacts session, Response response) {
      if (WireLog.isWanted()) {
        WireLog.said(session.text(), response.text());
      }
    }

    @Override
    public void loginFailed(SessionFacts session, String user, String reason) {
      HostLog.log(HostLog.Level.INFO, session.text() + ": login of " + user + ": " + reason);
    }

    @Override
    public void updated(SessionFacts session, int removed, int kept) {
      if (removed + kept > 0) {
        HostLog.log(
            HostLog.Level.INFO,
            session.text() + ": " + removed + " messages deleted, " + kept + " kept");
      }
    }

    @Override
    public void failed(SessionFacts session, String doing, Throwable cause) {
      HostLog.internal(doing + ", session " + session.text(), cause);
    }

    @Override
    public void closed(SessionFacts session, String reason) {
      ServerSession.current().ifPresent(ServerSession::close);
    }
  }
}
