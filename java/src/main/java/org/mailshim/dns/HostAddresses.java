package org.mailshim.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** What the DNS says about the addresses of one host. Immutable. */
public sealed interface HostAddresses {

  /**
   * The host has addresses of the wanted family.
   *
   * @param addresses at least one, in the order in which to try them
   * @param timeToLive how long the answer may be kept: the lowest TTL among the records it came
   *     from
   * @param authentic whether the name server says that it has validated all of it (DNSSEC's AD
   *     bit); worth as much as the path to that server
   */
  record Found(List<InetAddress> addresses, Duration timeToLive, boolean authentic)
      implements HostAddresses {

    /** An answer that nobody has validated. */
    public Found(List<InetAddress> addresses, Duration timeToLive) {
      this(addresses, timeToLive, false);
    }

    /** Copies the list; an empty one is a fault of the caller. */
    public Found {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("no address");
      }
    }
  }

  /** The host does not exist, or has no address of the wanted family. */
  record None() implements HostAddresses {}

  /**
   * The DNS gave no usable answer in time; a later look-up may succeed.
   *
   * @param reason for a person, one printable line
   */
  record TemporaryFailure(String reason) implements HostAddresses {}
}
