package org.mailshim.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;

/**
 * A Unix socket on its way to being connected.
 *
 * <p>The kernel answers at once, unless the listener's queue is full: then connecting blocks, and
 * the {@link DeadlineWatch} ends it.
 */
final class UnixAttempt extends DeadlineWatch.Watched implements Cancellation.Target {
  private final UnixDomainSocketAddress address;
  private final Endpoint peer;
  private final SocketChannel channel;
  private volatile boolean timedOut;

  private UnixAttempt(UnixDomainSocketAddress address, Endpoint peer, SocketChannel channel) {
    this.address = address;
    this.peer = peer;
    this.channel = channel;
  }

  /** As {@link Dialer#dial(java.nio.file.Path, Deadline, Cancellation)}. */
  static Connection connect(
      UnixDomainSocketAddress address, Deadline deadline, Cancellation cancellation) {
    Endpoint peer = Endpoint.ofUnixSocket(address.getPath());
    UnixAttempt attempt = new UnixAttempt(address, peer, open(peer));
    cancellation.attach(attempt);
    try {
      attempt.connect(deadline);
      var connection = new ChannelConnection(attempt.channel, peer, peer, cancellation);
      cancellation.attach(connection);
      return connection;
    } catch (IOException e) {
      ChannelConnection.closeQuietly(attempt.channel);
      throw attempt.failure(e, cancellation);
    } finally {
      attempt.forget();
      cancellation.detach(attempt);
    }
  }

  private static SocketChannel open(Endpoint peer) {
    try {
      return SocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException e) {
      throw new TransportException.Unreachable(peer.text(), "cannot connect: " + e.getMessage(), e);
    } catch (UnsupportedOperationException e) {
      throw new TransportException.Unreachable(peer.text(), "no Unix sockets on this system", e);
    }
  }

  private void connect(Deadline deadline) throws IOException {
    long left = deadline.remainingNanos();
    if (left == 0) {
      expire();
    }
    begin(left);
    try {
      channel.connect(address);
    } finally {
      end();
    }
  }

  private TransportException failure(IOException e, Cancellation cancellation) {
    if (timedOut) {
      return new TransportException.TimedOut(
          peer.text(), "no answer to the connection request in time");
    }
    if (cancellation.isRequested() || Thread.currentThread().isInterrupted()) {
      return new TransportException.Cancelled(peer.text());
    }
    if (!Files.exists(address.getPath())) {
      return new TransportException.Refused(peer.text(), "no such socket", e);
    }
    if (e instanceof ConnectException) {
      return new TransportException.Refused(peer.text(), "connection refused", e);
    }
    return new TransportException.Unreachable(peer.text(), "cannot connect: " + e.getMessage(), e);
  }

  @Override
  void expire() {
    timedOut = true;
    ChannelConnection.closeQuietly(channel);
  }

  @Override
  public void cancelled() {
    ChannelConnection.closeQuietly(channel);
  }
}
