package org.mailshim.dns;

import java.net.InetAddress;

/**
 * The names under which the DNS keeps what belongs to an address: the octets of IPv4 in reverse
 * (RFC 1035 §3.5), the nibbles of IPv6 in reverse (RFC 3596 §2.5), and a zone behind them. DNS
 * lists have their own zones (RFC 5782 §2.1, §2.4). Stateless, for any thread.
 */
public final class ReversedAddress {
  private static final String HEX = "0123456789abcdef";

  private ReversedAddress() {}

  /**
   * The name of an address in a zone.
   *
   * @param address IPv4 or IPv6
   * @param zone the zone, without a dot before it
   * @return {@code 1.2.0.192.zone} for 192.0.2.1
   */
  public static String under(InetAddress address, String zone) {
    byte[] octets = address.getAddress();
    boolean ipv4 = octets.length == 4;
    StringBuilder name = new StringBuilder(64 + zone.length());
    for (int i = octets.length - 1; i >= 0; i--) {
      int octet = octets[i] & 0xff;
      if (ipv4) {
        name.append(octet).append('.');
      } else {
        name.append(HEX.charAt(octet & 0xf)).append('.');
        name.append(HEX.charAt(octet >> 4)).append('.');
      }
    }
    return name.append(zone).toString();
  }

  /** The name that has the PTR records of an address. */
  static String ofHost(InetAddress address) {
    return under(address, address.getAddress().length == 4 ? "in-addr.arpa" : "ip6.arpa");
  }
}
