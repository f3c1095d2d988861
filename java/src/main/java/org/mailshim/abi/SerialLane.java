package org.mailshim.abi;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks one after another, in order, on threads that somebody else owns.
 *
 * <p>A lane is either IDLE or SCHEDULED; {@link #add} takes it from IDLE to SCHEDULED by handing it
 * to those threads, and {@link #run} takes it back once the queue is empty. So at most one thread
 * runs the lane's tasks, and none waits for them.
 */
public final class SerialLane extends CallbackTask {
  /** The threads. */
  public interface Threads {
    /**
     * Runs a lane soon. What it throws, {@link SerialLane#add} throws.
     *
     * @param lane is not given again before its run has ended
     */
    void run(CallbackTask lane);
  }

  private final Threads threads;
  private final int mostWaiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private boolean scheduled;

  /**
   * Makes an idle lane.
   *
   * @param threads where its tasks run
   * @param mostWaiting tasks beyond this number are dropped
   */
  public SerialLane(Threads threads, int mostWaiting) {
    this.threads = threads;
    this.mostWaiting = mostWaiting;
  }

  /**
   * Adds a task behind those that wait. Never blocks on a task.
   *
   * @param task what to run; what it throws is logged and ends only the task
   * @return false if the lane was full and the task was dropped
   */
  public boolean add(Runnable task) {
    lock.lock();
    try {
      if (tasks.size() >= mostWaiting) {
        return false;
      }
      tasks.add(task);
      if (!scheduled) {
        threads.run(this);
        scheduled = true; // only now: the next task would wait for ever if this one's way failed
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void run() {
    for (; ; ) {
      Runnable task;
      lock.lock();
      try {
        task = tasks.poll();
        if (task == null) {
          scheduled = false;
          return;
        }
      } finally {
        lock.unlock();
      }
      try {
        task.run();
      } catch (Throwable thrown) {
        HostLog.internal("calling back into the host", thrown);
      }
    }
  }
}
