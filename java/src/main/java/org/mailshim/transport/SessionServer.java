package org.mailshim.transport;

/**
 * A server that has a session of some protocol with each client at one address: what does not
 * depend on the protocol. All methods from any thread.
 */
public interface SessionServer extends AutoCloseable {
  /**
   * The port it listens at.
   *
   * @return 0 for a Unix socket
   */
  int port();

  /** Where it listens. */
  Endpoint local();

  /**
   * How many sessions there are.
   *
   * @return those that are served, not those that are being sent away
   */
  int sessions();

  /**
   * Stops gracefully: accepts no more, asks all sessions to leave, and closes what is not over at
   * the deadline.
   *
   * @param deadline when to wait no longer
   * @return whether all sessions ended by themselves
   */
  boolean stop(Deadline deadline);

  /** Stops at once, and closes every connection. */
  @Override
  void close();
}
