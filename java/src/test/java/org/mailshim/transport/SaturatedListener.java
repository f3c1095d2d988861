package org.mailshim.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.mailshim.Eventually;

/**
 * A listener whose queue is full, so that the kernel leaves further connection requests unanswered:
 * the loopback's stand-in for a host behind a silent firewall.
 */
final class SaturatedListener implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> queued = new ArrayList<>();

  private SaturatedListener(ServerSocket server) {
    this.server = server;
  }

  /** Listens, and fills the queue until a connection request stays unanswered. */
  static SaturatedListener on(InetAddress address) throws IOException {
    return on(address, 0);
  }

  /** The same at a given port. */
  static SaturatedListener on(InetAddress address, int port) throws IOException {
    var listener = new SaturatedListener(new ServerSocket(port, 1, address));
    for (int i = 0; i < 64; i++) {
      Socket socket = new Socket();
      listener.queued.add(socket);
      try {
        socket.connect(listener.server.getLocalSocketAddress(), 100);
      } catch (SocketTimeoutException e) {
        return listener;
      }
    }
    listener.close();
    Assumptions.abort("this kernel answers connection requests beyond the backlog");
    throw new AssertionError();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Waits until {@code thread} is inside a connection request. */
  static void awaitConnecting(Thread thread) {
    Eventually.await("a connection request", () -> isConnecting(thread));
  }

  private static boolean isConnecting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals("java.net.Socket")
          && frame.getMethodName().equals("connect")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : queued) {
      socket.close();
    }
    server.close();
  }
}
