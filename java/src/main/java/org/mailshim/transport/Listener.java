package org.mailshim.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Accepts connections at one address and has each served on a virtual thread of its own.
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
 * <p>All methods from any thread. What accepts is a virtual thread too: a session then begins on
 * the processor where its connection was accepted, without waking another thread, which is a tenth
 * of what a short session costs.
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
    /**
     * Serves a connection until it is over; the listener closes it afterwards. It has TCP_NODELAY
     * and no deadline.
     */
    void serve(Connection connection);

    /** Tells a peer that it cannot be served, without waiting for anything that it may say. */
    void refuse(Connection connection, Refusal why);
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
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

  private final Handler handler;
  private final Observer observer;
  private final ServerSocketChannel server;
  private final SocketAddress address;
  private final Endpoint local;
  private final Admission admission;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Counted down when the accepting thread is gone. */
  private final CountDownLatch gone = new CountDownLatch(1);

  private Listener(
      ListenerSettings settings, Handler handler, Observer observer, ServerSocketChannel server)
      throws IOException {
    this.handler = handler;
    this.observer = observer;
    this.server = server;
    this.address = server.getLocalAddress();
    this.local = endpoint(address);
    this.admission = new Admission(settings, REFUSALS);
  }

  /**
   * Begins to listen. The file of a Unix socket that nobody listens on any more is replaced.
   *
   * @throws TransportException.CannotListen when the address cannot be had
   */
  public static Listener open(ListenerSettings settings, Handler handler, Observer observer) {
    Endpoint wanted = endpoint(settings.address());
    try {
      return over(bound(settings), settings, handler, observer);
    } catch (IOException | UnsupportedOperationException e) {
      throw new TransportException.CannotListen(
          wanted.text(), "cannot listen: " + e.getMessage(), e);
    }
  }

  /** The same over a channel that is bound already. */
  static Listener over(
      ServerSocketChannel server, ListenerSettings settings, Handler handler, Observer observer)
      throws IOException {
    var listener = new Listener(settings, handler, observer, server);
    Thread.ofVirtual()
        .name("mailshim-listener-" + listener.port())
        .start(listener::acceptUntilStopped);
    return listener;
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

  private static Endpoint endpoint(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> Endpoint.of(inet.getAddress(), inet.getPort());
      case UnixDomainSocketAddress unix -> Endpoint.ofUnixSocket(unix.getPath());
      default -> throw new AssertionError(address);
    };
  }

  /** The port it listens on; 0 for a Unix socket. */
  public int port() {
    return local.port();
  }

  /** Where it listens. */
  public Endpoint local() {
    return local;
  }

  /** How many connections are served now. */
  public int connections() {
    return admission.served();
  }

  private void acceptUntilStopped() {
    try {
      acceptAll();
    } finally {
      gone.countDown();
    }
  }

  private void acceptAll() {
    Duration pause = FIRST_PAUSE;
    while (server.isOpen()) {
      try {
        admission.awaitPermit();
        accept();
        pause = FIRST_PAUSE;
      } catch (ClosedChannelException e) {
        admission.givePermitBack();
      } catch (IOException | OutOfMemoryError e) {
        admission.givePermitBack();
        IOException failure = e instanceof IOException io ? io : new IOException("no memory", e);
        observer.acceptFailed(local, failure, pause);
        sleep(pause);
        pause = longer(pause);
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private void sleep(Duration pause) {
    try {
      stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody has this thread to interrupt it", e);
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    Endpoint peer;
    Endpoint here;
    try {
      if (!local.isUnixSocket()) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      peer = local.isUnixSocket() ? local : endpoint(channel.getRemoteAddress());
      here = local.isUnixSocket() ? local : endpoint(channel.getLocalAddress());
    } catch (IOException | RuntimeException e) {
      ChannelConnection.closeQuietly(channel);
      admission.givePermitBack();
      return; // gone before it was here
    }
    var connection = new ChannelConnection(channel, peer, here, new Cancellation());
    var visit = admission.admit(connection);
    try {
      Thread.ofVirtual().start(() -> serve(visit));
      // A flood of connections must not keep those that are here from being served.
      Thread.yield();
    } catch (OutOfMemoryError e) {
      visit.end();
      observer.handlerFailed(peer, e);
    }
  }

  private void serve(Admission.Visit visit) {
    Connection connection = visit.connection();
    try {
      if (visit.refusal().isEmpty()) {
        handler.serve(connection);
      } else {
        observer.refused(connection.peer(), visit.refusal().get());
        handler.refuse(connection, visit.refusal().get());
      }
    } catch (Throwable e) {
      observer.handlerFailed(connection.peer(), e);
    } finally {
      visit.end();
    }
  }

  /** Accepts no more; returns when the address is free again. What is served goes on. */
  public void stopAccepting() {
    boolean first = server.isOpen();
    try {
      server.close();
      if (first && address instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } catch (IOException e) {
      // Closed all the same, and a file that is left is replaced by the next one to listen.
    }
    stopped.countDown();
    admission.wake();
    awaitGone();
  }

  /**
   * The kernel goes on listening until the thread that was accepting has noticed. It is waited for
   * only so long because the observer may be stopping us from that very thread.
   */
  private void awaitGone() {
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
    return admission.awaitIdle(deadline);
  }

  /** Accepts no more and closes everything; does not wait for the handlers to notice. */
  @Override
  public void close() {
    stopAccepting();
    admission.closeAll();
  }
}
