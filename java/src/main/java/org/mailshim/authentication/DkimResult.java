package org.mailshim.authentication;

/**
 * What became of one DKIM signature of a message (RFC 6376 §3.9, RFC 8601 §2.7.1). Immutable; its
 * texts are printable ASCII without quotes, whatever the signature said.
 *
 * @param outcome whether the signature holds
 * @param domain the signing domain, in lower case (tag d=); empty when it could not be read
 * @param selector which of the domain's keys (tag s=); empty when it could not be read
 * @param algorithm as the signature names it (tag a=); empty when it could not be read
 * @param signature the first octets of the signature, to tell it from others
 * @param reason for a person; empty when the signature holds
 */
public record DkimResult(
    Outcome outcome,
    String domain,
    String selector,
    String algorithm,
    String signature,
    String reason) {

  /** The words of RFC 8601 §2.7.1. */
  public enum Outcome {
    /** The domain has signed this message. */
    PASS,
    /** The signature is not of this message, or not by that key, or has expired. */
    FAIL,
    /** The signature may hold, and is not believed here. */
    POLICY,
    /** The signature cannot be read. */
    NEUTRAL,
    /** The key cannot be had now; later perhaps. */
    TEMPERROR,
    /** The signature cannot be verified, now or later. */
    PERMERROR
  }
}
