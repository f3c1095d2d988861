package org.mailshim.policy;

import java.net.InetAddress;
import org.mailshim.transport.AddressRange;

/**
 * The network of a client, as far as strangers can be told apart: 24 bits of IPv4, and 64 of IPv6,
 * of which whoever has one has all. Mail farms send again from a neighbour (RFC 6647 §4.2).
 * Stateless, for any thread.
 */
final class ClientNetwork {
  private static final int IPV4_BITS = 24;
  private static final int IPV6_BITS = 64;

  private ClientNetwork() {}

  /** The network as text: {@code 192.0.2.0/24}. */
  static String of(InetAddress address) {
    int bits = address.getAddress().length == 4 ? IPV4_BITS : IPV6_BITS;
    AddressSpan network = AddressSpan.of(new AddressRange(address, bits));
    return network.first().getHostAddress() + "/" + bits;
  }

  /** The address as text; for IPv6 its network, since a client has 2 to the 64 addresses there. */
  static String host(InetAddress address) {
    return address.getAddress().length == 4 ? address.getHostAddress() : of(address);
  }
}
