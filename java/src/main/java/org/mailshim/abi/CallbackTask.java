package org.mailshim.abi;

import org.jspecify.annotations.Nullable;

/**
 * Something that calls back into the host, again and again, on the callback threads.
 *
 * <p>It is its own place in their queue, so that queueing it needs no memory: the end of a message
 * is told also when the heap is full. In return it is queued once at a time; who gives it to {@link
 * GuestThreads#callback} makes sure that an earlier run has been taken up, as a flag under a lock
 * does.
 */
public abstract class CallbackTask {
  /** The one behind it; belongs to {@link CallbackThreads}, under its lock. */
  @Nullable CallbackTask next;

  /** For subclasses. */
  protected CallbackTask() {}

  /** Calls the host. What it throws is logged. */
  protected abstract void run();
}
