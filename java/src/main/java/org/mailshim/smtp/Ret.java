package org.mailshim.smtp;

/**
 * How much of the message a notification of its failure brings back, the value of RET (RFC 3461
 * §4.3).
 */
public enum Ret {
  /** The whole message. */
  FULL,
  /** Its header section. */
  HDRS
}
