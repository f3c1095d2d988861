package org.mailshim.authentication;

import java.net.InetAddress;
import org.mailshim.authentication.SpfResult.Outcome;

/**
 * One mechanism of an SPF record (RFC 7208 §5) with its qualifier.
 *
 * @param qualifier the outcome if it matches
 * @param mechanism which
 * @param domain its domain-spec, not expanded; empty for the current domain
 * @param network the address of ip4 and ip6; unspecified for others
 * @param ipv4Bits how many bits of IPv4 addresses are compared
 * @param ipv6Bits how many bits of IPv6 addresses are compared
 * @param text as it stands in the record
 */
record SpfTerm(
    Outcome qualifier,
    Mechanism mechanism,
    String domain,
    InetAddress network,
    int ipv4Bits,
    int ipv6Bits,
    String text) {
  /** The mechanisms. */
  enum Mechanism {
    ALL,
    INCLUDE,
    A,
    MX,
    PTR,
    IP4,
    IP6,
    EXISTS
  }

  /** Whether two addresses of one family agree in their first bits. */
  boolean agrees(InetAddress first, InetAddress second) {
    byte[] a = first.getAddress();
    byte[] b = second.getAddress();
    // An IPv4 address written as IPv6 is no network of IPv6 hosts (::ffff:192.0.2.1).
    if (a.length != b.length || (mechanism == Mechanism.IP6 && a.length == 4)) {
      return false;
    }
    int bits = a.length == 4 ? ipv4Bits : ipv6Bits;
    for (int i = 0; i < bits; i++) {
      if (((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1) != 0) {
        return false;
      }
    }
    return true;
  }
}
