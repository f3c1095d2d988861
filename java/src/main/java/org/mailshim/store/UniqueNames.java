package org.mailshim.store;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes file names that no other program, host or moment makes: time to the microsecond, a number
 * of this process, random bits, host.
 *
 * <pre>1795160000.M42Q3R5f3a9c0d11e2f3a4.mx.example</pre>
 *
 * <p>The random bits stand for the process id, which is the same in every container. Any thread.
 */
final class UniqueNames {
  private static final int HOST_LIMIT = 20;

  private static final AtomicLong COUNT = new AtomicLong();

  private final Clock clock;
  private final RandomGenerator random;
  private final String host;

  UniqueNames(Clock clock, RandomGenerator random, String host) {
    this.clock = clock;
    this.random = random;
    this.host = safe(host);
  }

  /** A host name without what means something in a file name, and not too long for a unique-id. */
  private static String safe(String host) {
    var safe = new StringBuilder();
    for (int i = 0; i < Math.min(host.length(), HOST_LIMIT); i++) {
      char c = host.charAt(i);
      safe.append(c > ' ' && c <= '~' && "/:,\\".indexOf(c) < 0 ? c : '_');
    }
    return safe.isEmpty() ? "localhost" : safe.toString();
  }

  /** The next name: at most 70 characters in this century, so that it can be the unique-id. */
  String next() {
    Instant now = clock.instant();
    return now.getEpochSecond()
        + ".M"
        + now.getNano() / 1000
        + 'Q'
        + COUNT.incrementAndGet()
        + 'R'
        + Long.toHexString(random.nextLong())
        + '.'
        + host;
  }
}
