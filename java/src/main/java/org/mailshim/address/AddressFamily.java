package org.mailshim.address;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Which kind of network address may be used to reach a host. In which order the addresses of both
 * kinds are tried is the business of whoever looks them up.
 */
public enum AddressFamily {
  /** IPv4 and IPv6. */
  ANY,
  /** IPv4 only. */
  IPV4,
  /** IPv6 only. */
  IPV6;

  /** Whether IPv4 addresses may be used: A records are wanted. */
  public boolean hasIpv4() {
    return this != IPV6;
  }

  /** Whether IPv6 addresses may be used: AAAA records are wanted. */
  public boolean hasIpv6() {
    return this != IPV4;
  }

  /** Whether this address may be used. */
  public boolean has(InetAddress address) {
    return address instanceof Inet4Address ? hasIpv4() : hasIpv6();
  }
}
