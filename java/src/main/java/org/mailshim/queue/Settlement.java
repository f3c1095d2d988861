package org.mailshim.queue;

import java.time.Instant;

/** What one attempt has come to for one recipient that was claimed. Immutable. */
public sealed interface Settlement {
  /** Which recipient: its place in the message's envelope, from 0. */
  int position();

  /** What was said of it, for people; one line. */
  String reply();

  /** Whether nothing more is to be done about the recipient. */
  default boolean isFinal() {
    return true;
  }

  /**
   * Whether a message that is committed with it ({@link Submission#commitWith}) cannot be, once the
   * lease is lost.
   */
  default boolean needsLease() {
    return switch (this) {
      case Failed failed -> true;
      case Expanded expanded -> true;
      case Deferred deferred -> deferred.warned();
      case Delivered delivered -> false;
      case Postponed postponed -> false;
    };
  }

  /** Somebody else has taken responsibility; counts whoever has the lease by now. */
  record Delivered(int position, String reply) implements Settlement {}

  /**
   * The recipient is an alias, or has its mail forwarded, and those whom that means have the
   * message under a name of its own. To be committed with that message ({@link
   * Submission#commitWith}), so that both happen or neither; counts only with the lease.
   */
  record Expanded(int position, String reply) implements Settlement {}

  /**
   * It is to be tried again, after an attempt that has failed.
   *
   * @param next the earliest time for that
   * @param warned whether the sender was told, now or before, that the message is late; counted
   *     only with the lease when it is committed with the notice ({@link Submission#commitWith})
   */
  record Deferred(int position, Instant next, String reply, boolean warned) implements Settlement {
    /** One whose sender was not told. */
    public Deferred(int position, Instant next, String reply) {
      this(position, next, reply, false);
    }

    @Override
    public boolean isFinal() {
      return false;
    }
  }

  /**
   * There was no attempt: it waited for its turn, or was cancelled. It is tried later, and the
   * number of attempts stays as it is.
   *
   * @param next the earliest time for that
   */
  record Postponed(int position, Instant next, String reply) implements Settlement {
    @Override
    public boolean isFinal() {
      return false;
    }
  }

  /** It is given up. */
  record Failed(int position, String reply) implements Settlement {}
}
