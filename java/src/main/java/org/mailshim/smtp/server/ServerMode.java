package org.mailshim.smtp.server;

/** For whom a server works, which decides its dialect and what it asks of a client. */
public enum ServerMode {
  /** Mail from other servers, without authentication (RFC 5321). */
  MX,
  /**
   * Mail from users: MAIL only after AUTH, and a Date and a Message-ID are added where they are
   * missing (RFC 6409).
   */
  SUBMISSION,
  /** Mail for final delivery from a neighbour: LHLO, and a reply for each recipient (RFC 2033). */
  LMTP
}
