package org.mailshim.policy;

/** What follows from being on a DNS list. Whatever it is, the list's weight counts too. */
public enum DnsListAction {
  /**
   * The client is sent away before the greeting. Nobody there can reach the postmaster, nor
   * authenticate.
   */
  REFUSE_AT_CONNECT,
  /** Every recipient is refused, but for the postmaster (RFC 5321 §4.5.1). */
  REFUSE_AT_RCPT,
  /** The message gets a header field that says so. */
  TAG,
  /** Nothing but the weight. */
  SCORE,
  /** The client is known to be good: no other DNS list, sender check or greylisting. */
  ALLOW
}
