package org.mailshim.transport;

/** What an outgoing connection is for, as far as that decides which way it takes. */
public enum Direction {
  /** To the mail exchangers of recipients' domains: direct delivery. */
  MAIL_EXCHANGERS,
  /** To a server that takes all mail, or that of a domain, from there. */
  SMART_HOSTS,
  /** To servers from which mail is fetched. */
  MAILBOXES
}
