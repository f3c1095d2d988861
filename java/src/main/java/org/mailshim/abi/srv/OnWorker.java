package org.mailshim.abi.srv;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.GuestThreads;

/**
 * Work that starts threads, done on a thread of mailshim's while a host's thread waits: those
 * threads are not to inherit the host's signal mask.
 *
 * @param <T> what comes of it
 */
final class OnWorker<T> implements Runnable {
  private final Supplier<T> work;
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable T result;
  private @Nullable Throwable thrown;

  private OnWorker(Supplier<T> work) {
    this.work = work;
  }

  /**
   * Does it, and waits.
   *
   * @return what it gave; what it threw is thrown
   * @throws OutOfMemoryError also when there is no thread for it
   */
  static <T> T call(Supplier<T> work) {
    var task = new OnWorker<T>(work);
    GuestThreads.worker(task);
    return task.await();
  }

  @Override
  public void run() {
    try {
      result = work.get();
    } catch (Throwable any) {
      thrown = any;
    } finally {
      done.countDown();
    }
  }

  private T await() {
    boolean interrupted = false;
    while (done.getCount() > 0) {
      try {
        done.await();
      } catch (InterruptedException e) {
        interrupted = true; // what was begun has to be known
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    T value = result;
    if (value == null) {
      throw new AssertionError("no result", thrown);
    }
    return value;
  }
}
