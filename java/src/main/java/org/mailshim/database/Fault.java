package org.mailshim.database;

/** What an error of a database means. */
public enum Fault {
  /** The disk is full. */
  FULL,
  /** The file cannot be opened or written. */
  DENIED,
  /** Another process has kept the database locked for too long, or its server is away. */
  BUSY,
  /** The database was written by a newer version of mailshim. */
  NEWER,
  /** It was closed by whoever opened it. */
  CLOSED,
  /** Something else that should just work. */
  BROKEN
}
