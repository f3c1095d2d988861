package org.mailshim.smtp.client;

/** What a client session is doing, in the words that its messages use. */
public enum Stage {
  /** Waiting for the server to speak first (RFC 5321 §3.1). */
  GREETING("waiting for the greeting"),
  /** EHLO and its reply. */
  EHLO("sending EHLO"),
  /** HELO and its reply, after EHLO was not understood. */
  HELO("sending HELO"),
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
  /** The last block with the end of data, and the reply that accepts the message or does not. */
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
