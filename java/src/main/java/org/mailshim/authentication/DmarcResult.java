package org.mailshim.authentication;

/**
 * What became of a message's DMARC check (RFC 9989 §5, RFC 8601 §2.7). Immutable; its texts are
 * printable ASCII without quotes and parentheses, whatever message and records said.
 *
 * @param outcome the word
 * @param domain the author domain, that of From, in lower case; with several the one whose result
 *     it is; empty when none could be read
 * @param policy what that domain wants done with a message that fails; {@link DmarcPolicy#NONE}
 *     when it wants nothing, or has no record
 * @param disposition what of it applies to this message: nothing when it has passed, and a milder
 *     one while the domain is testing (tag t=, and pct= of RFC 7489)
 * @param reason for a person; empty when the message has passed
 */
public record DmarcResult(
    Outcome outcome, String domain, DmarcPolicy policy, DmarcPolicy disposition, String reason) {

  /** The words of RFC 8601 §2.7. */
  public enum Outcome {
    /** The domain has no record. */
    NONE,
    /** The message is from the domain: an aligned SPF or DKIM result says so. */
    PASS,
    /** Nothing says that the message is from the domain. */
    FAIL,
    /** The DNS did not answer; later perhaps. */
    TEMPERROR,
    /** From cannot be understood, or asks for too many look-ups. */
    PERMERROR
  }

  static DmarcResult without(Outcome outcome, String domain, String reason) {
    return new DmarcResult(outcome, domain, DmarcPolicy.NONE, DmarcPolicy.NONE, reason);
  }

  static DmarcResult pass(String domain, DmarcPolicy policy) {
    return new DmarcResult(Outcome.PASS, domain, policy, DmarcPolicy.NONE, "");
  }
}
