package org.mailshim.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Threads for the leaders of a {@link SharedThread}: platform threads as long as not many of them
 * are kept by connections, then those that the listener was given. So the leader, which alone has
 * something to do most of the time, waits where waiting is cheapest, and a crowd of connections
 * that keep their threads has virtual ones.
 */
final class LeaderThreads implements Executor {
  /** How many platform threads there may be. */
  static final int PLATFORM = 16;

  private final Executor others;
  private final Semaphore platform = new Semaphore(PLATFORM);
  private final Thread.Builder builder = Thread.ofPlatform().daemon().name("mailshim-listener");

  /** Has {@code others} when the platform threads are all in use. */
  LeaderThreads(Executor others) {
    this.others = others;
  }

  @Override
  public void execute(Runnable task) {
    if (!platform.tryAcquire()) {
      others.execute(task);
      return;
    }
    try {
      builder.start(() -> runOnPlatformThread(task));
    } catch (OutOfMemoryError e) {
      platform.release();
      others.execute(task); // the kernel may refuse threads that Java can do without
    }
  }

  private void runOnPlatformThread(Runnable task) {
    try {
      task.run();
    } finally {
      platform.release();
    }
  }
}
