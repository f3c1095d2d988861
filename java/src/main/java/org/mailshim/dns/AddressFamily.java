package org.mailshim.dns;

/**
 * Which kind of IP address a sender may use.
 *
 * <p>{@link #ANY} tries IPv4 first: a great many machines have an IPv6 address that leads nowhere,
 * or one that receivers do not trust with mail, and a sender finds out only after a time-out.
 */
public enum AddressFamily {
  /** IPv4 addresses, then IPv6 addresses. */
  ANY,
  /** IPv4 addresses only. */
  IPV4,
  /** IPv6 addresses only. */
  IPV6;

  /** Whether A records are wanted. */
  boolean wantsIpv4() {
    return this != IPV6;
  }

  /** Whether AAAA records are wanted. */
  boolean wantsIpv6() {
    return this != IPV4;
  }
}
