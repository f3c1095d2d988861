package org.mailshim.queue;

import java.time.Instant;

/** What one attempt has come to for one recipient that was claimed. Immutable. */
public sealed interface Settlement {
  /** Which recipient: its place in the message's envelope, from 0. */
  int position();

  /** What was said of it, for people; one line. */
  String reply();

  /** Somebody else has taken responsibility; counts whoever has the lease by now. */
  record Delivered(int position, String reply) implements Settlement {}

  /**
   * It is to be tried again.
   *
   * @param next the earliest time for that
   */
  record Deferred(int position, Instant next, String reply) implements Settlement {}

  /** It is given up. */
  record Failed(int position, String reply) implements Settlement {}
}
