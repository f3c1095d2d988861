package org.mailshim.abi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that callbacks into C run on: a host may sleep in its callback, and a foreign
 * call would pin a virtual thread's carrier.
 *
 * <p>One thread stays once it was {@link #require required}, up to a number run while there is work
 * for them, and those but the one go after half a minute without. So what was promised to a host is
 * kept when the process can have no more threads: a callback may have to wait for others then, but
 * it comes.
 */
final class CallbackThreads {
  /** Makes threads. */
  interface Starter {
    /**
     * Runs something soon, on a thread that may start others.
     *
     * @param start what to run; what it throws is logged
     */
    void soon(Runnable start);

    /**
     * Runs something on such a thread, and waits until it has run.
     *
     * @param start what to run; what it throws is thrown here
     */
    void now(Runnable start);

    /**
     * Starts a thread, from one of these.
     *
     * @param work the thread's
     * @throws OutOfMemoryError if there is none to be had
     */
    void start(Runnable work);
  }

  private final Starter starter;
  private final long idleNanos;
  private final Runnable another = this::startAnother; // made while there is memory

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition queued = lock.newCondition();
  private final Condition ended = lock.newCondition();

  // Under the lock. The queue is a list of tasks, linked in themselves.
  private @Nullable CallbackTask first;
  private @Nullable CallbackTask last;
  private int waiting;
  private int running;
  private int threads;
  private int idle;
  private int most;
  private boolean starting;

  /**
   * No thread yet.
   *
   * @param starter makes them
   * @param most more callbacks than this at once wait for each other
   * @param idleMillis how long those beyond the first stay without work
   */
  CallbackThreads(Starter starter, int most, long idleMillis) {
    this.starter = starter;
    this.most = most;
    this.idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
  }

  /**
   * Makes sure that there is a thread. It never goes.
   *
   * @throws OutOfMemoryError if there is none to be had
   */
  void require() {
    lock.lock();
    try {
      if (threads > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    starter.now(this::startThread);
  }

  /**
   * Gives a task a thread at once, which is made if need be.
   *
   * @return false when there are as many as there may be, or there is none to be had
   */
  boolean offer(CallbackTask task) {
    lock.lock();
    try {
      if (waiting < idle) {
        queue(task);
        return true;
      }
      if (threads >= most) {
        return false;
      }
      threads++;
      running++;
    } finally {
      lock.unlock();
    }
    try {
      starter.now(() -> starter.start(() -> workFrom(task)));
      return true;
    } catch (OutOfMemoryError e) {
      lock.lock();
      threads--;
      running--;
      ended.signalAll();
      lock.unlock();
      return false;
    }
  }

  /** What a thread does that was made for a task: nobody else can have taken its place. */
  private void workFrom(CallbackTask task) {
    run(task);
    work();
  }

  /** Runs a task on the calling thread, however many others run; {@link #awaitEnd} waits for it. */
  void runHere(CallbackTask task) {
    lock.lock();
    running++;
    lock.unlock();
    run(task);
  }

  /** Under the lock. */
  private void queue(CallbackTask task) {
    CallbackTask before = last;
    if (before == null) {
      first = task;
    } else {
      before.next = task;
    }
    last = task;
    waiting++;
    queued.signal();
  }

  /** Queues a task. Needs no memory, and does not block. */
  void add(CallbackTask task) {
    lock.lock();
    try {
      queue(task);
      startIfShort();
    } catch (OutOfMemoryError e) {
      starting = false; // those that run already will do
    } finally {
      lock.unlock();
    }
  }

  /**
   * Changes how many callbacks run at once, from now on; what runs goes on.
   *
   * @param number at least 1
   */
  void limit(int number) {
    lock.lock();
    try {
      most = number;
      startIfShort();
    } finally {
      lock.unlock();
    }
  }

  private void startIfShort() {
    if (!starting && isShort()) {
      starting = true;
      starter.soon(another);
    }
  }

  /** Whether a task waits that nobody is there to take; under the lock. */
  private boolean isShort() {
    return waiting > idle && threads < most;
  }

  private void startAnother() {
    boolean more = true;
    try {
      while (more) {
        startThread();
        lock.lock();
        more = isShort();
        lock.unlock();
      }
    } finally {
      lock.lock();
      starting = false;
      lock.unlock();
    }
  }

  private void startThread() {
    starter.start(this::work);
    lock.lock();
    threads++;
    lock.unlock();
  }

  private void work() {
    for (CallbackTask task = take(); task != null; task = take()) {
      run(task);
    }
  }

  /** Runs a task that counts as running. */
  private void run(CallbackTask task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      HostLog.internal("calling back into the host", thrown);
    }
    lock.lock();
    running--;
    ended.signalAll();
    lock.unlock();
  }

  /** The next task; null when the thread is to go. */
  private @Nullable CallbackTask take() {
    lock.lock();
    try {
      while (first == null && threads <= most) {
        if (!await() && first == null && threads > 1) {
          threads--;
          return null;
        }
      }
      CallbackTask task = first;
      if (task == null || threads > most) {
        threads--;
        queued.signal(); // another has to take what this one was woken for
        return null;
      }
      first = task.next;
      if (first == null) {
        last = null;
      }
      task.next = null;
      waiting--;
      running++;
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a task; false after a time without. The last thread waits for ever. */
  private boolean await() {
    idle++;
    try {
      if (threads > 1) {
        return queued.awaitNanos(idleNanos) > 0;
      }
      queued.await();
      return true;
    } catch (InterruptedException e) {
      return true; // nobody has a reason to interrupt it
    } finally {
      idle--;
    }
  }

  /**
   * Waits until no task runs or is queued.
   *
   * @param deadlineNanos {@link System#nanoTime} at which to stop waiting
   * @return whether all have ended
   */
  boolean awaitEnd(long deadlineNanos) {
    lock.lock();
    try {
      long left = deadlineNanos - System.nanoTime();
      while (waiting + running > 0 && left > 0) {
        left = ended.awaitNanos(left);
      }
      return waiting + running == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
