package org.mailshim.abi.esmtp;

/**
 * Which fields a mechanism has the program fill in; {@code native/src/esmtp.c} has them in the same
 * order.
 */
enum Form {
  /** User name and password, of 255 octets at most. */
  PLAIN,
  /** User name and password. */
  LOGIN,
  /** User name and password, of which only the name is shown. */
  PROOF,
  /** Domain, user name and password. */
  NTLM,
  /** User name and token. */
  TOKEN
}
