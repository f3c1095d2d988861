package org.mailshim.smtp.client;

/** The life of a client session; {@link SmtpClientSession} explains the ways between these. */
public enum SessionState {
  /** Connected; the server has not spoken. */
  CONNECTED,
  /** The server has greeted; it does not know us yet. */
  GREETED,
  /** EHLO or HELO is answered: ready for a mail transaction. */
  READY,
  /** MAIL, RCPT and DATA are being exchanged. */
  ENVELOPE,
  /** Mail data is being sent, or its reply awaited. */
  MAIL_DATA,
  /** QUIT is said. */
  QUITTING,
  /** Over. */
  CLOSED
}
