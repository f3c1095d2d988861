package org.mailshim.database;

import org.jspecify.annotations.Nullable;

/** What an error of a database means. */
public enum Fault {
  /** The disk is full. */
  FULL("no space left"),
  /** The file cannot be opened or written. */
  DENIED("permission denied"),
  /** Another process has kept the database locked for too long, or its server is away. */
  BUSY("the database does not answer"),
  /** The database was written by a newer version of mailshim. */
  NEWER("the database is of a newer version of mailshim"),
  /** It was closed by whoever opened it. */
  CLOSED("it is closed"),
  /** Something else that should just work. */
  BROKEN("the database is broken");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  /**
   * One line for the exception that tells of this, as {@link #message(String, String, Throwable)}.
   */
  public String message(String attempt, @Nullable Throwable cause) {
    return message(attempt, words, cause);
  }

  /**
   * One line for an exception.
   *
   * @param attempt what was attempted, as {@code committing a message}
   * @param words what came back, without a full stop
   * @param cause what told; its message is added in brackets
   */
  public static String message(String attempt, String words, @Nullable Throwable cause) {
    String line = "while " + attempt + ": " + words;
    return cause == null || cause.getMessage() == null
        ? line
        : line + " (" + cause.getMessage() + ')';
  }
}
