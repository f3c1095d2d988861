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
    return new RetrievalException(fault.message(attempt, cause), cause);
  }
}
