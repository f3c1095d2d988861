package org.mailshim.policy;

import org.jspecify.annotations.Nullable;
import org.mailshim.database.Fault;

/**
 * What a policy remembers could not be read or written: trouble of this host, never a peer's fault,
 * so that a client is told to try later.
 *
 * <p>The message is one line that says what was attempted and what came back: {@code while asking
 * for what is remembered: the database does not answer (…)}.
 */
public final class PolicyStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private PolicyStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The exception for a fault of the database. */
  static PolicyStoreException of(Fault fault, String attempt, @Nullable Throwable cause) {
    return new PolicyStoreException(fault.message(attempt, cause), cause);
  }
}
