package org.mailshim.delivery;

import java.util.List;

/**
 * Recipients that share one way.
 *
 * @param positions where these recipients stand in the envelope, in no particular order across
 *     domains
 * @param way where their mail goes
 */
record Destination(List<Integer> positions, Way way) {

  /** What routing has found. */
  sealed interface Way {}

  /**
   * Hosts to try in this order.
   *
   * @param hosts at least one
   */
  record Open(List<Host> hosts) implements Way {}

  /**
   * No host to try.
   *
   * @param verdict why
   */
  record Closed(Verdict verdict) implements Way {}
}
