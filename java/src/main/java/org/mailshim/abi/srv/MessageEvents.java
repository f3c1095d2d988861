package org.mailshim.abi.srv;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.HostLog;

/**
 * The events of one message on their way to its callback: in order, one at a time, never on the
 * session's thread.
 *
 * <p>An asynchronous message delivers them on the callback threads as they come. A synchronous one
 * keeps them until a thread of the host's ends or aborts the message, and delivers them there. A
 * host that is slow sees fewer {@code STATE_SMTP_SENDING}: one that waits is replaced by a newer
 * one, so the queue cannot grow with the message.
 */
final class MessageEvents {
  /**
   * One change of state.
   *
   * @param state one of {@code STATE_SMTP_…}
   * @param sent the callback's last argument
   */
  record Event(int state, int sent) {}

  /** Gets the events. */
  interface Receiver {
    /** Takes one event; what it throws is logged and ends only this event. */
    void event(Event event);
  }

  private final Receiver receiver;
  private final boolean synchronous;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition posted = lock.newCondition();
  private final ArrayDeque<Event> waiting = new ArrayDeque<>();
  private boolean delivering;
  private volatile @Nullable Thread deliverer;

  MessageEvents(Receiver receiver, boolean synchronous) {
    this.receiver = receiver;
    this.synchronous = synchronous;
  }

  /** Adds an event. Any thread; does not block. */
  void post(int state, int sent) {
    lock.lock();
    try {
      Event last = waiting.peekLast();
      if (last != null && last.state == State.SENDING && state == State.SENDING) {
        waiting.removeLast();
      }
      waiting.addLast(new Event(state, sent));
      posted.signalAll();
      if (synchronous || delivering) {
        return;
      }
      delivering = true;
    } finally {
      lock.unlock();
    }
    GuestThreads.callback(this::deliverWaiting);
  }

  private void deliverWaiting() {
    for (; ; ) {
      Event event;
      lock.lock();
      try {
        event = waiting.pollFirst();
        if (event == null) {
          delivering = false;
          return;
        }
      } finally {
        lock.unlock();
      }
      deliver(event);
    }
  }

  /** Delivers events on the calling thread until the last one, waiting for those to come. */
  void deliverUntilDone() {
    for (; ; ) {
      Event event;
      lock.lock();
      try {
        while (waiting.isEmpty()) {
          posted.awaitUninterruptibly();
        }
        event = waiting.removeFirst();
      } finally {
        lock.unlock();
      }
      deliver(event);
      if (event.state == State.DONE) {
        return;
      }
    }
  }

  private void deliver(Event event) {
    deliverer = Thread.currentThread();
    try {
      receiver.event(event);
    } catch (Throwable thrown) {
      // No memory to call the host, say. The events behind it come all the same, above all the end.
      HostLog.internal("calling back into the host", thrown);
    } finally {
      deliverer = null;
    }
  }

  /** Whether the calling thread is inside this message's callback. */
  boolean isDelivering() {
    return deliverer == Thread.currentThread();
  }
}
