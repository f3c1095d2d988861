package org.mailshim.smtp.client;

/** Which of the two protocols that share their commands and replies a session speaks. */
public enum Dialect {
  /** SMTP (RFC 5321): EHLO, or HELO; one reply to the mail data. */
  SMTP,
  /**
   * LMTP (RFC 2033), for handing mail to a mail store: LHLO; one reply to the mail data for each
   * recipient that was accepted.
   */
  LMTP
}
