package org.mailshim.authentication;

import java.util.Optional;

/** What a domain wants done with messages in its name that fail (RFC 9989 §4.7, tag p=). */
public enum DmarcPolicy {
  /** Nothing. */
  NONE,
  /** They are to be treated with suspicion. */
  QUARANTINE,
  /** They are to be refused. */
  REJECT;

  /** The policy of that word, in any case; empty when there is none. */
  static Optional<DmarcPolicy> of(String word) {
    for (DmarcPolicy each : values()) {
      if (each.name().equalsIgnoreCase(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The next milder one, for domains that are testing. */
  DmarcPolicy milder() {
    return this == REJECT ? QUARANTINE : NONE;
  }

  /** The stricter of two. */
  DmarcPolicy or(DmarcPolicy other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
