package org.mailshim.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is moved. Any thread. */
public final class ManualClock extends Clock {
  private volatile Instant now = Instant.parse("2026-11-20T12:00:00Z");

  /** Moves it on. */
  public void advance(Duration time) {
    now = now.plus(time);
  }

  /** Moves it to a later time. */
  public void moveTo(Instant time) {
    now = time;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
