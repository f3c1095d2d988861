package org.mailshim.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work's "stop": asked for once, from any thread, and then true for ever.
 *
 * <p>Whatever blocks attaches a target for as long as it blocks; {@link #cancel} calls every
 * attached target, on the cancelling thread, and a target attached afterwards is called at once. So
 * the order of the two does not matter and nothing falls between. A dialled connection stays
 * attached until it is closed: one cancellation covers look-up, connecting and conversation.
 */
public final class Cancellation {
  /** What is to be stopped. */
  public interface Target {
    /** Stops it. Quick, from any thread, more than once, without exceptions. */
    void cancelled();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Target> targets = new ArrayList<>(2);
  private volatile boolean requested;

  /** One that has not been asked for. */
  public Cancellation() {}

  /** Whether {@link #cancel} was called. */
  public boolean isRequested() {
    return requested;
  }

  /** Stops all that is attached or will be. Repeated calls do nothing more. */
  public void cancel() {
    requested = true;
    for (Target target = take(); target != null; target = take()) {
      target.cancelled();
    }
  }

  /** One by one: no copy is made of them, for which there may be no memory any more. */
  private @Nullable Target take() {
    lock.lock();
    try {
      return targets.isEmpty() ? null : targets.removeLast();
    } finally {
      lock.unlock();
    }
  }

  /** Has {@code target} called on {@link #cancel}; at once when that has been. */
  public void attach(Target target) {
    lock.lock();
    try {
      if (!requested) {
        targets.add(target);
        return;
      }
    } finally {
      lock.unlock();
    }
    target.cancelled();
  }

  /** Forgets {@code target}; no effect when it is not attached. */
  public void detach(Target target) {
    lock.lock();
    try {
      targets.remove(target);
    } finally {
      lock.unlock();
    }
  }
}
