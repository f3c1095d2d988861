package org.mailshim.authentication;

/**
 * What a domain says about a host that sends in its name (RFC 7208 §2.6). Immutable.
 *
 * @param outcome the word
 * @param domain the domain that was asked about, in lower case; empty when it was no domain name
 * @param reason what decided, for a person; printable ASCII: the term of the record that matched,
 *     or what went wrong
 * @param explanation what the domain wants a refused sender to read (§6.2): printable ASCII, not to
 *     be trusted; empty when the outcome is not {@link Outcome#FAIL}, or the domain says nothing
 */
public record SpfResult(Outcome outcome, String domain, String reason, String explanation) {

  /** The words of RFC 7208 §2.6. */
  public enum Outcome {
    /** The domain has no record, or there is no domain. */
    NONE,
    /** The domain does not say. */
    NEUTRAL,
    /** The host may send for the domain. */
    PASS,
    /** The host may not. */
    FAIL,
    /** The host probably may not. */
    SOFTFAIL,
    /** The DNS did not answer; later perhaps. */
    TEMPERROR,
    /** The domain's records cannot be understood, or ask for too many look-ups. */
    PERMERROR
  }
}
