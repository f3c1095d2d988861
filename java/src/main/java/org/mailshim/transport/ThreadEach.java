package org.mailshim.transport;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread for each connection, for as long as that lasts.
 *
 * <p>One thread at a time leads: it accepts a connection, has another one lead on, and serves the
 * connection itself. So a session begins on the processor where it was accepted, without waking
 * anybody, and no thread is so old that its frames are still interpreted, which would make each of
 * its waits several times as dear. A thread that is to lead gets in line behind those that have
 * something to do: a flood of connections does not keep those that are here from being served.
 */
final class ThreadEach implements Accepting {
  private final Reception reception;
  private final Executor threads;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Counted down when no thread leads any more. */
  private final CountDownLatch gone = new CountDownLatch(1);

  ThreadEach(Reception reception, Executor threads) {
    this.reception = reception;
    this.threads = threads;
  }

  @Override
  public void begin() {
    threads.execute(this::lead);
  }

  /** What a thread does: accepts one connection, has another thread lead, and serves it. */
  private void lead() {
    Admission.@Nullable Visit visit = next();
    if (visit == null) {
      gone.countDown();
    } else {
      serve(visit);
    }
  }

  /** Waits for the connection that this thread serves; null when there will be none. */
  private Admission.@Nullable Visit next() {
    while (reception.isOpen()) {
      reception.admission().awaitPermit();
      Admission.Visit visit = reception.accept();
      if (visit == null) {
        sleep(reception.pause());
      } else if (isFollowed(visit)) {
        return visit;
      }
    }
    return null;
  }

  /** Has another thread lead; when there is none to be had, the connection is closed. */
  private boolean isFollowed(Admission.Visit visit) {
    try {
      threads.execute(this::lead);
      return true;
    } catch (OutOfMemoryError | RejectedExecutionException e) {
      visit.end();
      reception.failed(visit, e);
      return false;
    }
  }

  private void sleep(Duration pause) {
    try {
      stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody has this thread to interrupt it", e);
    }
  }

  private void serve(Admission.Visit visit) {
    try {
      reception.service(visit).serve();
    } catch (Throwable e) {
      reception.failed(visit, e);
    } finally {
      visit.end();
    }
  }

  @Override
  public void end() {
    stopped.countDown();
    reception.admission().wake();
    Listener.await(gone);
  }
}
