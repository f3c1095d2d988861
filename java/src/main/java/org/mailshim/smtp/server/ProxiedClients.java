package org.mailshim.smtp.server;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the sessions of each client that comes through a trusted proxy, where the listener sees
 * the proxy only. IPv6 addresses count by their network of 64 bits, as the listener has it. Any
 * thread.
 */
final class ProxiedClients {
  private static final int IPV6_NETWORK_OCTETS = 8;

  private final Map<ByteBuffer, Integer> sessions = new ConcurrentHashMap<>();
  private final int mostPerAddress;

  ProxiedClients(int mostPerAddress) {
    this.mostPerAddress = mostPerAddress;
  }

  /**
   * A session begins; {@link #leave} must follow, whatever this says.
   *
   * @return whether there are no more of this client than may be
   */
  boolean enter(InetAddress client) {
    return sessions.merge(network(client), 1, Integer::sum) <= mostPerAddress;
  }

  /** A session that has entered is over. */
  void leave(InetAddress client) {
    sessions.computeIfPresent(network(client), (network, count) -> count == 1 ? null : count - 1);
  }

  private static ByteBuffer network(InetAddress client) {
    byte[] octets = client.getAddress();
    return ByteBuffer.wrap(Arrays.copyOf(octets, Math.min(octets.length, IPV6_NETWORK_OCTETS)));
  }
}
