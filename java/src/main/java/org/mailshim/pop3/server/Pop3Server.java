package org.mailshim.pop3.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.Listener;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.TransportException;

/**
 * A POP3 server at one address: accepts connections and has a {@link Pop3ServerSession} with each,
 * on a virtual thread of its own.
 *
 * <p>A client above the limits of the {@link ListenerSettings} hears {@code -ERR [SYS/TEMP]}. All
 * methods from any thread.
 */
public final class Pop3Server implements AutoCloseable {
  /** Hears what happens outside of sessions; must not fail. */
  public interface Observer extends Listener.Observer {
    /** Hears nothing. */
    Observer NONE = new Observer() {};

    @Override
    default void acceptFailed(Endpoint local, IOException failure, Duration pause) {}

    @Override
    default void handlerFailed(Endpoint peer, Throwable failure) {}

    /**
     * A connection was sent away because there are too many.
     *
     * @param peer whose
     * @param why which limit
     */
    default void refused(Endpoint peer, Listener.Refusal why) {}
  }

  /** How long a client that is sent away may take to hear it. */
  private static final Duration REFUSAL_TIME = Duration.ofSeconds(1);

  private final ServerSetup setup;
  private final Observer observer;
  private final Set<Pop3ServerSession> sessions = ConcurrentHashMap.newKeySet();
  private final Listener listener;
  private volatile boolean stopping;

  private Pop3Server(ServerSetup setup, ListenerSettings where, Observer observer) {
    this.setup = setup;
    this.observer = observer;
    this.listener = Listener.open(where, new Sessions(), observer);
  }

  /**
   * As the longer form, with nobody told.
   *
   * @param setup what sessions are made of
   * @param where the address, and how many may be served
   * @return the server, to be closed
   */
  public static Pop3Server start(ServerSetup setup, ListenerSettings where) {
    return start(setup, where, Observer.NONE);
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
  public static Pop3Server start(ServerSetup setup, ListenerSettings where, Observer observer) {
    return new Pop3Server(setup, where, observer);
  }

  /**
   * The port it listens at.
   *
   * @return 0 for a Unix socket
   */
  public int port() {
    return listener.port();
  }

  /**
   * How many sessions there are.
   *
   * @return those that are served, not those that are being sent away
   */
  public int sessions() {
    return listener.connections();
  }

  /**
   * Stops gracefully: accepts no more, ends sessions that wait for a command, and lets the others
   * finish theirs; what is not over at the deadline is closed. Only a session that is working on
   * its QUIT deletes anything.
   *
   * @param deadline when to wait no longer
   * @return whether all sessions ended by themselves
   */
  public boolean stop(Deadline deadline) {
    stopping = true;
    listener.stopAccepting();
    for (Pop3ServerSession session : sessions) {
      session.leave();
    }
    boolean idle = listener.awaitIdle(deadline);
    listener.close();
    return idle;
  }

  /** Stops at once. */
  @Override
  public void close() {
    listener.close();
  }

  /** Serves what the listener accepts. */
  private final class Sessions implements Listener.Handler {
    @Override
    public void serve(Connection connection) {
      var session = new Pop3ServerSession(connection, setup);
      sessions.add(session);
      try {
        // Who came in while stop() went through the sessions has not been told.
        if (stopping) {
          session.leave();
        }
        session.run();
      } finally {
        sessions.remove(session);
      }
    }

    @Override
    public void refuse(Connection connection, Listener.Refusal why) {
      observer.refused(connection.peer(), why);
      byte[] octets = (Responses.TOO_MANY_CONNECTIONS.line() + "\r\n").getBytes(US_ASCII);
      try {
        connection.deadline(Deadline.after(REFUSAL_TIME));
        connection.write(octets, 0, octets.length);
        connection.flush();
      } catch (TransportException e) {
        // It has left already.
      }
    }
  }
}
