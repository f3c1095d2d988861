package org.mailshim.smtp.server;

/** The life of a server session; {@link SmtpServerSession} explains the ways between these. */
public enum ServerState {
  /** Connected; we have not spoken. */
  CONNECTED,
  /** We have greeted; the client has not said who it is. */
  GREETED,
  /** EHLO, HELO or LHLO is answered: ready for a mail transaction. */
  READY,
  /** STARTTLS is answered: the TLS handshake is next. */
  STARTING_TLS,
  /** AUTH has begun: the client's next line is a SASL response. */
  AUTHENTICATING,
  /** MAIL is answered: a mail transaction is open. */
  ENVELOPE,
  /** DATA is answered with 354: what comes is mail data. */
  MAIL_DATA,
  /** Over. */
  CLOSED
}
