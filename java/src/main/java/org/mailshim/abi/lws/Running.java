package org.mailshim.abi.lws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.abi.Lifecycle;
import org.mailshim.transport.Cancellation;

/**
 * The mails of all structs that are under way, so that a stop of mailshim can wait for them. One
 * that waits for the host's loop, which is then in the stop, is waited for in vain. Any thread.
 */
final class Running {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition LEFT = LOCK.newCondition();

  // Under the lock.
  private static final List<Cancellation> MAILS = new ArrayList<>();
  private static boolean registered;

  private Running() {}

  /**
   * A mail begins.
   *
   * @throws org.mailshim.abi.AbiException after a stop
   */
  static void enter(Cancellation mail) {
    Lifecycle.begin();
    LOCK.lock();
    try {
      if (!registered) {
        registered = true;
        Lifecycle.register(Running::stop);
      }
      MAILS.add(mail);
    } finally {
      LOCK.unlock();
      Lifecycle.begun();
    }
  }

  /** It is over. */
  static void leave(Cancellation mail) {
    LOCK.lock();
    try {
      MAILS.remove(mail);
      LEFT.signalAll();
    } finally {
      LOCK.unlock();
    }
  }

  private static boolean stop(long deadlineNanos) {
    boolean inTime = true;
    LOCK.lock();
    try {
      while (!MAILS.isEmpty()) {
        long left = deadlineNanos - System.nanoTime();
        if (left > 0) {
          LEFT.awaitNanos(left);
        } else {
          inTime = false;
          cancelAll();
          break; // they end as soon as the threads that send them are scheduled
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      LOCK.unlock();
    }
    return inTime;
  }

  private static void cancelAll() {
    for (Cancellation mail : List.copyOf(MAILS)) {
      mail.cancel();
    }
  }
}
