package org.mailshim.smtp;

/**
 * The EHLO keywords that mailshim knows, from IANA's registry of SMTP service extensions (RFC 5321
 * §2.2), and Postfix's XCLIENT.
 */
public enum EhloKeyword {
  /** Octets above 127 in mail data (RFC 6152). */
  EIGHTBITMIME("8BITMIME"),
  /** Authentication, with the SASL mechanisms as parameters (RFC 4954). */
  AUTH("AUTH"),
  /** Mail data that is not lines (RFC 3030). */
  BINARYMIME("BINARYMIME"),
  /** BDAT (RFC 3030). */
  CHUNKING("CHUNKING"),
  /** Deliver by a deadline (RFC 2852). */
  DELIVERBY("DELIVERBY"),
  /** Delivery status notifications on request (RFC 3461). */
  DSN("DSN"),
  /** Enhanced status codes in replies (RFC 2034). */
  ENHANCEDSTATUSCODES("ENHANCEDSTATUSCODES"),
  /** ETRN (RFC 1985). */
  ETRN("ETRN"),
  /** EXPN (RFC 5321 §4.1.1.7). */
  EXPN("EXPN"),
  /** Delayed sending (RFC 4865). */
  FUTURERELEASE("FUTURERELEASE"),
  /** HELP (RFC 5321 §4.1.1.8). */
  HELP("HELP"),
  /** How many commands, recipients and transactions a session may have (RFC 9422). */
  LIMITS("LIMITS"),
  /** Message priorities (RFC 6710). */
  MT_PRIORITY("MT-PRIORITY"),
  /** Commands in groups (RFC 2920). */
  PIPELINING("PIPELINING"),
  /** TLS required on every hop (RFC 8689). */
  REQUIRETLS("REQUIRETLS"),
  /** The size of the mail data, with the largest accepted as parameter (RFC 1870). */
  SIZE("SIZE"),
  /** Internationalised addresses and header fields (RFC 6531). */
  SMTPUTF8("SMTPUTF8"),
  /** STARTTLS (RFC 3207). */
  STARTTLS("STARTTLS"),
  /** VRFY (RFC 5321 §4.1.1.6). */
  VRFY("VRFY"),
  /** Who the client's client is, told by a trusted proxy (Postfix, not registered with IANA). */
  XCLIENT("XCLIENT");

  private final String text;

  EhloKeyword(String text) {
    this.text = text;
  }

  /**
   * The keyword as it is written.
   *
   * @return upper-case letters, digits and hyphens
   */
  public String text() {
    return text;
  }
}
