package org.mailshim.queue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory all spools may hold together. A spool that gets none goes to its file at once, so
 * that a process with thousands of messages open grows slower instead of running out of heap. Any
 * thread.
 */
final class SpoolMemory {

  /** A quarter of the heap; the rest is for what delivers. */
  static final SpoolMemory SHARED = new SpoolMemory(Runtime.getRuntime().maxMemory() / 4);

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * Nothing held yet.
   *
   * @param limit octets
   */
  SpoolMemory(long limit) {
    this.limit = limit;
  }

  /**
   * Takes some.
   *
   * @param octets how many; to be given back
   * @return false if there are not so many left, and none was taken
   */
  boolean take(int octets) {
    if (held.addAndGet(octets) <= limit) {
      return true;
    }
    held.addAndGet(-octets);
    return false;
  }

  /** Gives some back. */
  void give(int octets) {
    held.addAndGet(-octets);
  }

  /** How many octets are held now. */
  long held() {
    return held.get();
  }
}
