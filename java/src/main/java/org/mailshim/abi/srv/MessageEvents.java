package org.mailshim.abi.srv;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.CallbackTask;
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
 *
 * <p>The end needs no memory on its way: a message that has failed for want of it must be able to
 * say so.
 */
final class MessageEvents {
  private record Event(int state, int sent) {}

  /** Stands for the end, whose count is {@link #sentAtEnd}. */
  private static final Event END = new Event(State.DONE, 0);

  /** Gets the events. */
  interface Receiver {
    /**
     * Takes one event; what it throws is logged and ends only this event.
     *
     * @param state one of {@code STATE_SMTP_…}
     * @param sent the callback's last argument
     */
    void event(int state, int sent);
  }

  private final Receiver receiver;
  private final boolean synchronous;
  private final CallbackTask delivery =
      new CallbackTask() {
        @Override
        protected void run() {
          deliverWaiting();
        }
      };

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition posted = lock.newCondition();

  // Under the lock.
  private final ArrayDeque<Event> waiting = new ArrayDeque<>();
  private boolean ended;
  private boolean closed;
  private int sentAtEnd;
  private boolean delivering;

  private volatile @Nullable Thread deliverer;

  MessageEvents(Receiver receiver, boolean synchronous) {
    this.receiver = receiver;
    this.synchronous = synchronous;
  }

  /**
   * Adds an event; what comes after {@code STATE_SMTP_DONE} is not told. Any thread; does not
   * block.
   *
   * @throws OutOfMemoryError and nothing has been added then. For the end only a virtual thread
   *     that must wait for the lock can see it, and may try again
   */
  void post(int state, int sent) {
    lock.lock();
    try {
      if (closed && state != State.DONE) { // which is tried again where memory was short
        return;
      }
      if (state == State.DONE) {
        sentAtEnd = sent;
        ended = true;
        closed = true;
      } else {
        add(new Event(state, sent));
      }
      posted.signalAll();
      if (!synchronous && !delivering) {
        GuestThreads.callback(delivery);
        delivering = true;
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(Event event) {
    Event last = waiting.peekLast();
    if (last != null && last.state == State.SENDING && event.state == State.SENDING) {
      waiting.removeLast();
    }
    waiting.addLast(event);
  }

  /** The next event; null when none waits. Under the lock. */
  private @Nullable Event poll() {
    Event event = waiting.pollFirst();
    if (event == null && ended) {
      ended = false; // told once
      return END;
    }
    return event;
  }

  private void deliverWaiting() {
    for (; ; ) {
      Event event;
      lock.lock();
      try {
        event = poll();
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
    Event event;
    do {
      lock.lock();
      try {
        event = poll();
        while (event == null) {
          posted.awaitUninterruptibly();
          event = poll();
        }
      } finally {
        lock.unlock();
      }
      deliver(event);
    } while (event != END);
  }

  private void deliver(Event event) {
    deliverer = Thread.currentThread();
    try {
      receiver.event(event.state, event == END ? sentAtEnd : event.sent);
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
