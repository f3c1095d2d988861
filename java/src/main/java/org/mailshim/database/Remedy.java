package org.mailshim.database;

/** What to do about an error of a database before it is told. */
public enum Remedy {
  /** Nothing: it would happen again. */
  NONE,
  /** To run the transaction again, since another one was in its way. */
  AGAIN,
  /** To connect anew and run the transaction again, since the connection is of no more use. */
  RECONNECT
}
