package org.mailshim.smtp.server;

import java.net.InetAddress;
import java.util.Optional;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.ProxyHeader;

/**
 * How a session begins, up to its greeting: the PROXY header from a trusted proxy, TLS where it is
 * implicit (RFC 8314 §3), the hook's say, and a look whether the client talks before it is greeted.
 * Each of them may end the session. Knows from then on who has connected, and counts the clients of
 * proxies. One session, one thread.
 */
final class Opening {
  private final SmtpServerSession session;
  private final ProxiedClients proxiedClients;
  private InetAddress connectedAddress;
  private boolean proxied;

  Opening(SmtpServerSession session, ProxiedClients proxiedClients) {
    this.session = session;
    this.proxiedClients = proxiedClients;
    this.connectedAddress = session.facts().peer().address();
  }

  /**
   * Who has connected, to us or to a trusted proxy before us; not whom it says with XCLIENT that it
   * speaks for.
   */
  InetAddress connectedAddress() {
    return connectedAddress;
  }

  /** Opens the session: afterwards it is greeted, or closed. */
  void open() {
    readProxyHeader();
    if (session.state() == ServerState.CLOSED) {
      return;
    }
    if (isTlsImplicit()) {
      session.handshake();
    }
    switch (connectHook()) {
      case Decision.Reject<ServerOptions> reject -> {
        if (!reject.isSilent()) {
          session.send(reject.reply());
        }
        session.close("refused by the connect hook");
        return;
      }
      case Decision.TakeOver<ServerOptions> takeOver -> session.options(takeOver.with());
      case Decision.GoOn<ServerOptions> goOn -> {}
    }
    greet();
  }

  /** From who is a trusted proxy, who it is that it speaks for; 421 when that one has too many. */
  private void readProxyHeader() {
    ServerOptions options = session.options();
    if (!AddressRange.contain(options.trusted().proxies(), connectedAddress)) {
      return;
    }
    Wire wire = session.wire();
    Optional<ProxyHeader> header =
        ProxyHeader.read(wire.connection(), wire.after(options.timeouts().handshake()));
    if (header.isPresent()) {
      session.ends(header.get().source(), header.get().destination());
      connectedAddress = header.get().source().address();
      proxied = true;
      if (!proxiedClients.enter(connectedAddress)) {
        session.send(Replies.TOO_MANY_FROM_ADDRESS);
      }
    }
  }

  private boolean isTlsImplicit() {
    Optional<ServerTls> tls = session.options().tls();
    return tls.isPresent() && tls.get().use() == ServerTls.Use.IMPLICIT;
  }

  private Decision<ServerOptions> connectHook() {
    ServerSetup setup = session.setup();
    try {
      return setup.hooks().connect(session.facts());
    } catch (RuntimeException e) {
      setup.observer().failed(session.facts(), "while asking the hook for connecting", e);
      return Decision.reject(Replies.INTERNAL_ERROR);
    }
  }

  private void greet() {
    ServerOptions options = session.options();
    if (!options.timeouts().greetingDelay().isZero()) {
      session.pause(options.timeouts().greetingDelay());
    }
    if (session.wire().input().hasMore()) {
      // A client that does not listen is no mail server (RFC 5321 §4.3.1).
      session.send(Replies.EARLY_TALKER);
      session.close("talked before it was greeted");
      return;
    }
    session.send(greeting(Replies.greeting(options)));
    session.enter(ServerState.GREETED);
  }

  private Reply greeting(Reply ours) {
    ServerSetup setup = session.setup();
    try {
      Reply greeting = setup.hooks().greeting(session.facts(), ours);
      if (!greeting.isPositiveCompletion()) {
        throw new IllegalStateException("no greeting: " + greeting.text());
      }
      return greeting;
    } catch (RuntimeException e) {
      setup.observer().failed(session.facts(), "while asking the hook for the greeting", e);
      return ours;
    }
  }

  /** The session is over: a proxy's client gives its place back. */
  void end() {
    if (proxied) {
      proxiedClients.leave(connectedAddress);
    }
  }
}
