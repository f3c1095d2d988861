package org.mailshim.transport;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a server's session may be ended by somebody else without disturbing anything: it may
 * while it waits for a command, and whoever of the two changes that first has it.
 *
 * <pre>
 *   BUSY &lt;--busy---idle--&gt; IDLE --leave--&gt; TAKEN
 * </pre>
 *
 * <p>The session calls {@link #idle}, looks at {@link #isLeaving}, waits, and calls {@link #busy}.
 * Who sets leaving after that look finds the session idle, and takes it. {@link #leave} comes from
 * any thread, the others from the session's.
 */
public final class Occupancy {
  private enum State {
    /** A command is being worked on. */
    BUSY,
    /** Waiting for a command. */
    IDLE,
    /** Somebody else has ended the session, or is about to. */
    TAKEN
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);
  private volatile boolean leaving;

  /** A session that is busy with its beginning. */
  public Occupancy() {}

  /**
   * Asks the session to end soon.
   *
   * @return true when it was idle: the caller has it, says goodbye for it and closes. False when it
   *     is to find out by {@link #isLeaving}
   */
  public boolean leave() {
    leaving = true;
    return state.compareAndSet(State.IDLE, State.TAKEN);
  }

  /** Whether the session is to end as soon as it can. */
  public boolean isLeaving() {
    return leaving;
  }

  /** The session has nothing to say, and is about to wait, unless somebody has taken it. */
  public void idle() {
    state.compareAndSet(State.BUSY, State.IDLE);
  }

  /**
   * The session goes on, if it was idle.
   *
   * @return false when somebody else has taken it: nothing may be sent any more
   */
  public boolean busy() {
    state.compareAndSet(State.IDLE, State.BUSY);
    return state.get() == State.BUSY;
  }

  /** Whether somebody else has ended the session. */
  public boolean isTaken() {
    return state.get() == State.TAKEN;
  }
}
