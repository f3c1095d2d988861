package org.mailshim.queue;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes names for messages: unique in this process, growing, and unlike those of another process
 * that shares the database but for one chance in two million when both begin a message in the same
 * millisecond; the database refuses the second one then. Any thread, if the generator is for any.
 */
final class QueueIds {
  private final Clock clock;
  private final RandomGenerator random;
  private final AtomicLong last = new AtomicLong();

  QueueIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A name that no other message has. */
  QueueId next() {
    long unique = random.nextLong() >>> Long.SIZE - QueueId.UNIQUE_BITS;
    long wanted = QueueId.first(clock.millis()) | unique;
    long before = last.get();
    long next = Math.max(wanted, before + 1);
    while (!last.compareAndSet(before, next)) {
      before = last.get();
      next = Math.max(wanted, before + 1);
    }
    return new QueueId(next);
  }
}
