package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A {@link Listener} whose connections each have a session of some protocol, and which can be
 * stopped without cutting a session short that is at work.
 *
 * <p>All methods from any thread.
 */
public final class SessionListener implements SessionServer {
  /** What is talked about with one peer. */
  public interface Session {
    /**
     * Talks until the session is over; the connection is closed afterwards. Where the connection's
     * thread is shared, also until it has to wait ({@link Connection#awaitOctets}), and is called
     * again. Must not fail.
     *
     * @return whether the session is over
     */
    boolean run();

    /**
     * Asks the session to end soon: at once when it waits for its peer, else after what it is at.
     * From any thread, before {@link #run} as well; does not wait for that end.
     */
    void leave();
  }

  /** Whose sessions they are; called on many threads at once. */
  public interface Protocol {
    /** A session with who has just connected. */
    Session session(Connection connection);

    /** What a peer is told that cannot be served: a line of ASCII with its end. */
    String refusal(Listener.Refusal why);
  }

  /** How long a peer that is sent away may take to hear it. */
  private static final Duration REFUSAL_TIME = Duration.ofSeconds(1);

  private final Protocol protocol;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Listener listener;
  private volatile boolean stopping;

  private SessionListener(
      ListenerSettings settings, Protocol protocol, Listener.Observer observer) {
    this.protocol = protocol;
    this.listener = Listener.open(settings, new Sessions(), observer);
  }

  /**
   * Begins to listen.
   *
   * @throws TransportException.CannotListen when the address cannot be had
   */
  public static SessionListener open(
      ListenerSettings settings, Protocol protocol, Listener.Observer observer) {
    return new SessionListener(settings, protocol, observer);
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
    return listener.connections();
  }

  @Override
  public boolean stop(Deadline deadline) {
    stopping = true;
    listener.stopAccepting();
    for (Session session : sessions) {
      session.leave();
    }
    boolean idle = listener.awaitIdle(deadline);
    listener.close();
    return idle;
  }

  @Override
  public void close() {
    listener.close();
  }

  /** Serves what the listener accepts. */
  private final class Sessions implements Listener.Handler {
    @Override
    public Listener.Service service(Connection connection) {
      Session session = protocol.session(connection);
      sessions.add(session);
      // Who came in while stop() went through the sessions has not been told.
      if (stopping) {
        session.leave();
      }
      return () -> talk(session);
    }

    private boolean talk(Session session) {
      boolean over = true;
      try {
        over = session.run();
      } finally {
        if (over) {
          sessions.remove(session);
        }
      }
      return over;
    }

    @Override
    public void refuse(Connection connection, Listener.Refusal why) {
      byte[] octets = protocol.refusal(why).getBytes(US_ASCII);
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
