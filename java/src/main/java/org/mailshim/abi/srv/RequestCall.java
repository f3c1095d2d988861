package org.mailshim.abi.srv;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.CallbackTask;
import org.mailshim.abi.GuestThreads;

/**
 * One call of the host's {@code SMTPReqCallback}, on a callback thread, while the thread of the
 * session waits: until the call is over, or until it begins to transfer a message ({@code SRVRecv}
 * or {@code SRVSend}), for then the session has its part to do.
 *
 * <pre>
 *   RUNNING --> TRANSFERRING     the first SRVRecv of SENDMSG, the first SRVSend of GETMSG
 *      |             |
 *      +-------------+--> OVER   the host's function has returned
 * </pre>
 */
final class RequestCall extends CallbackTask {
  private final ServerSession session;
  private final RequestCallback callback;
  private final int action;
  private final String reqname;
  private final List<String> items;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private @Nullable OctetPipe pipe;
  private boolean over;
  private int result;

  private RequestCall(
      ServerSession session,
      RequestCallback callback,
      int action,
      String reqname,
      List<String> items) {
    this.session = session;
    this.callback = callback;
    this.action = action;
    this.reqname = reqname;
    this.items = items;
  }

  /** Begins a call. On the session's thread, which waits for the session's last call before. */
  static RequestCall start(
      ServerSession session,
      RequestCallback callback,
      int action,
      String reqname,
      List<String> items) {
    var call = new RequestCall(session, callback, action, reqname, items);
    session.begin(call);
    GuestThreads.request(call);
    return call;
  }

  int action() {
    return action;
  }

  @Override
  protected void run() {
    int returned = Action.FAULT;
    try {
      returned = callback.call(session.handle(), reqname, action, items);
    } finally {
      session.end(this);
      over(returned);
    }
  }

  private void over(int returned) {
    lock.lock();
    try {
      result = returned;
      over = true;
      if (pipe != null) {
        // Of SENDMSG: what the host has not read, it does not want. Of GETMSG: that was all.
        pipe.abandon();
        if (action == Action.POP_GETMSG && returned > 0) {
          pipe.breakOff(); // what was sent is not the message
        }
        pipe.end();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The message's way through the call, which begins to be used now. On the host's thread. */
  OctetPipe transfer() {
    lock.lock();
    try {
      OctetPipe open = pipe;
      if (open == null) {
        open = new OctetPipe();
        pipe = open;
        changed.signalAll();
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the first of the two events.
   *
   * @return the message's way, when a transfer has begun; null when the call is over without
   */
  @Nullable OctetPipe awaitTransfer() {
    lock.lock();
    try {
      while (!over && pipe == null) {
        changed.awaitUninterruptibly();
      }
      return pipe;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end, and gives what the host returned. */
  int await() {
    lock.lock();
    try {
      while (!over) {
        changed.awaitUninterruptibly();
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the host has returned something above 0. */
  boolean isRefused() {
    lock.lock();
    try {
      return over && result > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the host has returned something else than 0: then its message is not kept. */
  boolean isDecidedAgainst() {
    lock.lock();
    try {
      return over && result != 0;
    } finally {
      lock.unlock();
    }
  }
}
