package org.mailshim.policy;

/**
 * The rules of a {@link Policy}, in the order in which they are asked; the first that fits decides.
 */
public enum PolicyRule {
  /** Connecting: the address is denied. */
  DENIED_ADDRESS("denied address"),
  /** Connecting: the address has written to a trap lately. */
  TRAPPED("trapped"),
  /** Connecting: the address is on a DNS list whose action that is. */
  DNS_LIST_AT_CONNECT("DNS list, at connect"),
  /** MAIL: the reverse-path is somebody else's. */
  SENDER_NOT_OWN("sender not own"),
  /** MAIL: the reverse-path of a trusted address is of no local domain. */
  SENDER_NOT_LOCAL("sender not local"),
  /** MAIL: the reverse-path of a stranger is of a local domain. */
  SENDER_LOCAL("sender local"),
  /** MAIL, RCPT, end of data: a limit is reached. */
  RATE("rate limit"),
  /** RCPT: the recipient is elsewhere, and the client may not send there. */
  RELAY("relay"),
  /** RCPT: a stranger's local-part says where to send from here. */
  SENDER_ROUTE("sender route"),
  /** RCPT: the recipient is a trap. */
  TRAP("trap"),
  /** RCPT: nobody has that mailbox. */
  UNKNOWN_RECIPIENT("unknown recipient"),
  /** RCPT: the client is no stranger, and is not asked further. */
  TRUSTED("trusted"),
  /** RCPT: the postmaster can be reached by everybody. */
  REACHABLE("reachable"),
  /** RCPT: on a good list. */
  GOOD_LIST("good list"),
  /** RCPT: on a bad list. */
  BAD_LIST("bad list"),
  /** RCPT: on a DNS list that speaks for the client. */
  DNS_ALLOWED("DNS list that allows"),
  /** RCPT: on a DNS list whose action that is, or on so many that the score is too high. */
  DNS_LIST("DNS list"),
  /** RCPT: the sender's domain takes no mail. */
  SENDER_DOMAIN("sender domain"),
  /** RCPT: greylisted. */
  GREYLIST("greylist"),
  /** RCPT: nothing speaks against it. */
  ACCEPTED("accepted");

  private final String text;

  PolicyRule(String text) {
    this.text = text;
  }

  /** The rule's name, for a log. */
  public String text() {
    return text;
  }
}
