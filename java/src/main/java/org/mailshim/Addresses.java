package org.mailshim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.mailshim.transport.ListenerSettings;

/** Where services are. Stateless. */
final class Addresses {
  private Addresses() {}

  /** All addresses of this host, IPv6 and IPv4. */
  static ListenerSettings everywhere(int port) {
    return ListenerSettings.at(new InetSocketAddress(port).getAddress(), port);
  }

  /** The same port and limits at another address; in place of a Unix socket any port. */
  static ListenerSettings moved(ListenerSettings where, InetAddress address) {
    int port = where.address() instanceof InetSocketAddress inet ? inet.getPort() : 0;
    return where.withAddress(new InetSocketAddress(address, port));
  }
}
