package org.mailshim.retrieval;

import org.jspecify.annotations.Nullable;
import org.mailshim.database.Fault;

/**
 * What was collected could not be looked up or noted down: trouble of this host, which a collection
 * ends with and a later one may not have.
 *
 * <p>The message is one line that says what was attempted and what came back: {@code while noting
 * what was collected: no space left (…)}.
 */
public final class RetrievalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RetrievalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The exception for a fault of the database. */
  static RetrievalException of(Fault fault, String attempt, @Nullable Throwable cause) {
    String words =
        switch (fault) {
          case FULL -> "no space left";
          case DENIED -> "permission denied";
          case BUSY -> "the database does not answer";
          case NEWER -> "the database is of a newer version of mailshim";
          case CLOSED -> "it is closed";
          case BROKEN -> "the database is broken";
        };
    String detail =
        cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ')';
    return new RetrievalException("while " + attempt + ": " + words + detail, cause);
  }
}
