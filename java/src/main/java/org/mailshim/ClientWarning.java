package org.mailshim;

import java.time.Duration;
import java.util.Optional;

/** Something took longer than it should. */
public sealed interface ClientWarning {
  /** What is timed. */
  enum Operation {
    /** Look-up and connecting. */
    CONNECT,
    /** Octets on their way out. */
    SEND,
    /** Waiting for octets, and taking them. */
    RECEIVE
  }

  /**
   * What was timed.
   *
   * @return the operation
   */
  Operation operation();

  /**
   * How long it took.
   *
   * @return the time
   */
  Duration time();

  /**
   * What the queue was set with.
   *
   * @return the argument; empty when there was none
   */
  Optional<Object> argument();

  /**
   * One operation was slow.
   *
   * @param operation which
   * @param time how long it took
   * @param threshold from where on it is slow
   * @param argument what the queue was set with
   */
  record Slow(Operation operation, Duration time, Duration threshold, Optional<Object> argument)
      implements ClientWarning {}

  /**
   * A transfer had few octets a second.
   *
   * @param operation SEND or RECEIVE
   * @param octets how many
   * @param time how long it took
   * @param octetsPerSecond how fast that is
   * @param threshold up to where it is slow, in octets per second
   * @param argument what the queue was set with
   */
  record SlowTransfer(
      Operation operation,
      long octets,
      Duration time,
      double octetsPerSecond,
      long threshold,
      Optional<Object> argument)
      implements ClientWarning {}
}
