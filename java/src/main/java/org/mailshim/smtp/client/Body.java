package org.mailshim.smtp.client;

/** What a message's body is known to contain (RFC 6152). */
public enum Body {
  /** Not known; nothing is said to the server. */
  UNKNOWN,
  /** Octets up to 127 only. */
  SEVEN_BIT,
  /** Octets above 127: BODY=8BITMIME is said where it is offered; elsewhere sent all the same. */
  EIGHT_BIT
}
