package org.mailshim.transport;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Accepts, but fails at first, as it does without descriptors, without memory, and where the JDK
 * itself is at fault, by turns.
 */
final class FailingAcceptance implements Reception.Acceptance {
  private final ServerSocketChannel server;
  private int failures;

  FailingAcceptance(ServerSocketChannel server, int failures) {
    this.server = server;
    this.failures = failures;
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    if (failures > 0) {
      failures--;
      switch (failures % 3) {
        case 0 -> throw new IOException("Too many open files");
        case 1 -> throw new OutOfMemoryError("Java heap space");
        default -> throw new ExceptionInInitializerError("no poller");
      }
    }
    return server.accept();
  }
}
