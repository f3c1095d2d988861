package org.mailshim.dns;

import java.time.Duration;
import java.util.List;

/**
 * What the DNS says about the names of an address (RFC 1035 §3.5). Whoever owns the address says
 * this, and may claim any name; it is worth something only where the name leads back to the
 * address. Immutable.
 */
public sealed interface HostNames {

  /**
   * The address has names.
   *
   * @param names at least one, as A-labels in lower case, without a final dot
   * @param timeToLive how long the answer may be kept
   */
  record Found(List<String> names, Duration timeToLive) implements HostNames {

    /** Copies the list; an empty one is a fault of the caller. */
    public Found {
      names = List.copyOf(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException("no name");
      }
    }
  }

  /** The address has no name. */
  record None() implements HostNames {}

  /**
   * The DNS gave no usable answer in time; a later look-up may succeed.
   *
   * @param reason for a person, one printable line
   */
  record TemporaryFailure(String reason) implements HostNames {}
}
