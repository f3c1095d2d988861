package org.mailshim.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A loopback port that refuses connections for as long as this is open: bound, so that nobody else
 * can get it, and never listened on. A port that was merely closed may be somebody's the next
 * moment.
 */
public final class RefusingPort implements AutoCloseable {
  private final Socket socket = new Socket();

  /** A free port of 127.0.0.1. */
  public RefusingPort() throws IOException {
    this(InetAddress.getLoopbackAddress(), 0);
  }

  /** A port of another loopback address. */
  public RefusingPort(InetAddress address, int port) throws IOException {
    socket.bind(new InetSocketAddress(address, port));
  }

  /** Its number. */
  public int number() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
