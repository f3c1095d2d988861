package org.mailshim.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mailshim.transport.Listener.Handler;
import org.mailshim.transport.Listener.Observer;
import org.mailshim.transport.Listener.Service;

/**
 * What a {@link Listener} does with each connection, whichever thread it is on: accepts it, lets it
 * in or not, and finds who serves it. Nothing that fails here ends the listener.
 *
 * <p>Only one thread at a time accepts; everything else is for any.
 */
final class Reception {
  /** What accepts; tests have one that fails. */
  interface Acceptance {
    /** As {@link ServerSocketChannel#accept}: null where it does not wait and none is there. */
    @Nullable SocketChannel accept() throws IOException;
  }

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Handler handler;
  private final Observer observer;
  private final ServerSocketChannel server;
  private final Acceptance acceptance;
  private final SocketAddress address;
  private final Endpoint local;
  private final Admission admission;

  /** How long to wait after the last attempt to accept. */
  private Duration pause = Duration.ZERO;

  Reception(
      ServerSocketChannel server,
      Acceptance acceptance,
      Admission admission,
      Handler handler,
      Observer observer)
      throws IOException {
    this.server = server;
    this.acceptance = acceptance;
    this.admission = admission;
    this.handler = handler;
    this.observer = observer;
    this.address = server.getLocalAddress();
    this.local = endpoint(address);
  }

  static Endpoint endpoint(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> Endpoint.of(inet.getAddress(), inet.getPort());
      case UnixDomainSocketAddress unix -> Endpoint.ofUnixSocket(unix.getPath());
      default -> throw new AssertionError(address);
    };
  }

  ServerSocketChannel server() {
    return server;
  }

  Admission admission() {
    return admission;
  }

  /** Where it listens. */
  Endpoint local() {
    return local;
  }

  /** The same, as the kernel knows it. */
  SocketAddress address() {
    return address;
  }

  /** Whether connections are accepted still. */
  boolean isOpen() {
    return server.isOpen();
  }

  /**
   * Accepts a connection. The caller has a permit for it, which the visit gives back, or this
   * method where there is none.
   *
   * @return null when there is no connection, or none any more; then there may be a {@link #pause}
   */
  Admission.@Nullable Visit accept() {
    try {
      SocketChannel channel = acceptance.accept();
      pause = Duration.ZERO;
      if (channel != null) {
        return admitted(channel);
      }
      admission.givePermitBack();
    } catch (ClosedChannelException e) {
      admission.givePermitBack();
    } catch (IOException e) {
      failed(e);
    } catch (RuntimeException | Error e) {
      failed(new IOException(e instanceof OutOfMemoryError ? "no memory" : e.toString(), e));
    }
    return null;
  }

  /** How long to wait before the next attempt to accept; zero unless the last one failed. */
  Duration pause() {
    return pause;
  }

  private void failed(IOException failure) {
    admission.givePermitBack();
    pause = longer(pause);
    tell(() -> observer.acceptFailed(local, failure, pause));
  }

  /** An observer that fails all the same is told as any thread's end is, and ends nothing. */
  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | Error e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Lets a connection in; null when it was gone before it was here. */
  private Admission.@Nullable Visit admitted(SocketChannel channel) {
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

  /** Who serves a connection, or tells it that it is not served. */
  Service service(Admission.Visit visit) {
    Connection connection = visit.connection();
    if (visit.refusal().isEmpty()) {
      return handler.service(connection);
    }
    Listener.Refusal why = visit.refusal().get();
    observer.refused(connection.peer(), why);
    return () -> {
      handler.refuse(connection, why);
      return true;
    };
  }

  /** Serving a connection, or finding it a thread, failed. */
  void failed(Admission.Visit visit, Throwable failure) {
    tell(() -> observer.handlerFailed(visit.connection().peer(), failure));
  }
}
