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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections at one address and has each served on a thread of its own, a virtual one if
 * nothing else is wanted.
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
 * <p><b>Threads.</b> All methods from any thread. One thread of the listener's at a time leads: it
 * accepts a connection, has another one lead on, and serves the connection itself. So a session
 * begins on the processor where it was accepted, without waking anybody, and no thread is so old
 * that its frames are still interpreted, which would make each of its waits several times as dear.
 * A thread that is to lead gets in line behind those that have something to do: a flood of
 * connections does not keep those that are here from being served.
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
  private final Executor threads;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Counted down when no thread leads any more. */
  private final CountDownLatch gone = new CountDownLatch(1);

  /** How long to wait when accepting fails next; the leader's. */
  private Duration pause = FIRST_PAUSE;

  private Listener(
      ListenerSettings settings, Handler handler, Observer observer, ServerSocketChannel server)
      throws IOException {
    this.handler = handler;
    this.observer = observer;
    this.server = server;
    this.address = server.getLocalAddress();
    this.local = endpoint(address);
    this.admission = new Admission(settings, REFUSALS);
    this.threads = settings.threads();
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
    listener.threads.execute(listener::lead);
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

  /** What a thread does: accepts one connection, has another thread lead, and serves it. */
  private void lead() {
    Admission.@Nullable Visit visit = next();
    if (visit == null) {
      gone.countDown();
    } else {
      serve(visit);
    }
  }

  /** Waits for the connection that this thread serves; null when there will be none. */
  private Admission.@Nullable Visit next() {
    while (server.isOpen()) {
      Admission.Visit visit = accept();
      if (visit != null && isFollowed(visit)) {
        return visit;
      }
    }
    return null;
  }

  /** Has another thread lead; when there is none to be had, the connection is closed. */
  private boolean isFollowed(Admission.Visit visit) {
    try {
      threads.execute(this::lead);
      return true;
    } catch (OutOfMemoryError | RejectedExecutionException e) {
      visit.end();
      observer.handlerFailed(visit.connection().peer(), e);
      return false;
    }
  }

  /** Waits for a connection; null when none comes of it. Nothing that fails ends the listener. */
  private Admission.@Nullable Visit accept() {
    admission.awaitPermit();
    try {
      Admission.Visit visit = accepted(server.accept());
      pause = FIRST_PAUSE;
      return visit;
    } catch (ClosedChannelException e) {
      admission.givePermitBack();
    } catch (IOException e) {
      acceptFailed(e);
    } catch (RuntimeException | Error e) {
      acceptFailed(new IOException(e instanceof OutOfMemoryError ? "no memory" : e.toString(), e));
    }
    return null;
  }

  private void acceptFailed(IOException failure) {
    admission.givePermitBack();
    observer.acceptFailed(local, failure, pause);
    sleep(pause);
    pause = longer(pause);
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

  /** Lets a connection in; null when it was gone before it was here. */
  private Admission.@Nullable Visit accepted(SocketChannel channel) {
    try {
      if (!local.isUnixSocket()) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      Endpoint peer = local.isUnixSocket() ? local : endpoint(channel.getRemoteAddress());
      Endpoint here = local.isUnixSocket() ? local : endpoint(channel.getLocalAddress());
      return admission.admit(new ChannelConnection(channel, peer, here, new Cancellation()));
    } catch (IOException | RuntimeException e) {
      ChannelConnection.closeQuietly(channel);
      admission.givePermitBack();
      return null;
    } catch (Error e) {
      ChannelConnection.closeQuietly(channel);
      throw e;
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
