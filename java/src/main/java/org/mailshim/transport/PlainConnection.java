package org.mailshim.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.Optional;

/**
 * A TCP connection without encryption, with TCP_NODELAY set: a group of commands goes out when it
 * is written, and {@link #flush} has nothing to do.
 *
 * <p>Built on {@link Socket}, whose reads can be timed without a selector and without allocation,
 * on platform threads and on virtual ones alike. The bytes are copied once between the caller's
 * array and the kernel's buffer, through the JDK's per-thread direct buffer.
 *
 * <p><b>Deadlines.</b> Connecting and reading are timed by the socket. Its writes are not: a {@link
 * DeadlineWatch} closes the connection under a write that is late, which is why a connection whose
 * write timed out cannot be used again.
 *
 * <p>No proxy that the JVM may be configured with (system properties, SOCKS) applies.
 */
public final class PlainConnection extends DeadlineWatch.Watched
    implements Connection, Cancellation.Target {
  /** Up to here {@link Integer} has its values ready, so that setting them allocates nothing. */
  private static final int EXACT_MILLIS = 127;

  private static final int LONGEST_MILLIS = 1 << 30;

  private Endpoint peer;
  private volatile Cancellation cancellation;
  private final Socket socket;
  private final Endpoint local;
  private final InputStream in;
  private final OutputStream out;

  private Deadline deadline = Deadline.never();

  /** The socket's read time-out in milliseconds; 0 is none. */
  private int armedMillis;

  private volatile boolean closed;
  private volatile boolean writeTimedOut;

  private PlainConnection(Endpoint peer, Cancellation cancellation, Socket socket)
      throws IOException {
    this.peer = peer;
    this.cancellation = cancellation;
    this.socket = socket;
    this.local = Endpoint.of(socket.getLocalAddress(), socket.getLocalPort());
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /**
   * Connects.
   *
   * @param peer where to; the port must not be 0
   * @param deadline when to give up; the connection itself starts without a deadline
   * @param cancellation ends the attempt, and later the connection
   * @throws TransportException.Refused when nothing listens there
   * @throws TransportException.Unreachable when there is no way there, or no socket to be had
   * @throws TransportException.TimedOut when the deadline passes
   * @throws TransportException.Cancelled when {@code cancellation} was or is used
   */
  public static PlainConnection connect(
      Endpoint peer, Deadline deadline, Cancellation cancellation) {
    return connect(peer, Optional.empty(), deadline, cancellation);
  }

  /** The same from a given local address; {@link TransportException.Unreachable} if not ours. */
  static PlainConnection connect(
      Endpoint peer, Optional<InetAddress> source, Deadline deadline, Cancellation cancellation) {
    var attempt = new Attempt(new Socket(Proxy.NO_PROXY));
    cancellation.attach(attempt);
    try {
      PlainConnection connection = attempt.connect(peer, source, deadline, cancellation);
      cancellation.attach(connection);
      return connection;
    } catch (IOException e) {
      closeQuietly(attempt.socket);
      throw attempt.failure(peer, deadline, cancellation, e);
    } finally {
      cancellation.detach(attempt);
    }
  }

  @Override
  public int read(byte[] into, int from, int to) {
    Objects.checkFromToIndex(from, to, into.length);
    Objects.checkIndex(from, to);
    while (true) {
      long left = deadline.remainingNanos();
      if (left == 0) {
        throw new TransportException.TimedOut(peer.text(), "nothing came in time");
      }
      try {
        arm(left);
        return in.read(into, from, to - from);
      } catch (SocketTimeoutException e) {
        // A slice of the time is over; whether all of it is, the deadline says.
      } catch (IOException e) {
        throw broken(e);
      }
    }
  }

  /**
   * Sets the socket's time-out to the remaining time, or to a slice of it: setting a number above
   * {@link #EXACT_MILLIS} allocates, so long times are cut to a power of two, which stays the same
   * from one read to the next.
   */
  private void arm(long leftNanos) throws SocketException {
    int millis = slice(leftNanos);
    if (millis != armedMillis) {
      socket.setSoTimeout(millis);
      armedMillis = millis;
    }
  }

  static int slice(long leftNanos) {
    if (leftNanos == Long.MAX_VALUE) {
      return 0;
    }
    long millis = (leftNanos - 1) / 1_000_000 + 1;
    if (millis <= EXACT_MILLIS) {
      return (int) millis;
    }
    return (int) Math.min(LONGEST_MILLIS, Long.highestOneBit(millis));
  }

  @Override
  public int available() {
    try {
      return in.available();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    long left = deadline.remainingNanos();
    if (left == 0) {
      throw new TransportException.TimedOut(peer.text(), "no time left to send");
    }
    try {
      begin(left);
      out.write(bytes, from, to - from);
    } catch (IOException e) {
      throw broken(e);
    } finally {
      end();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void deadline(Deadline deadline) {
    this.deadline = deadline;
  }

  @Override
  public Endpoint peer() {
    return peer;
  }

  @Override
  public Endpoint local() {
    return local;
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(socket);
    cancellation.detach(this);
    forget();
  }

  /** Has another cancellation end this connection, in place of the one before. */
  void moveTo(Cancellation other) {
    cancellation.detach(this);
    cancellation = other;
    other.attach(this);
  }

  /** Says that {@link #peer} is {@code target} from now on: a proxy has connected us to it. */
  void through(Endpoint target) {
    peer = target;
  }

  /** The {@link Cancellation}'s way to {@link #close}. */
  @Override
  public void cancelled() {
    close();
  }

  /** The {@link DeadlineWatch}'s way to end a write that is late. */
  @Override
  void expire() {
    writeTimedOut = true;
    closeQuietly(socket);
  }

  private TransportException broken(IOException e) {
    if (closed) {
      return new TransportException.Cancelled(peer.text());
    }
    if (writeTimedOut) {
      return new TransportException.TimedOut(peer.text(), "the peer did not take the data in time");
    }
    if (Thread.currentThread().isInterrupted() && socket.isClosed()) {
      return new TransportException.Cancelled(peer.text());
    }
    return new TransportException.Closed(peer.text(), "connection lost: " + words(e), e);
  }

  private static String words(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The descriptor is gone either way, and nobody is waiting for what this could tell.
    }
  }

  /** A socket on its way to being connected. */
  private static final class Attempt implements Cancellation.Target {
    final Socket socket;

    Attempt(Socket socket) {
      this.socket = socket;
    }

    @Override
    public void cancelled() {
      closeQuietly(socket);
    }

    PlainConnection connect(
        Endpoint peer, Optional<InetAddress> source, Deadline deadline, Cancellation cancellation)
        throws IOException {
      int millis = 0;
      if (deadline.isFinite()) {
        long left = deadline.remainingNanos();
        if (left == 0) {
          throw new SocketTimeoutException();
        }
        millis = (int) Math.min(LONGEST_MILLIS, (left - 1) / 1_000_000 + 1);
      }
      if (source.isPresent()) {
        bind(source.get());
      }
      socket.connect(new InetSocketAddress(peer.address(), peer.port()), millis);
      socket.setTcpNoDelay(true);
      return new PlainConnection(peer, cancellation, socket);
    }

    private void bind(InetAddress source) throws IOException {
      try {
        socket.bind(new InetSocketAddress(source, 0));
      } catch (BindException e) {
        throw new BindException("from " + source.getHostAddress() + ": " + words(e));
      }
    }

    TransportException failure(
        Endpoint peer, Deadline deadline, Cancellation cancellation, IOException e) {
      String with = peer.text();
      if (cancellation.isRequested() || Thread.currentThread().isInterrupted()) {
        return new TransportException.Cancelled(with);
      }
      if (e instanceof SocketTimeoutException) {
        return new TransportException.TimedOut(with, "no answer to the connection request in time");
      }
      if (e instanceof NoRouteToHostException) {
        return new TransportException.Unreachable(with, "no route to host", e);
      }
      if (e instanceof ConnectException && words(e).startsWith("Connection refused")) {
        return new TransportException.Refused(with, "connection refused", e);
      }
      return new TransportException.Unreachable(with, "cannot connect: " + words(e), e);
    }
  }
}
