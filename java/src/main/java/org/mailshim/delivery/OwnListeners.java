package org.mailshim.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Where servers of this host listen now. One at the wildcard address listens at every address that
 * this machine has when it is asked. Any thread.
 */
public final class OwnListeners implements OwnHosts.Listening {
  private final Set<InetSocketAddress> bound = new CopyOnWriteArraySet<>();

  /** Nobody listens yet. */
  public OwnListeners() {}

  /**
   * A server listens from now on.
   *
   * @param address what it is bound to, with the port that it has got
   */
  public void opened(InetSocketAddress address) {
    bound.add(address);
  }

  /** It listens no more. */
  public void closed(InetSocketAddress address) {
    bound.remove(address);
  }

  @Override
  public boolean listensAt(InetAddress address, int port) {
    for (InetSocketAddress each : bound) {
      boolean same =
          each.getAddress().isAnyLocalAddress()
              ? isOfThisMachine(address)
              : each.getAddress().equals(address);
      if (same && each.getPort() == port) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false; // then this machine cannot tell, and a loop ends at the limit of hops
    }
  }
}
