package org.mailshim.smtp.server;

import java.time.Duration;
import org.mailshim.transport.Deadline;

/**
 * How long mail data may take: a time to begin with, and for each octet that has come the time that
 * the least allowed rate gives it, but never more ahead than the time to begin with. So a client
 * that trickles octets is given up, and one that stops is too. What is left of a message that is
 * refused has a time of its own, to which octets add nothing. One message, one thread.
 */
final class DataPace {
  private static final long NANOS = 1_000_000_000L;

  private final Deadline.Ticker ticker;
  private final long mostNanos;
  private final int octetsPerSecond;
  private long limit;
  private boolean refused;
  private boolean paused;
  private long pausedAt;

  DataPace(Duration time, int octetsPerSecond, Deadline.Ticker ticker) {
    this.ticker = ticker;
    this.mostNanos = time.toNanos();
    this.octetsPerSecond = octetsPerSecond;
    this.limit = ticker.nanos() + mostNanos;
  }

  /** So many octets more have come. */
  void came(int octets) {
    if (refused) {
      return;
    }
    long most = ticker.nanos() + mostNanos;
    limit = Math.min(most - limit, octets * NANOS / octetsPerSecond) + limit;
  }

  /** The message is refused: all that is left of it may take so long; the first time counts. */
  void refused(Duration rest) {
    if (!refused) {
      refused = true;
      limit = ticker.nanos() + rest.toNanos();
    }
  }

  /** From now on the client is not waited for. */
  void pause() {
    paused = true;
    pausedAt = ticker.nanos();
  }

  /** The client is waited for again; the time since {@link #pause}, if it was, does not count. */
  void resume() {
    if (paused) {
      paused = false;
      limit += ticker.nanos() - pausedAt;
    }
  }

  /** How long the next octet may take; nothing or less when it is late already. */
  Duration left() {
    return Duration.ofNanos(limit - ticker.nanos());
  }
}
