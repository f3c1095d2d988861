package org.mailshim.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Where a {@link Listener} listens, and how many it lets in.
 *
 * @param address an IP address and port, 0 for one that the kernel chooses; or a Unix socket
 * @param backlog how many connections the kernel may hold for us, at least 1; it may hold fewer
 * @param mostConnections how many may be served at once, at least 1
 * @param mostPerAddress how many of them may come from one address, at least 1. No limit for a Unix
 *     socket
 * @param uncounted addresses that {@code mostPerAddress} does not hold for, such as those of
 *     proxies, from which all of their clients come; copied
 * @param threads gives each task a thread at once, which it may keep for as long as a connection
 *     lasts; what it cannot give it refuses with {@link
 *     java.util.concurrent.RejectedExecutionException} or {@link OutOfMemoryError}
 * @param sharesThread whether connections are served by turns on one thread as far as none waits
 *     for anything but its octets, rather than each on its own thread from the start
 */
public record ListenerSettings(
    SocketAddress address,
    int backlog,
    int mostConnections,
    int mostPerAddress,
    List<AddressRange> uncounted,
    Executor threads,
    boolean sharesThread) {
  /** Virtual ones, as many as are asked for. */
  public static final Executor VIRTUAL_THREADS = new VirtualThreads();

  private static final int BACKLOG = 512;
  private static final int MOST_CONNECTIONS = 10_000;
  private static final int MOST_PER_ADDRESS = 50;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException for a number less than 1, or another kind of address
   */
  public ListenerSettings {
    if (backlog < 1 || mostConnections < 1 || mostPerAddress < 1) {
      throw new IllegalArgumentException(
          "backlog " + backlog + ", connections " + mostConnections + ", each " + mostPerAddress);
    }
    boolean known = address instanceof UnixDomainSocketAddress;
    known |= address instanceof InetSocketAddress inet && !inet.isUnresolved();
    if (!known) {
      throw new IllegalArgumentException("neither an IP address nor a Unix socket: " + address);
    }
    uncounted = List.copyOf(uncounted);
  }

  /**
   * An IP address with the usual limits: 10,000 connections, of which 50 from one address, as
   * Postfix has it.
   */
  public static ListenerSettings at(InetAddress address, int port) {
    return of(new InetSocketAddress(address, port));
  }

  /** A Unix socket with the usual limits. */
  public static ListenerSettings at(Path path) {
    return of(UnixDomainSocketAddress.of(path));
  }

  private static ListenerSettings of(SocketAddress address) {
    return new ListenerSettings(
        address, BACKLOG, MOST_CONNECTIONS, MOST_PER_ADDRESS, List.of(), VIRTUAL_THREADS, false);
  }

  /** These settings with other limits. */
  public ListenerSettings withLimits(int connections, int perAddress) {
    return new ListenerSettings(
        address, backlog, connections, perAddress, uncounted, threads, sharesThread);
  }

  /** These settings with other addresses that the limit of an address does not hold for. */
  public ListenerSettings withUncounted(List<AddressRange> other) {
    return new ListenerSettings(
        address, backlog, mostConnections, mostPerAddress, other, threads, sharesThread);
  }

  /** These settings with other threads. */
  public ListenerSettings withThreads(Executor other) {
    return new ListenerSettings(
        address, backlog, mostConnections, mostPerAddress, uncounted, other, sharesThread);
  }

  /** These settings with a thread for all connections, or one for each. */
  public ListenerSettings withSharedThread(boolean shared) {
    return new ListenerSettings(
        address, backlog, mostConnections, mostPerAddress, uncounted, threads, shared);
  }

  /** These settings at another address. */
  public ListenerSettings withAddress(SocketAddress other) {
    return new ListenerSettings(
        other, backlog, mostConnections, mostPerAddress, uncounted, threads, sharesThread);
  }

  private static final class VirtualThreads implements Executor {
    private final Thread.Builder builder = Thread.ofVirtual().name("mailshim-session");

    @Override
    public void execute(Runnable task) {
      builder.start(task);
    }
  }
}
