package org.mailshim.pop3.server;

import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.Listener;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.SessionListener;
import org.mailshim.transport.SessionServer;
import org.mailshim.transport.TransportException;

/**
 * A POP3 server at one address: accepts connections and has a {@link Pop3ServerSession} with each,
 * on a virtual thread of its own.
 *
 * <p>A client above the limits of the {@link ListenerSettings} hears {@code -ERR [SYS/TEMP]}. All
 * methods from any thread.
 */
public final class Pop3Server implements SessionServer {
  private final SessionListener listener;

  private Pop3Server(ServerSetup setup, ListenerSettings where, Listener.Observer observer) {
    this.listener = SessionListener.open(where, new Pop3(setup), observer);
  }

  /**
   * As the longer form, with nobody told.
   *
   * @param setup what sessions are made of
   * @param where the address, and how many may be served
   * @return the server, to be closed
   */
  public static Pop3Server start(ServerSetup setup, ListenerSettings where) {
    return start(setup, where, Listener.Observer.NONE);
  }

  /**
   * Begins to listen.
   *
   * @param setup what sessions are made of
   * @param where the address, and how many may be served
   * @param observer hears what happens outside of sessions
   * @return the server, to be closed
   * @throws TransportException.CannotListen when the address cannot be had
   */
  public static Pop3Server start(
      ServerSetup setup, ListenerSettings where, Listener.Observer observer) {
    return new Pop3Server(setup, where, observer);
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
   * Stops gracefully: accepts no more, ends sessions that wait for a command, and lets the others
   * finish theirs; what is not over at the deadline is closed. Only a session that is working on
   * its QUIT deletes anything.
   *
   * @param deadline when to wait no longer
   * @return whether all sessions ended by themselves
   */
  @Override
  public boolean stop(Deadline deadline) {
    return listener.stop(deadline);
  }

  /** Stops at once. */
  @Override
  public void close() {
    listener.close();
  }

  /** POP3 for a listener of sessions. */
  private record Pop3(ServerSetup setup) implements SessionListener.Protocol {
    @Override
    public Pop3ServerSession session(Connection connection) {
      return new Pop3ServerSession(connection, setup);
    }

    @Override
    public String refusal(Listener.Refusal why) {
      return Responses.TOO_MANY_CONNECTIONS.line() + "\r\n";
    }
  }
}
