package org.mailshim.dns;

import java.time.Duration;
import java.util.List;

/** What the DNS says about the TXT records of a name (RFC 1035 §3.3.14). Immutable. */
public sealed interface TextRecords {

  /**
   * The name has TXT records.
   *
   * @param texts one for each record, its strings joined without anything between (RFC 7208 §3.3),
   *     one character for each octet; whatever the zone's owner wrote, controls included
   * @param timeToLive how long the answer may be kept
   */
  record Found(List<String> texts, Duration timeToLive) implements TextRecords {

    /** Copies the list; an empty one is a fault of the caller. */
    public Found {
      texts = List.copyOf(texts);
      if (texts.isEmpty()) {
        throw new IllegalArgumentException("no text");
      }
    }
  }

  /** The name does not exist, or has no TXT record. */
  record None() implements TextRecords {}

  /**
   * The DNS gave no usable answer in time; a later look-up may succeed.
   *
   * @param reason for a person, one printable line
   */
  record TemporaryFailure(String reason) implements TextRecords {}
}
