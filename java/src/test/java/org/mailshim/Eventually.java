package org.mailshim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for what nobody announces: the state of a thread, what another process has written. What
 * can be waited for, a test waits for.
 */
public final class Eventually {
  /** Much longer than anything takes that happens at all. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final long MILLISECOND = 1_000_000;

  private Eventually() {}

  /**
   * What a test looks at.
   *
   * @param <T> what it sees
   * @param <E> what looking may throw
   */
  @FunctionalInterface
  public interface Look<T, E extends Exception> {
    T look() throws E;
  }

  /** Waits until something holds; false when it does not in time. */
  public static <E extends Exception> boolean holds(Look<Boolean, E> condition) throws E {
    return seen(() -> condition.look() ? Optional.of(true) : Optional.empty()).isPresent();
  }

  /**
   * Waits until something holds.
   *
   * @throws AssertionError when it does not in time; {@code what} says what it is
   */
  public static <E extends Exception> void await(String what, Look<Boolean, E> condition) throws E {
    if (!holds(condition)) {
      throw tooLate(what);
    }
  }

  /**
   * Waits until something is there.
   *
   * @throws AssertionError when it is not in time; {@code what} says what it is
   */
  public static <T, E extends Exception> T awaitPresent(String what, Look<Optional<T>, E> lookup)
      throws E {
    return seen(lookup).orElseThrow(() -> tooLate(what));
  }

  private static AssertionError tooLate(String what) {
    return new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
  }

  /** The first that is seen of something; empty when that is nothing for too long. */
  private static <T, E extends Exception> Optional<T> seen(Look<Optional<T>, E> lookup) throws E {
    long begun = System.nanoTime();
    Optional<T> seen = lookup.look();
    while (seen.isEmpty() && System.nanoTime() - begun < PATIENCE.toNanos()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting, as by the time limit of a test");
      }
      LockSupport.parkNanos(MILLISECOND);
      seen = lookup.look();
    }
    return seen;
  }

  /**
   * Waits until a thread is in one of some states.
   *
   * @throws AssertionError when it is not in time, or has ended and will never be
   */
  public static void awaitState(Thread thread, Thread.State... states) {
    List<Thread.State> wanted = List.of(states);
    await(
        thread + " is " + wanted,
        () -> {
          Thread.State state = thread.getState();
          if (state == Thread.State.TERMINATED && !wanted.contains(state)) {
            throw new AssertionError(thread + " has ended");
          }
          return wanted.contains(state);
        });
  }
}
