package org.mailshim.database;

import org.jspecify.annotations.Nullable;

/**
 * Says what went wrong in the words of whoever uses the database: the queue and the maildrops each
 * have one family of exceptions. Any thread.
 */
public interface Failures {
  /**
   * Makes an exception.
   *
   * @param fault what happened
   * @param attempt what was attempted, as {@code committing a message}
   * @param cause what told, if something did; where it is itself one of this family, thrown by what
   *     ran in a transaction, it is what happened
   * @return the exception, to be thrown by the thread that waits
   */
  RuntimeException of(Fault fault, String attempt, @Nullable Throwable cause);
}
