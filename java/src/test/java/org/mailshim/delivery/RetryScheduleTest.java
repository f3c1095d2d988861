package org.mailshim.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private static final Instant ARRIVED = Instant.parse("2026-11-20T12:00:00Z");

  private static RetrySchedule exact() {
    return new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(24), 0);
  }

  private static long minutes(int attempts) {
    Instant next = exact().next(ARRIVED, ARRIVED, attempts, new Random(1)).orElseThrow();
    return Duration.between(ARRIVED, next).toMinutes();
  }

  @Test
  void waitsDoubleUpToTheLimit() {
    assertEquals(1, minutes(0));
    assertEquals(2, minutes(1));
    assertEquals(32, minutes(5));
    assertEquals(60, minutes(6));
    assertEquals(60, minutes(1_000_000));
  }

  @Test
  void theLastAttemptIsAtTheEndOfTheLifetime() {
    Instant end = ARRIVED.plus(Duration.ofHours(24));
    Instant late = end.minusSeconds(10);
    assertEquals(Optional.of(end), exact().next(ARRIVED, late, 30, new Random(1)));
    assertEquals(Optional.empty(), exact().next(ARRIVED, end, 31, new Random(1)));
  }

  @Test
  void theJitterStaysInItsBounds() {
    var random = new Random(7);
    boolean different = false;
    for (int i = 0; i < 1000; i++) {
      Instant next = RetrySchedule.DEFAULT.next(ARRIVED, ARRIVED, 0, random).orElseThrow();
      long millis = Duration.between(ARRIVED, next).toMillis();
      assertTrue(millis >= 54_000 && millis <= 66_000, () -> "waits " + millis + " ms");
      different |= millis != 60_000;
    }
    assertTrue(different);
  }

  @Test
  void nonsenseIsRefused() {
    Duration hour = Duration.ofHours(1);
    assertThrows(
        IllegalArgumentException.class, () -> new RetrySchedule(Duration.ZERO, hour, hour, 0));
    assertThrows(IllegalArgumentException.class, () -> new RetrySchedule(hour, hour, hour, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new RetrySchedule(hour, hour, hour, Double.NaN));
    assertFalse(RetrySchedule.DEFAULT.lifetime().isZero());
  }
}
