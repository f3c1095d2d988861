package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CallbackTask;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;

/**
 * One call of the host's {@code SMTPReqCallback}: on the session's own thread where that may call
 * the host and has nothing else to do meanwhile, else on a callback thread, while the thread of the
 * session waits: until the call is over, or until it begins to transfer a message in which the
 * session has its part to do. In other actions {@code SRVSend} writes the answer ({@link
 * HostWords}).
 *
 * <pre>
 *   RUNNING --> TRANSFERRING     the first SRVRecv of RECVMSG, or of SENDMSG by BDAT; an SRVSend
 *      |             |           of GETMSG with which it is more than an answer could be
 *      +-------------+--> OVER   the host's function has returned
 * </pre>
 *
 * <p>A message that comes by DATA is no transfer: the host's thread takes it from the client itself
 * ({@link PulledMailData}).
 */
final class RequestCall extends CallbackTask {
  private static final byte[] NOTHING = {};

  private final ServerSession session;
  private final RequestCallback callback;
  private final int action;
  private final String reqname;
  private final List<String> items;
  private final @Nullable PulledMailData mailData;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private @Nullable OctetPipe pipe;
  private byte[] written = NOTHING;
  private int writtenLength;
  private boolean over;
  private int result;

  private RequestCall(
      ServerSession session,
      RequestCallback callback,
      int action,
      String reqname,
      List<String> items,
      @Nullable PulledMailData mailData) {
    this.session = session;
    this.callback = callback;
    this.action = action;
    this.reqname = reqname;
    this.items = items;
    this.mailData = mailData;
  }

  /**
   * Begins a call in which the session has a part, on another thread. On the session's thread,
   * which waits for the session's last call before.
   */
  static RequestCall start(
      ServerSession session,
      RequestCallback callback,
      int action,
      String reqname,
      List<String> items) {
    var call = new RequestCall(session, callback, action, reqname, items, null);
    session.begin(call);
    GuestThreads.request(call);
    return call;
  }

  /**
   * Makes a call in which the session has no part, and waits for its end. On the session's thread.
   *
   * @param mailData what the host may read in it, if anything
   */
  static RequestCall make(
      ServerSession session,
      RequestCallback callback,
      int action,
      String reqname,
      List<String> items,
      @Nullable PulledMailData mailData) {
    var call = new RequestCall(session, callback, action, reqname, items, mailData);
    session.begin(call);
    if (GuestThreads.isCallback()) {
      GuestThreads.requestHere(call);
    } else {
      GuestThreads.request(call);
      call.await();
    }
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
      if (action == Action.POP_GETMSG && returned <= 0 && writtenLength > 0) {
        transfer(); // it is a message, and a short one
      }
      if (pipe != null && action == Action.POP_GETMSG) {
        pipe.abandon(); // that was all
        if (returned > 0) {
          pipe.breakOff(); // what was sent is not the message
        }
        pipe.end();
      } else if (pipe != null) {
        pipe.discard(); // what the host has not read, it does not want
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads the message that comes. On the host's thread.
   *
   * @return as {@link OctetPipe#read}
   */
  int receive(MemorySegment target, int most) {
    return mailData == null ? transfer().read(target, 0, most) : mailData.read(this, target, most);
  }

  /** The message's way through the call, which begins to be used now. On the host's thread. */
  OctetPipe transfer() {
    lock.lock();
    try {
      OctetPipe open = pipe;
      if (open == null) {
        open = new OctetPipe();
        pipe = open;
        if (action == Action.POP_GETMSG) {
          open.write(MemorySegment.ofArray(written), 0, writtenLength); // it fits
          writtenLength = 0;
        }
        changed.signalAll();
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes what the host writes: of GETMSG the message, else the answer. On the host's thread.
   *
   * @throws AbiException when it is longer than an answer may be
   */
  void write(MemorySegment octets, int size) {
    boolean isMessage = action == Action.POP_GETMSG;
    if (!hold(octets, size)) {
      if (!isMessage) {
        throw new AbiException(
            ErrorCode.ARGUMENT, "an answer to a client has " + HostWords.MOST + " octets at most");
      }
      // When the client wants no more, the rest is of no use, and that is no fault of the host's.
      transfer().write(octets, 0, size);
    }
  }

  /** Keeps octets that may be an answer; false when there are too many, or a message has begun. */
  private boolean hold(MemorySegment octets, int size) {
    lock.lock();
    try {
      boolean isUnderWay = pipe != null && action == Action.POP_GETMSG;
      if (isUnderWay || size > HostWords.MOST - writtenLength) {
        return false;
      }
      if (written.length == 0) {
        written = new byte[HostWords.MOST];
      }
      MemorySegment.copy(octets, 0, MemorySegment.ofArray(written), writtenLength, size);
      writtenLength += size;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What the host wrote as its answer; when the call is over. */
  HostWords words() {
    lock.lock();
    try {
      return HostWords.of(written, writtenLength);
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
