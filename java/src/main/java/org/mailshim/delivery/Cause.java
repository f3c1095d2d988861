package org.mailshim.delivery;

/** What decided about a recipient. */
public enum Cause {
  /** A server's reply, positive or negative. */
  SERVER,
  /** No connection, or one that broke. */
  CONNECTION,
  /** A name: it could not be looked up, does not exist, or takes no mail. */
  NAME,
  /** A time-out. */
  TIME,
  /** A server that does not keep to the protocol. */
  PROTOCOL,
  /** Somebody on this side gave up. */
  CANCELLED,
  /** Mail that needs an extension of SMTP which the server does not offer, or more room. */
  EXTENSION,
  /** TLS, which was required, could not be had. */
  TLS,
  /** A server does not take our credentials, or no way of giving them that is allowed. */
  AUTHENTICATION,
  /** This host: its configuration, or its disk. */
  LOCAL,
  /** This process: it has run out of memory. */
  MEMORY,
  /** A bug of mailshim. */
  FAULT
}
