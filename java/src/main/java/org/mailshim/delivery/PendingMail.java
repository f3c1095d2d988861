package org.mailshim.delivery;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.message.MailData;
import org.mailshim.smtp.client.Body;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;

/**
 * Mail data that somebody is still writing, so that a delivery can look up, connect and greet
 * meanwhile.
 *
 * <p>The submitter's side says once how it ended: {@link #complete} or {@link #withdraw}; what is
 * said after that is ignored, so that the two need not know of each other. The deliverer's side
 * waits. Any thread.
 */
public final class PendingMail {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable MailData data;
  private Body body = Body.UNKNOWN;
  private boolean withdrawn;

  /** Mail that is not there yet. */
  public PendingMail() {}

  /** Mail that is there. */
  public static PendingMail of(MailData data) {
    PendingMail mail = new PendingMail();
    mail.complete(data, Body.UNKNOWN);
    return mail;
  }

  /**
   * The message is whole.
   *
   * @param data stays readable until the delivery is over
   * @param body what it is known to contain
   */
  public void complete(MailData data, Body body) {
    lock.lock();
    try {
      if (!withdrawn && this.data == null) {
        this.data = data;
        this.body = body;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The message will not become whole, and is not to be delivered. */
  public void withdraw() {
    lock.lock();
    try {
      if (data == null) {
        withdrawn = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the message is there. */
  boolean isComplete() {
    lock.lock();
    try {
      return data != null;
    } finally {
      lock.unlock();
    }
  }

  /** What the message contains; {@link Body#UNKNOWN} also while it is not there. */
  Body body() {
    lock.lock();
    try {
      return body;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the submitter has said that nothing will come. */
  boolean isWithdrawn() {
    lock.lock();
    try {
      return withdrawn;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the message is whole.
   *
   * @return the data; or nothing if it was withdrawn, the deadline passed, the cancellation was
   *     used, or this thread was interrupted (and still is)
   */
  Optional<MailData> await(Deadline deadline, Cancellation cancellation) {
    Cancellation.Target wakeUp = new WakeUp();
    cancellation.attach(wakeUp);
    lock.lock();
    try {
      while (data == null && !withdrawn && !deadline.isPast() && !cancellation.isRequested()) {
        changed.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      }
      return Optional.ofNullable(data);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
      cancellation.detach(wakeUp);
    }
  }

  /** No lambda: it would be linked in the way of a process's first mail. */
  private final class WakeUp implements Cancellation.Target {
    @Override
    public void cancelled() {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
