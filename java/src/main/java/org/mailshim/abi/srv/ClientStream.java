package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.Handles;
import org.mailshim.abi.LastError;
import org.mailshim.abi.Lifecycle;
import org.mailshim.address.Envelope;
import org.mailshim.delivery.Cause;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.RecipientReport;
import org.mailshim.delivery.Route;

/**
 * A message that a host is sending: what a {@code ServerStream} made by {@code SRVInitSendMsg…}
 * stands for.
 *
 * <p>It has two sides. The host's side goes from OPEN to WRITING, by the first octet, and to ENDED,
 * by {@code SRVEndOfMsg} or {@code SRVAbortMsg}. The delivery's side goes from under way to done,
 * when the callback has heard {@code STATE_SMTP_DONE}; that may come first, if the server cannot be
 * reached. The handle is good until both have happened, so a host can never meet a message that it
 * still writes under a handle that is gone.
 *
 * <p>While a message is OPEN, the way that it is sent can be {@link #change changed}: the attempt
 * that is under way is superseded, and the next one begins with the first octet or the end, when no
 * more changes can come. So that this is no race with a server that refuses, an attempt that fails
 * after it has met a server fails the message only when it is no longer OPEN; until then the report
 * is held. An attempt that meets no server fails it at once: a host may wait for {@code
 * STATE_SMTP_DIALOG} before it writes.
 *
 * <p>One thread at a time writes, but nothing breaks if more do: the lock serialises them.
 */
final class ClientStream implements MessageAttempt.Owner {
  /** What the host configured. */
  static final Configuration CONFIGURATION = new Configuration(new ProcessSettings());

  private static final Handles<ClientStream> HANDLES = new Handles<>(1, "ServerStream");

  private static final int BREATH_MILLIS = 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();
  private final MessageCallback callback;
  private final boolean synchronous;
  private final MessageEvents events;
  private final boolean wantsFurther;
  private final long handle;
  private final MemorySegment handleForC;
  private final MessageOpening opening;

  // Changed under the lock, before the first octet only.
  private volatile MessageAttempt attempt;
  private volatile HostMessage mail;
  private Configuration configuration = CONFIGURATION;

  // Changed under the lock.
  private volatile boolean begun; // no longer OPEN
  private boolean unsettled; // what is in `mail` is superseded, and the next is to begin
  private @Nullable DeliveryReport held;
  private final HostOctets octets = new HostOctets();
  private boolean ended;
  private boolean done;

  private final MessageOutcome outcome = new MessageOutcome();

  private ClientStream(MessageOpening opening, MessageCallback callback, boolean synchronous) {
    this.opening = opening;
    this.callback = callback;
    this.synchronous = synchronous;
    this.events = new MessageEvents(new Delivery(), synchronous);
    this.wantsFurther = CONFIGURATION.number(Parameter.EXT_STATES) == 1;
    this.attempt = newAttempt();
    this.handle = HANDLES.add(this);
    this.handleForC = MemorySegment.ofAddress(handle);
    // The first callback may come before the message is here, and abort it: that waits.
    lock.lock();
    try {
      this.mail = opening.open(attempt, CONFIGURATION);
    } catch (RuntimeException | Error e) {
      HANDLES.remove(handle);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private MessageAttempt newAttempt() {
    boolean authenticates = wantsFurther && opening.authenticates(configuration);
    return new MessageAttempt(this, events, new FurtherStates(events, wantsFurther, authenticates));
  }

  /**
   * Begins a message.
   *
   * @return its handle
   * @throws AbiException for a bad argument
   * @throws org.mailshim.EngineFullException if the heap has no room for another message
   * @throws org.mailshim.address.AddressSyntaxException for text that is no address
   */
  static long open(
      CString from, CString to, Route route, MemorySegment function, MemorySegment parameter) {
    Envelope envelope = AddressText.envelope(from, to);
    MessageCallback callback = new MessageCallback(function, parameter);
    int async = CONFIGURATION.number(Parameter.ASYNC);
    boolean synchronous = async == 0 || (async < 0 && callback.isNull());
    return open(new MessageOpening.Immediate(envelope, route), callback, synchronous);
  }

  /**
   * Begins a message that goes into the queue. Its events are told on callback threads.
   *
   * @return its handle
   * @throws AbiException for a bad argument, or when there is no way for mail of the queue
   * @throws org.mailshim.queue.QueueException if the queue cannot be opened
   * @throws org.mailshim.address.AddressSyntaxException for text that is no address
   */
  static long openBackground(
      CString from, CString to, MemorySegment function, MemorySegment parameter) {
    Envelope envelope = AddressText.envelope(from, to);
    SrvQueue.route(CONFIGURATION);
    MessageCallback callback = new MessageCallback(function, parameter);
    SrvQueue queue = SrvEngine.queue(CONFIGURATION);
    var opening = new MessageOpening.Queued(envelope, queue, !callback.isNull());
    return open(opening, callback, false);
  }

  private static long open(MessageOpening opening, MessageCallback callback, boolean synchronous) {
    prepare(callback, synchronous);
    Lifecycle.begin();
    try {
      return new ClientStream(opening, callback, synchronous).handle;
    } finally {
      Lifecycle.begun();
    }
  }

  /** Takes now what telling the end must not fail for. */
  private static void prepare(MessageCallback callback, boolean synchronous) {
    if (!callback.isNull()) {
      callback.link();
    }
    if (!synchronous) {
      GuestThreads.requireCallbacks();
    }
  }

  /**
   * The message behind a handle.
   *
   * @throws AbiException with {@link ErrorCode#HANDLE} if there is none
   */
  static ClientStream of(long handle) {
    return HANDLES.get(handle);
  }

  /** Whether a handle stands for a message that is not over. */
  static boolean isOpen(long handle) {
    return HANDLES.isOpen(handle);
  }

  /** Changes parameters for one message. */
  interface Change {
    void to(Configuration own);
  }

  /**
   * Gives the message parameters of its own: what was looked up and connected so far is given up,
   * whether it has failed or not, and the first octet or the end begins anew with them.
   *
   * @throws AbiException with {@link ErrorCode#STATE} for a message of the queue, one that has an
   *     octet already, and one that has ended or whose failure was told; with {@link
   *     ErrorCode#CONFIG} for a parameter that cannot be used, and the message is as it was
   */
  void change(Change change) {
    lock.lock();
    try {
      requireOpen();
      Configuration own = configuration.copy();
      change.to(own);
      SrvEngine.options(own); // what is wrong with it is to be known while there is a message
      configuration = own;
      attempt.supersede();
      mail.abort();
      held = null;
      outcome.mended();
      unsettled = true;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    requireNotEnded("changing how it is sent");
    if (mail instanceof BackgroundMessage || begun) {
      throw new AbiException(
          ErrorCode.STATE,
          "how a message is sent is changed before its first octet, and not for the queue");
    }
    if (held == null && outcome.hasFailed()) {
      throw new AbiException(ErrorCode.STATE, outcome.failedAlready().getMessage());
    }
  }

  /** The way that the message is sent stands; under the lock, and first of what can fail. */
  private void settle() {
    begun = true;
    if (!unsettled) {
      return;
    }
    Lifecycle.begin();
    try {
      attempt = newAttempt();
      mail = opening.open(attempt, configuration);
      unsettled = false;
    } finally {
      Lifecycle.begun();
    }
  }

  /**
   * Adds octets of the host's to the message.
   *
   * @return {@code size}
   * @throws AbiException if the message has ended or failed
   * @throws org.mailshim.EngineFullException if it begins anew, and the heap has no room for it
   * @throws org.mailshim.queue.SpoolException if it cannot be kept
   */
  int write(long address, int size) {
    lock.lock();
    try {
      requireWriting("adding to it");
      append(address, size);
      return size;
    } finally {
      lock.unlock();
    }
  }

  private void append(long address, int size) {
    try {
      settle();
      octets.add(address, size, mail);
    } catch (RuntimeException | Error e) {
      if (outcome.isOver()) {
        throw outcome.failedAlready(); // the reason for all that follows
      }
      lost("SRVSend", e);
      throw e;
    }
  }

  private void requireWriting(String doing) {
    requireNotEnded(doing);
    tellHeld();
    if (outcome.hasFailed()) {
      throw outcome.failedAlready();
    }
  }

  private void requireNotEnded(String doing) {
    if (ended) {
      throw new AbiException(
          ErrorCode.STATE, "the message has ended already; " + doing + " is too late");
    }
  }

  /** Gives up a message that has lost octets, lest it be sent with a hole in it. */
  private void lost(String entry, Throwable thrown) {
    outcome.lost(entry, thrown); // first: the end that abort brings about asks for it
    tellUnsettled();
    mail.abort();
  }

  /** There is no attempt to tell the end of a message that is given up now. Under the lock. */
  private void tellUnsettled() {
    if (unsettled) {
      unsettled = false;
      tell(DeliveryReport.cancelled(opening.envelope()));
    }
  }

  /**
   * Ends the message.
   *
   * @return as {@code SRVEndOfMsgEx} returns it
   */
  int end() {
    LastError before = LastError.current(); // while the message can still be ended another time
    lock.lock();
    try {
      if (events.isDelivering()) {
        throw new AbiException(
            ErrorCode.STATE,
            "a message cannot be ended in its own callback; SRVAbortMsg can be used");
      }
      if (ended) {
        throw new AbiException(ErrorCode.STATE, "the message has ended already");
      }
      ended = true;
      tellHeld();
      if (!outcome.hasFailed()) {
        commit();
      }
      octets.forget();
    } finally {
      lock.unlock();
    }
    int result;
    if (synchronous) {
      deliverHere(before);
      result = result();
    } else {
      result = Math.min(resultSoFar(), 0);
      releaseIfOver();
    }
    if (result < 0) {
      outcome.error().set();
    }
    return result;
  }

  /** What calls in the callback leave as last error is not that of the call that waits. */
  private void deliverHere(LastError before) {
    events.deliverUntilDone();
    before.set();
  }

  /**
   * A message that cannot be completed fails as a whole; the callback hears it like any failure.
   */
  private void commit() {
    try {
      settle();
      octets.flush(mail);
      if (!mail.commit()) {
        done = true; // nobody listens
      }
    } catch (RuntimeException | Error e) {
      if (!outcome.isOver()) {
        lost("SRVEndOfMsg", e);
      }
    }
  }

  /** Gives the message up; repeated calls do nothing more. */
  void abort() {
    LastError before = LastError.current();
    boolean deliver;
    lock.lock();
    try {
      deliver = synchronous && !ended;
      ended = true;
      octets.forget();
      tellHeld();
      tellUnsettled();
    } finally {
      lock.unlock();
    }
    mail.abort();
    if (deliver) {
      deliverHere(before); // that a message was cancelled is no failure of cancelling it
    } else {
      releaseIfOver();
    }
  }

  /** The last error of this message. */
  LastError error() {
    return outcome.error();
  }

  /**
   * What became of a recipient.
   *
   * @throws AbiException if the message is not done, or there is no such recipient
   */
  RecipientReport recipient(int index) {
    return outcome.recipient(index);
  }

  // The delivery's side.

  /** Nobody else would tell the end: what there is no memory for now is tried again. */
  @Override
  public void over(MessageAttempt which, DeliveryReport finished) {
    boolean told = false;
    while (!told) {
      try {
        take(which, finished);
        told = true;
      } catch (OutOfMemoryError e) {
        Thread.onSpinWait();
      }
    }
  }

  /** Once the message is no longer OPEN nothing is decided here, and nobody waited for. */
  private void take(MessageAttempt which, DeliveryReport finished) {
    if (begun) {
      takeStanding(which, finished);
      return;
    }
    lock.lock();
    try {
      if (!which.isSuperseded() && canBeMended(finished)) {
        hold(finished);
      } else {
        takeStanding(which, finished);
      }
    } finally {
      lock.unlock();
    }
  }

  private void takeStanding(MessageAttempt which, DeliveryReport finished) {
    if (!which.isSuperseded()) {
      tell(finished);
    }
  }

  private boolean canBeMended(DeliveryReport finished) {
    return !begun
        && !ended
        && attempt.hasMetServer()
        && !finished.isAccepted()
        && finished.worst().cause() != Cause.CANCELLED;
  }

  private void hold(DeliveryReport finished) {
    outcome.failed(finished);
    held = finished;
    attempt.failing(MessageOutcome.failure(finished));
  }

  /** The message is no longer OPEN: what was held is its end. Under the lock. */
  private void tellHeld() {
    DeliveryReport finished = held;
    if (finished != null) {
      held = null;
      outcome.over(finished);
      log(finished);
      events.post(State.DONE, result());
    }
  }

  private void tell(DeliveryReport finished) {
    outcome.over(finished);
    int result = result();
    attempt.failing(result);
    log(finished);
    events.post(State.DONE, result);
  }

  /** The queue logs its messages itself, those of nobody who listens included. */
  private void log(DeliveryReport finished) {
    if (!(opening instanceof MessageOpening.Queued)) {
      OutcomeLog.tell(opening.envelope().reversePath().text(), finished);
    }
  }

  private int result() {
    return outcome.result(mail);
  }

  /**
   * Runs on a thread that may call into C: a callback thread, or the host's in end and abort. No
   * lambda: it would be linked in the way of a process's first mail.
   */
  private final class Delivery implements MessageEvents.Receiver {
    @Override
    public void event(int state, int sent) {
      if (state != State.DONE) {
        call(state, sent);
        return;
      }
      try {
        deliverEnd(sent);
      } finally {
        told();
      }
    }
  }

  private void call(int state, int sent) {
    if (!callback.isNull()) {
      callback.call(handleForC, state, sent);
    }
  }

  /** What fails for want of memory has not reached the host, and must. */
  private void deliverEnd(int sent) {
    for (; ; ) {
      try {
        if (sent < 0) {
          outcome.error().set();
        }
        call(State.DONE, sent);
        return;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BREATH_MILLIS));
      }
    }
  }

  /** The callback has heard the end; not before it returned, for it may ask about the message. */
  private void told() {
    lock.lock();
    try {
      done = true;
    } finally {
      lock.unlock();
    }
    releaseIfOver();
  }

  private void releaseIfOver() {
    lock.lock();
    try {
      over.signalAll();
      if (ended && done) {
        FinishedMessages.add(handle, result(), sentNow(), outcome.error());
        HANDLES.remove(handle);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the message has been ended, and its end has been told.
   *
   * @param millis how long; below 0 for as long as it takes
   * @return whether that is so
   * @throws AbiException in the message's own callback, which would wait for itself
   */
  boolean await(int millis) {
    if (millis != 0 && events.isDelivering()) {
      throw new AbiException(ErrorCode.STATE, "a message cannot be waited for in its own callback");
    }
    long left = millis < 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lock();
    try {
      while (!(ended && done) && left > 0) {
        left = over.awaitNanos(left);
      }
      return ended && done;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** What the callback hears or will hear at the end; 0 while that is not known. */
  int resultSoFar() {
    return outcome.isDecided() ? result() : 0;
  }

  /** How much of the message is on the wire. */
  long sentNow() {
    return outcome.isAccepted() ? mail.octets() : attempt.sent();
  }
}
