package org.mailshim.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Accepts connections at one address and has them served: each on a thread of its own, a virtual
 * one if nothing else is wanted ({@link ThreadEach}), or all by turns on one thread, as far as they
 * make each other wait for nothing ({@link SharedThread}).
 *
 * <p><b>How many.</b> A permit is taken before a connection is accepted, so that a flood stays in
 * the kernel's queue and costs nothing here. There are as many permits as connections may be
 * served, and {@value #REFUSALS} on top for those that are told that it is full: over {@link
 * ListenerSettings#mostConnections} or {@link ListenerSettings#mostPerAddress} a connection goes to
 * {@link Handler#refuse}. IPv6 addresses count by their network of 64 bits, which is what one
 * customer has.
 *
 * <p><b>Ending.</b> {@link #stopAccepting}, then {@link #awaitIdle} for as long as one likes, then
 * {@link #close}, which closes what is still open under its handlers.
 *
 * <p><b>When accepting fails</b>, as it does when the process is out of descriptors or memory, the
 * listener says so to its {@link Observer} and tries again, after a tenth of a second at first and
 * after five seconds at last.
 *
 * <p><b>Threads.</b> All methods from any thread.
 */
public final class Listener implements AutoCloseable {
  /** Why a connection is refused. */
  public enum Refusal {
    /** As many are served as may be. */
    TOO_MANY_CONNECTIONS,
    /** As many from this address are served as may be. */
    TOO_MANY_FROM_ADDRESS
  }

  /** What is done with connections; called on many threads at once. */
  public interface Handler {
    /** Who serves a connection, which has TCP_NODELAY and no deadline. */
    Service service(Connection connection);

    /** Tells a peer that it cannot be served, without waiting for anything that it may say. */
    void refuse(Connection connection, Refusal why);
  }

  /** Serves one connection; called on one thread at a time. */
  @FunctionalInterface
  public interface Service {
    /**
     * Serves the connection until it is over; the listener closes it afterwards. Where the thread
     * is shared it also returns when {@link Connection#awaitOctets} has said so, and is called
     * again.
     *
     * @return whether the connection is over
     */
    boolean serve();
  }

  /** Who is told what nobody called for; from the threads where it happens, and must not fail. */
  public interface Observer {
    /** Hears nothing. */
    Observer NONE = new Observer() {};

    /** Accepting at {@code local} failed, and is tried again after {@code pause}. */
    default void acceptFailed(Endpoint local, IOException failure, Duration pause) {}

    /** A handler threw; its connection is closed. */
    default void handlerFailed(Endpoint peer, Throwable failure) {}

    /** A connection is sent away because there are too many. */
    default void refused(Endpoint peer, Refusal why) {}
  }

  private static final int REFUSALS = 16;
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

  private final Reception reception;
  private final Accepting accepting;

  private Listener(Reception reception, Accepting accepting) {
    this.reception = reception;
    this.accepting = accepting;
  }

  /**
   * Begins to listen. The file of a Unix socket that nobody listens on any more is replaced.
   *
   * @throws TransportException.CannotListen when the address cannot be had
   */
  public static Listener open(ListenerSettings settings, Handler handler, Observer observer) {
    Endpoint wanted = Reception.endpoint(settings.address());
    try {
      ServerSocketChannel server = bound(settings);
      try {
        return over(server, server::accept, settings, handler, observer);
      } catch (IOException | RuntimeException | Error e) {
        server.close();
        throw e;
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new TransportException.CannotListen(
          wanted.text(), "cannot listen: " + e.getMessage(), e);
    }
  }

  /** The same over a channel that is bound already. */
  static Listener over(
      ServerSocketChannel server,
      Reception.Acceptance acceptance,
      ListenerSettings settings,
      Handler handler,
      Observer observer)
      throws IOException {
    var admission = new Admission(settings, REFUSALS);
    var reception = new Reception(server, acceptance, admission, handler, observer);
    Accepting accepting =
        settings.sharesThread()
            ? new SharedThread(reception, settings.threads())
            : new ThreadEach(reception, settings.threads());
    accepting.begin();
    return new Listener(reception, accepting);
  }

  private static ServerSocketChannel bound(ListenerSettings settings) throws IOException {
    boolean unix = settings.address() instanceof UnixDomainSocketAddress;
    ServerSocketChannel server =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      if (settings.address() instanceof UnixDomainSocketAddress address && isStale(address)) {
        Files.delete(address.getPath());
      }
      return server.bind(settings.address(), settings.backlog());
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Whether there is a socket that refuses connections: its listener has ended uncleanly. */
  private static boolean isStale(UnixDomainSocketAddress address) throws IOException {
    Path path = address.getPath();
    if (!Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path)) {
      return false;
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(address);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** The port it listens on; 0 for a Unix socket. */
  public int port() {
    return reception.local().port();
  }

  /** Where it listens. */
  public Endpoint local() {
    return reception.local();
  }

  /** How many connections are served now. */
  public int connections() {
    return reception.admission().served();
  }

  /** Accepts no more; returns when the address is free again. What is served goes on. */
  public void stopAccepting() {
    ServerSocketChannel server = reception.server();
    boolean first = server.isOpen();
    try {
      server.close();
      if (first && reception.address() instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } catch (IOException e) {
      // Closed all the same, and a file that is left is replaced by the next one to listen.
    }
    accepting.end();
  }

  /**
   * The kernel goes on listening until the thread that was accepting has noticed. It is waited for
   * only so long because the observer may be stopping us from that very thread.
   */
  static void await(CountDownLatch gone) {
    try {
      gone.await(LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until nothing is served any more.
   *
   * @return whether that came before the deadline; false also when the thread was interrupted,
   *     which it stays
   */
  public boolean awaitIdle(Deadline deadline) {
    return reception.admission().awaitIdle(deadline);
  }

  /** Accepts no more and closes everything; does not wait for the handlers to notice. */
  @Override
  public void close() {
    stopAccepting();
    reception.admission().closeAll();
  }
}
