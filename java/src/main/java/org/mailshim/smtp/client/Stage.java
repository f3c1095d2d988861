package org.mailshim.smtp.client;

/** What a client session is doing, in the words that its messages use. */
public enum Stage {
  /** Waiting for the server to speak first (RFC 5321 §3.1). */
  GREETING("waiting for the greeting"),
  /** EHLO and its reply. */
  EHLO("sending EHLO"),
  /** HELO and its reply, after EHLO was not understood. */
  HELO("sending HELO"),
  /** LHLO and its reply, in LMTP (RFC 2033 §4.1). */
  LHLO("sending LHLO"),
  /** STARTTLS and its reply (RFC 3207 §4). */
  STARTTLS("sending STARTTLS"),
  /** The TLS handshake, behind STARTTLS or before the greeting. */
  TLS("negotiating TLS"),
  /** AUTH, its challenges and its reply (RFC 4954 §4). */
  AUTH("authenticating"),
  /** XCLIENT and its reply, which is a greeting. */
  XCLIENT("sending XCLIENT"),
  /** VRFY and its reply. */
  VRFY("sending VRFY"),
  /** EXPN and its reply. */
  EXPN("sending EXPN"),
  /** HELP and its reply. */
  HELP("sending HELP"),
  /** NOOP and its reply. */
  NOOP("sending NOOP"),
  /** ETRN and its reply (RFC 1985). */
  ETRN("sending ETRN"),
  /** RSET and its reply, to clear a transaction that failed. */
  RSET("sending RSET"),
  /** MAIL and its reply. */
  MAIL("sending MAIL FROM"),
  /** RCPT and its reply. */
  RCPT("sending RCPT TO"),
  /** DATA and its reply. */
  DATA("sending DATA"),
  /** The mail data, up to its last block. */
  MAIL_DATA("sending the mail data"),
  /** BDAT, a chunk that is not the last, and its reply (RFC 3030 §2). */
  BDAT("sending a chunk of the mail data"),
  /**
   * The last block or chunk with the end of data, and the reply that accepts the message or does
   * not; in LMTP the reply for each recipient.
   */
  END_OF_DATA("sending the end of data"),
  /** QUIT and its reply. */
  QUIT("sending QUIT");

  private final String phrase;

  Stage(String phrase) {
    this.phrase = phrase;
  }

  /** {@code sending RCPT TO}: fits behind "while". */
  public String phrase() {
    return phrase;
  }
}
