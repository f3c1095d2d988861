package org.mailshim.abi;

import java.util.concurrent.CountDownLatch;

/**
 * What wakes virtual threads that wait for sockets, made ready while that is sure to go well.
 *
 * <p>The JDK starts threads for it when a virtual thread first waits for a socket, in a static
 * initializer: when there is no thread to be had at that moment, the class is lost for good, and
 * with it every session of the process, however many threads it may have later. So the class is
 * initialised before the first session, and not before as many threads as it takes have been seen
 * to start.
 *
 * <p>The class is the JDK's own business and goes by its name here. Where there is none of that
 * name, nothing is done, and the JDK does as it likes.
 */
final class SocketPoller {
  private static final String CLASS = "sun.nio.ch.Poller";

  /** More than the JDK starts for it: one or two, and a carrier or two. */
  private static final int THREADS = 4;

  private static boolean ready;

  private SocketPoller() {}

  /**
   * Makes it ready, once. On the starting thread only.
   *
   * @throws OutOfMemoryError if there are not enough threads now; the next call tries again
   */
  static void require() {
    if (ready) {
      return;
    }
    startAndEndThreads();
    try {
      Class.forName(CLASS);
    } catch (ClassNotFoundException e) {
      // A JDK that does it in another way.
    }
    ready = true;
  }

  private static void startAndEndThreads() {
    CountDownLatch enough = new CountDownLatch(1);
    Runnable waiting = new Waiting(enough);
    try {
      for (int i = 0; i < THREADS; i++) {
        Thread thread = new Thread(null, waiting, "mailshim trial", 0, false);
        thread.setDaemon(true);
        thread.start();
      }
    } finally {
      enough.countDown();
    }
  }

  /** A class of its own: a lambda would be spun in the way of a first mail. */
  private record Waiting(CountDownLatch enough) implements Runnable {
    @Override
    public void run() {
      try {
        enough.await();
      } catch (InterruptedException e) {
        // It ends either way.
      }
    }
  }
}
