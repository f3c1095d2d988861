package org.mailshim.transport;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * A real listening socket whose first calls of accept fail, as they do without descriptors, without
 * memory, and where the JDK itself is at fault, by turns.
 */
final class FailingServerChannel extends ServerSocketChannel {
  private final ServerSocketChannel real = ServerSocketChannel.open();
  private int failures;

  FailingServerChannel(int failures) throws IOException {
    super(SelectorProvider.provider());
    this.failures = failures;
  }

  @Override
  public SocketChannel accept() throws IOException {
    if (failures > 0) {
      failures--;
      switch (failures % 3) {
        case 0 -> throw new IOException("Too many open files");
        case 1 -> throw new OutOfMemoryError("Java heap space");
        default -> throw new ExceptionInInitializerError("no poller");
      }
    }
    return real.accept();
  }

  @Override
  public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    real.bind(local, backlog);
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return real.getLocalAddress();
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    real.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return real.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return real.supportedOptions();
  }

  @Override
  public ServerSocket socket() {
    return real.socket();
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    real.close();
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    real.configureBlocking(block);
  }
}
