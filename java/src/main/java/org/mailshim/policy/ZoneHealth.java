package org.mailshim.policy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/** How a DNS list has done lately. Any thread. */
final class ZoneHealth {
  private final Clock clock;
  private final int mostFailures;
  private final Duration rest;
  private final ReentrantLock lock = new ReentrantLock();
  private int failures;
  private Instant restsUntil = Instant.MIN;
  private String trouble = "";

  ZoneHealth(Clock clock, int mostFailures, Duration rest) {
    this.clock = clock;
    this.mostFailures = mostFailures;
    this.rest = rest;
  }

  /** Whether the list is left alone for a while. */
  boolean isResting() {
    lock.lock();
    try {
      return clock.instant().isBefore(restsUntil);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A question is over.
   *
   * @return whether the list begins to rest with it
   */
  boolean answered(boolean well) {
    lock.lock();
    try {
      failures = well ? 0 : failures + 1;
      boolean ill = failures == mostFailures;
      if (ill) {
        failures = 0;
        restsUntil = clock.instant().plus(rest);
      }
      return ill;
    } finally {
      lock.unlock();
    }
  }

  /** Whether this trouble is another than was told last; empty when there is none any more. */
  boolean isNews(String now) {
    lock.lock();
    try {
      boolean news = !trouble.equals(now);
      trouble = now;
      return news;
    } finally {
      lock.unlock();
    }
  }
}
