package org.mailshim.smtp.server;

import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.Listener;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.SessionListener;
import org.mailshim.transport.SessionServer;
import org.mailshim.transport.TransportException;

/**
 * An SMTP, submission or LMTP server at one address: accepts connections and has a {@link
 * SmtpServerSession} with each, on a virtual thread of its own. Where nothing of the setup ever
 * waits ({@link Promptness}) the sessions take turns on one thread, up to the first that has to
 * wait all the same, for TLS, AUTH or a pause. Several servers can share a {@link ServerSetup}.
 *
 * <p>How many connections there may be is in {@link ServerLimits}; a client above that gets 421 and
 * a reason. Behind a trusted proxy each client counts, and the proxy does not. All methods from any
 * thread.
 */
public final class SmtpServer implements SessionServer {
  private final SessionListener listener;

  private SmtpServer(ServerSetup setup, ListenerSettings where, Listener.Observer observer) {
    ServerLimits.Connections limits = setup.options().limits().connections();
    var proxied = new ProxiedClients(limits.perAddress());
    ListenerSettings limited =
        where
            .withLimits(limits.inAll(), limits.perAddress())
            .withUncounted(setup.options().trusted().proxies())
            .withSharedThread(setup.isPrompt());
    this.listener = SessionListener.open(limited, new Smtp(setup, proxied), observer);
  }

  /** As the longer form, with nobody told. */
  public static SmtpServer start(ServerSetup setup, ListenerSettings where) {
    return start(setup, where, Listener.Observer.NONE);
  }

  /**
   * Begins to listen.
   *
   * @param where the address; its limits are not used, those of the setup's options are
   * @param observer hears what happens outside of sessions
   * @throws TransportException.CannotListen when the address cannot be had
   */
  public static SmtpServer start(
      ServerSetup setup, ListenerSettings where, Listener.Observer observer) {
    return new SmtpServer(setup, where, observer);
  }

  @Override
  public int port() {
    return listener.port();
  }

  @Override
  public Endpoint local() {
    return listener.local();
  }

  @Override
  public int sessions() {
    return listener.sessions();
  }

  /**
   * Stops gracefully: accepts no more, says 421 to sessions that wait for a command between mail
   * transactions, and lets the others finish theirs; what is not over at the deadline is closed.
   *
   * @return whether all sessions ended by themselves
   */
  @Override
  public boolean stop(Deadline deadline) {
    return listener.stop(deadline);
  }

  /** Stops at once; a message under way is not accepted, and its client will send it again. */
  @Override
  public void close() {
    listener.close();
  }

  /** SMTP for a listener of sessions. */
  private record Smtp(ServerSetup setup, ProxiedClients proxied)
      implements SessionListener.Protocol {
    @Override
    public SmtpServerSession session(Connection connection) {
      return new SmtpServerSession(connection, setup, proxied);
    }

    @Override
    public String refusal(Listener.Refusal why) {
      return switch (why) {
        case TOO_MANY_CONNECTIONS -> Replies.TOO_MANY_CONNECTIONS.wire();
        case TOO_MANY_FROM_ADDRESS -> Replies.TOO_MANY_FROM_ADDRESS.wire();
      };
    }
  }
}
