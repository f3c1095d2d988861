package org.mailshim.transport;

import java.time.Duration;

/**
 * A point on the monotonic clock by which something must be done.
 *
 * <p>A deadline is passed down through a call tree where a time-out would have to be recomputed at
 * every level: however many reads a reply takes, they share the one deadline. Wall-clock changes do
 * not move it.
 *
 * <p>Immutable; any thread. Resolution is that of the ticker (nanoseconds, by default {@link
 * System#nanoTime}); what waits for a deadline may end up to a few milliseconds after it, never
 * before it.
 */
public final class Deadline {
  /** Where the time comes from; tests give their own. Only differences between ticks matter. */
  public interface Ticker {
    /** The current tick in nanoseconds from an arbitrary origin; never goes back. */
    long nanos();
  }

  /** Longer than this means never: far above any time-out, far below overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Ticker SYSTEM = new SystemTicker();
  private static final Deadline NEVER = new Deadline(SYSTEM, 0, false);

  private final Ticker ticker;
  private final long at;
  private final boolean finite;

  private Deadline(Ticker ticker, long at, boolean finite) {
    this.ticker = ticker;
    this.at = at;
    this.finite = finite;
  }

  /** The deadline that does not come. */
  public static Deadline never() {
    return NEVER;
  }

  /**
   * The deadline {@code timeout} from now on the system's monotonic clock. Zero or less gives one
   * that has passed; more than a hundred years gives {@link #never}.
   */
  public static Deadline after(Duration timeout) {
    return after(timeout, SYSTEM);
  }

  /** As {@link #after(Duration)}, on the given ticker. */
  public static Deadline after(Duration timeout, Ticker ticker) {
    if (timeout.compareTo(LONGEST) >= 0) {
      return NEVER;
    }
    long nanos = timeout.isNegative() ? 0 : timeout.toNanos();
    return new Deadline(ticker, ticker.nanos() + nanos, true);
  }

  /** Whether it ever comes: false only for {@link #never}. */
  public boolean isFinite() {
    return finite;
  }

  /** Whether it has come. */
  public boolean isPast() {
    return remainingNanos() == 0;
  }

  /** Nanoseconds left, 0 when it has passed, {@link Long#MAX_VALUE} when it never comes. */
  public long remainingNanos() {
    if (!finite) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, at - ticker.nanos());
  }

  /** Time left, {@link Duration#ZERO} when it has passed; some 292 years when it never comes. */
  public Duration remaining() {
    return Duration.ofNanos(remainingNanos());
  }

  /** Whichever of the two comes first; this one when they come together. */
  public Deadline earlier(Deadline other) {
    if (!other.finite) {
      return this;
    }
    if (!finite) {
      return other;
    }
    if (ticker == other.ticker) {
      return other.at - at < 0 ? other : this;
    }
    return other.remainingNanos() < remainingNanos() ? other : this;
  }

  /**
   * The deadline by which the next of {@code parts} attempts should be over, so that each of those
   * behind it still has as much time: this deadline's remaining time divided by {@code parts}.
   *
   * @throws IllegalArgumentException when {@code parts} is less than one
   */
  public Deadline share(int parts) {
    if (parts < 1) {
      throw new IllegalArgumentException("parts: " + parts);
    }
    if (!finite || parts == 1) {
      return this;
    }
    return new Deadline(ticker, ticker.nanos() + remainingNanos() / parts, true);
  }

  /** For logs: the time left. */
  @Override
  public String toString() {
    return finite ? "in " + remaining() : "never";
  }

  private static final class SystemTicker implements Ticker {
    @Override
    public long nanos() {
      return System.nanoTime();
    }
  }
}
