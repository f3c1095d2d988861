package org.mailshim.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How this host shows among mail exchangers: mail that is not local and whose exchanger is this
 * host would come back for ever (RFC 5321 §5.1). Immutable.
 *
 * @param names its names, as A-labels; copied, put into lower case
 * @param listeners where its servers listen, address and port; copied
 */
public record OwnHosts(Set<String> names, Set<InetSocketAddress> listeners) {
  /** A host that takes no mail. */
  public static final OwnHosts NONE = new OwnHosts(Set.of(), Set.of());

  /** Copies the sets. */
  public OwnHosts {
    Set<String> copy = new HashSet<>();
    for (String name : names) {
      copy.add(name.toLowerCase(Locale.ROOT));
    }
    names = Set.copyOf(copy);
    listeners = Set.copyOf(listeners);
  }

  /**
   * A host whose servers listen at these addresses; one that listens at the wildcard address
   * listens at every address that this machine has now.
   *
   * @param names its names
   * @param bound what the listeners are bound to
   */
  public static OwnHosts of(Set<String> names, Set<InetSocketAddress> bound) {
    Set<InetSocketAddress> listeners = new HashSet<>();
    for (InetSocketAddress each : bound) {
      if (each.getAddress().isAnyLocalAddress()) {
        addAll(listeners, each.getPort());
      } else {
        listeners.add(each);
      }
    }
    return new OwnHosts(names, listeners);
  }

  private static void addAll(Set<InetSocketAddress> listeners, int port) {
    try {
      Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
      while (interfaces.hasMoreElements()) {
        Enumeration<InetAddress> addresses = interfaces.nextElement().getInetAddresses();
        while (addresses.hasMoreElements()) {
          listeners.add(new InetSocketAddress(addresses.nextElement(), port));
        }
      }
    } catch (SocketException e) {
      // Then this machine cannot tell, and a loop ends at the limit of hops.
    }
  }

  /** Whether a host of that name is this one. */
  boolean isNamed(String host) {
    return !names.isEmpty() && names.contains(host.toLowerCase(Locale.ROOT));
  }

  /** Whether a server of this host listens there. */
  boolean listensAt(InetAddress address, int port) {
    return !listeners.isEmpty() && listeners.contains(new InetSocketAddress(address, port));
  }
}
