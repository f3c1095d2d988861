package org.mailshim.delivery;

import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.transport.Cancellation;

/**
 * Makes a cancellation interrupt the thread that made this, until {@link #end}: for a wait that
 * knows interrupts and no {@link Cancellation}. The thread may be the host program's, so an
 * interrupt that came from here is taken back at the end, and one from elsewhere is left alone.
 */
final class InterruptOnCancel implements Cancellation.Target {

  private final Cancellation cancellation;
  private final Thread thread = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean over;
  private boolean interrupted;

  InterruptOnCancel(Cancellation cancellation) {
    this.cancellation = cancellation;
    cancellation.attach(this);
  }

  @Override
  public void cancelled() {
    lock.lock();
    try {
      if (!over && !thread.isInterrupted()) {
        interrupted = true;
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends that; on the thread that made this. */
  void end() {
    cancellation.detach(this);
    lock.lock();
    try {
      over = true;
      if (interrupted) {
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }
}
