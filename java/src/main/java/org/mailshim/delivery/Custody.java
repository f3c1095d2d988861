package org.mailshim.delivery;

/** Who has a message after an attempt, and so who tells the sender of its delivery (RFC 3461). */
public enum Custody {
  /** Still we; it was not accepted. */
  OURS,
  /** A maildrop of this host: it is delivered (§2.3.3, "delivered"). */
  MAILDROP,
  /** Those whom an alias means, or a forward, as a message of its own in the queue ("expanded"). */
  MEMBERS,
  /** A server that was asked to tell the sender itself, as NOTIFY says (§5.2.1). */
  NOTIFYING_SERVER,
  /** A server that cannot be asked to (§2.3.3, "relayed"). */
  SERVER
}
