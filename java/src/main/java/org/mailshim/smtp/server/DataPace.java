package org.mailshim.smtp.server;

import java.time.Duration;
import org.mailshim.transport.Deadline;

/**
 * How long mail data may take: a time to begin with, and for each octet that has come the time that
 * the least allowed rate gives it, but never more ahead than the time to begin with. So a client
 * that trickles octets is given up, and one that stops is too. One message, one thread.
 */
final class DataPace {
  private static final long NANOS = 1_000_000_000L;

  private final Deadline.Ticker ticker;
  private final long mostNanos;
  private final int octetsPerSecond;
  private long limit;

  DataPace(Duration time, int octetsPerSecond, Deadline.Ticker ticker) {
    this.ticker = ticker;
    this.mostNanos = time.toNanos();
    this.octetsPerSecond = octetsPerSecond;
    this.limit = ticker.nanos() + mostNanos;
  }

  /** So many octets more have come. */
  void came(int octets) {
    long most = ticker.nanos() + mostNanos;
    limit = Math.min(most - limit, octets * NANOS / octetsPerSecond) + limit;
  }

  /** How long the next octet may take; nothing or less when it is late already. */
  Duration left() {
    return Duration.ofNanos(limit - ticker.nanos());
  }
}
