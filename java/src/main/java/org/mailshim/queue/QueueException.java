package org.mailshim.queue;

import org.jspecify.annotations.Nullable;
import org.mailshim.database.Fault;

/**
 * The queue could not keep or give back something: trouble of this host, never of who hands in a
 * message, so temporary towards it (4xx, never 5xx).
 *
 * <p>The message is one line that says what was attempted and what came back: {@code while
 * committing a message: no space left (database or disk is full)}.
 */
public final class QueueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Kind {
    /** The disk is full. */
    FULL("no space left"),
    /** The file cannot be opened or written. */
    DENIED("no permission, or no such directory"),
    /** Another process has kept the database locked for too long, or its server is away. */
    BUSY("the database does not answer"),
    /** The database was written by a newer version of mailshim. */
    NEWER("the database is of a newer version of mailshim"),
    /** The queue was closed. */
    CLOSED("the queue is closed"),
    /** The claim has expired, and somebody else has the recipients. */
    LEASE_LOST("the lease has expired and was taken over"),
    /** Something else that should just work. */
    BROKEN("input/output error");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Kind kind;

  /**
   * Makes the exception.
   *
   * @param kind what happened
   * @param attempt what was attempted, as {@code committing a message}
   * @param cause the fault that told, if one did
   */
  public QueueException(Kind kind, String attempt, @Nullable Throwable cause) {
    super(Fault.message(attempt, kind.words, cause), cause);
    this.kind = kind;
  }

  /** The exception for a fault of the database, or for what work in a transaction threw. */
  static QueueException of(Fault fault, String attempt, @Nullable Throwable cause) {
    if (cause instanceof QueueException ours) {
      return new QueueException(ours.kind, attempt, ours.getCause());
    }
    Kind kind =
        switch (fault) {
          case FULL -> Kind.FULL;
          case DENIED -> Kind.DENIED;
          case BUSY -> Kind.BUSY;
          case NEWER -> Kind.NEWER;
          case CLOSED -> Kind.CLOSED;
          case BROKEN -> Kind.BROKEN;
        };
    return new QueueException(kind, attempt, cause);
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }
}
