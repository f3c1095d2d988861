package org.mailshim.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How this host shows among mail exchangers: mail that is not local and whose exchanger is this
 * host would come back for ever (RFC 5321 §5.1).
 *
 * @param names its names, as A-labels; copied, put into lower case
 * @param listening where its servers listen; asked for each address that mail is to go to
 */
public record OwnHosts(Set<String> names, Listening listening) {
  /** Knows where servers of this host listen. Any thread. */
  public interface Listening {
    /** Whether one listens there now. */
    boolean listensAt(InetAddress address, int port);
  }

  /** No lambda: it would be linked in the way of a process's first mail. */
  private static final class Nowhere implements Listening {
    @Override
    public boolean listensAt(InetAddress address, int port) {
      return false;
    }
  }

  /** A host that takes no mail. */
  public static final OwnHosts NONE = new OwnHosts(Set.of(), new Nowhere());

  /** Copies the names. */
  public OwnHosts {
    Set<String> copy = new HashSet<>();
    for (String name : names) {
      copy.add(name.toLowerCase(Locale.ROOT));
    }
    names = Set.copyOf(copy);
  }

  /**
   * A host whose servers listen at these addresses, and no others later.
   *
   * @param names its names
   * @param bound what the listeners are bound to
   */
  public static OwnHosts of(Set<String> names, Set<InetSocketAddress> bound) {
    var listeners = new OwnListeners();
    bound.forEach(listeners::opened);
    return new OwnHosts(names, listeners);
  }

  /** Whether a host of that name is this one. */
  boolean isNamed(String host) {
    return !names.isEmpty() && names.contains(host.toLowerCase(Locale.ROOT));
  }

  /** Whether a server of this host listens there. */
  boolean listensAt(InetAddress address, int port) {
    return listening.listensAt(address, port);
  }
}
