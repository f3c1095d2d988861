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
    return new PolicyStoreException("while " + attempt + ": " + words + detail, cause);
  }
}
