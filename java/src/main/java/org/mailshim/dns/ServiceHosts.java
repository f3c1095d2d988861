package org.mailshim.dns;

import java.time.Duration;
import java.util.List;

/** What the DNS says about who offers a service (SRV records, RFC 2782). Immutable. */
public sealed interface ServiceHosts {

  /**
   * There are hosts to try.
   *
   * @param hosts at least one, by ascending priority; those of equal priority in an order drawn by
   *     their weights
   * @param timeToLive how long the answer may be kept; the order should be drawn anew each time
   */
  record Found(List<ServiceHost> hosts, Duration timeToLive) implements ServiceHosts {

    /** Copies the list; an empty one is a fault of the caller. */
    public Found {
      hosts = List.copyOf(hosts);
      if (hosts.isEmpty()) {
        throw new IllegalArgumentException("no host");
      }
    }
  }

  /** The domain says that it does not offer the service: its only record names the root. */
  record NotOffered() implements ServiceHosts {}

  /** The domain does not exist, or says nothing about the service. */
  record None() implements ServiceHosts {}

  /**
   * The DNS gave no usable answer in time; a later look-up may succeed.
   *
   * @param reason for a person, one printable line
   */
  record TemporaryFailure(String reason) implements ServiceHosts {}
}
