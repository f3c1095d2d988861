package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.Listener;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.TransportException;

/**
 * An SMTP, submission or LMTP server at one address: accepts connections and has a {@link
 * SmtpServerSession} with each, on a virtual thread of its own. Several servers can share a {@link
 * ServerSetup}.
 *
 * <p>How many connections there may be is in {@link ServerLimits}; a client above that gets 421 and
 * a reason. Behind a trusted proxy each client counts, and the proxy does not. All methods from any
 * thread.
 */
public final class SmtpServer implements AutoCloseable {
  /** Hears what happens outside of sessions; must not fail. */
  public interface Observer extends Listener.Observer {
    /** Hears nothing. */
    Observer NONE = new Observer() {};

    @Override
    default void acceptFailed(Endpoint local, IOException failure, Duration pause) {}

    @Override
    default void handlerFailed(Endpoint peer, Throwable failure) {}

    /** A connection was sent away because there are too many. */
    default void refused(Endpoint peer, Listener.Refusal why) {}
  }

  /** How long a client that is sent away may take to hear it. */
  private static final Duration REFUSAL_TIME = Duration.ofSeconds(1);

  private final ServerSetup setup;
  private final Observer observer;
  private final Set<SmtpServerSession> sessions = ConcurrentHashMap.newKeySet();
  private final ProxiedClients proxied;
  private final Listener listener;
  private volatile boolean stopping;

  private SmtpServer(ServerSetup setup, ListenerSettings where, Observer observer) {
    this.setup = setup;
    this.observer = observer;
    ServerLimits limits = setup.options().limits();
    this.proxied = new ProxiedClients(limits.connections().perAddress());
    ListenerSettings limited =
        where
            .withLimits(limits.connections().inAll(), limits.connections().perAddress())
            .withUncounted(setup.options().trusted().proxies());
    this.listener = Listener.open(limited, new Sessions(), observer);
  }

  /** As the longer form, with nobody told. */
  public static SmtpServer start(ServerSetup setup, ListenerSettings where) {
    return start(setup, where, Observer.NONE);
  }

  /**
   * Begins to listen.
   *
   * @param where the address; its limits are not used, those of the setup's options are
   * @throws TransportException.CannotListen when the address cannot be had
   */
  public static SmtpServer start(ServerSetup setup, ListenerSettings where, Observer observer) {
    return new SmtpServer(setup, where, observer);
  }

  /** The port it listens at; 0 for a Unix socket. */
  public int port() {
    return listener.port();
  }

  /** Where it listens. */
  public Endpoint local() {
    return listener.local();
  }

  /** How many sessions there are. */
  public int sessions() {
    return listener.connections();
  }

  /**
   * Stops gracefully: accepts no more, says 421 to sessions that wait for a command between mail
   * transactions, and lets the others finish theirs; what is not over at the deadline is closed.
   *
   * @return whether all sessions ended by themselves
   */
  public boolean stop(Deadline deadline) {
    stopping = true;
    listener.stopAccepting();
    for (SmtpServerSession session : sessions) {
      session.leave();
    }
    boolean idle = listener.awaitIdle(deadline);
    listener.close();
    return idle;
  }

  /** Stops at once; a message under way is not accepted, and its client will send it again. */
  @Override
  public void close() {
    listener.close();
  }

  /** Serves what the listener accepts. */
  private final class Sessions implements Listener.Handler {
    @Override
    public void serve(Connection connection) {
      SmtpServerSession session = new SmtpServerSession(connection, setup, proxied);
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
      Reply reply =
          switch (why) {
            case TOO_MANY_CONNECTIONS -> Replies.TOO_MANY_CONNECTIONS;
            case TOO_MANY_FROM_ADDRESS -> Replies.TOO_MANY_FROM_ADDRESS;
          };
      byte[] octets = reply.wire().getBytes(US_ASCII);
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
