package org.mailshim.abi;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Starts threads inside a host process without borrowing anything from the host's threads.
 *
 * <p>A new thread inherits its creator's signal mask. Were a session's carrier thread created by a
 * host thread that called {@code SRVEndOfMsg}, the host's signal handlers could run on it. So one
 * platform thread, created while booting with every asynchronous signal blocked, creates all
 * others; what it starts (carriers of virtual threads, callback threads) inherits the blocked mask.
 *
 * <p>Sessions run on virtual threads. C callbacks must not: a foreign call pins its carrier, and a
 * host may sleep in its callback. They run on a bounded pool of platform threads, or on the thread
 * that entered from C.
 */
public final class GuestThreads {
  /** More callbacks than this at once wait for each other. */
  private static final int CALLBACK_THREADS = 4;

  private static final long IDLE_SECONDS = 30;

  private static final LinkedBlockingQueue<Runnable> STARTER = new LinkedBlockingQueue<>();

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition CALLBACK_ENDED = LOCK.newCondition();
  private static int callbacksUnderWay;

  private GuestThreads() {}

  /** A class of its own, to know such a thread by. */
  private static final class CallbackThread extends Thread {
    CallbackThread(Runnable task) {
      super(null, task, "mailshim callback", 0, false);
      setDaemon(true);
    }
  }

  /** Made at the first callback, so that a host without callbacks does not pay for it. */
  private static final class Callbacks {
    static final ThreadPoolExecutor POOL =
        new ThreadPoolExecutor(
            CALLBACK_THREADS,
            CALLBACK_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            CallbackThread::new);

    static {
      POOL.allowCoreThreadTimeOut(true);
    }
  }

  /** Creates the starting thread; called once, from the boot thread. */
  static void start() {
    Thread starter = new Thread(null, new Starter(), "mailshim starter", 0, false);
    starter.setDaemon(true);
    starter.start();
  }

  /**
   * Runs a session on a virtual thread of its own. Any thread may call it; it never blocks.
   *
   * @param session what to run; a virtual thread must not call back into C. What it throws is
   *     logged, and ends only the session
   */
  public static void session(Runnable session) {
    STARTER.add(() -> Thread.ofVirtual().name("mailshim session").start(() -> run(session)));
  }

  /** Nobody else catches it, and the JVM would print it on the host's standard error. */
  private static void run(Runnable session) {
    try {
      session.run();
    } catch (Throwable thrown) {
      HostLog.internal("running a session", thrown);
    }
  }

  /**
   * Runs a callback into C on a platform thread of the bounded pool. Any thread may call it; it
   * never blocks.
   *
   * @param callback what to run
   */
  public static void callback(Runnable callback) {
    LOCK.lock();
    try {
      callbacksUnderWay++;
    } finally {
      LOCK.unlock();
    }
    STARTER.add(() -> Callbacks.POOL.execute(() -> runCallback(callback)));
  }

  private static void runCallback(Runnable callback) {
    try {
      callback.run();
    } finally {
      LOCK.lock();
      try {
        callbacksUnderWay--;
        CALLBACK_ENDED.signalAll();
      } finally {
        LOCK.unlock();
      }
    }
  }

  /**
   * Whether the calling thread is one of the pool, so that it must not wait for callbacks.
   *
   * @return true inside a callback that {@link #callback} runs
   */
  public static boolean isCallback() {
    return Thread.currentThread() instanceof CallbackThread;
  }

  /**
   * Waits until no callback runs or is due, so that the host may take back what callbacks use.
   *
   * @param deadlineNanos {@link System#nanoTime} at which to stop waiting
   * @return whether all callbacks have ended
   */
  static boolean awaitCallbacks(long deadlineNanos) {
    LOCK.lock();
    try {
      long left = deadlineNanos - System.nanoTime();
      while (callbacksUnderWay > 0 && left > 0) {
        left = CALLBACK_ENDED.awaitNanos(left);
      }
      return callbacksUnderWay == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      LOCK.unlock();
    }
  }

  /** A class of its own: a lambda here would be spun while booting. */
  private static final class Starter implements Runnable {
    @Override
    public void run() {
      for (; ; ) {
        try {
          STARTER.take().run();
        } catch (InterruptedException e) {
          return; // nobody interrupts it but a JVM that ends
        } catch (Throwable thrown) {
          // No thread to be had: what asked for one waits, and later starts still work.
          HostLog.internal("starting a thread", thrown);
        }
      }
    }
  }
}
