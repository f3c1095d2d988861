package org.mailshim.transport;

/**
 * The way in which a {@link Listener} comes by threads: {@link ThreadEach} or {@link SharedThread}.
 * All methods from any thread.
 */
sealed interface Accepting permits ThreadEach, SharedThread {
  /** Begins to accept. */
  void begin();

  /**
   * The server's channel has been closed: returns when the kernel listens no more, or after a
   * second, for the caller may be on the very thread that would have to notice.
   */
  void end();
}
