package org.mailshim.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our date-time against java.time's, and at the edges. */
class DateTimesTest {

  @Test
  void isWhatJavaTimeWrites() {
    DateTimeFormatter reference =
        DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT);
    Random random = new Random(5322);
    long first = Instant.parse("1900-01-02T00:00:00Z").getEpochSecond();
    long last = Instant.parse("9999-12-30T00:00:00Z").getEpochSecond();
    for (int round = 0; round < 20_000; round++) {
      Instant instant =
          Instant.ofEpochSecond(random.nextLong(first, last), random.nextInt(1_000_000_000));
      ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(36 * 60 + 1) - 18 * 60) * 60);
      assertEquals(reference.format(instant.atOffset(offset)), DateTimes.text(instant, offset));
    }
  }

  @Test
  void edges() {
    Instant leap = Instant.parse("2024-02-29T23:59:59.999999999Z");
    assertEquals("Thu, 29 Feb 2024 23:59:59 +0000", DateTimes.text(leap, ZoneOffset.UTC));
    assertEquals(
        "Fri, 1 Mar 2024 05:29:59 +0530", DateTimes.text(leap, ZoneOffset.ofHoursMinutes(5, 30)));
    assertEquals(
        "Thu, 29 Feb 2024 20:29:59 -0330",
        DateTimes.text(leap, ZoneOffset.ofHoursMinutes(-3, -30)));
    assertEquals(
        "Thu, 29 Feb 2024 23:29:59 -0030", DateTimes.text(leap, ZoneOffset.ofHoursMinutes(0, -30)));
    // Amsterdam before 1937 was 19 minutes and 32 seconds ahead, which RFC 5322 cannot say.
    ZoneOffset amsterdam = ZoneOffset.ofTotalSeconds(19 * 60 + 32);
    assertEquals(
        "Mon, 1 Jan 1900 00:19:00 +0019",
        DateTimes.text(Instant.parse("1900-01-01T00:00:00Z"), amsterdam));
    assertThrows(
        IllegalArgumentException.class,
        () -> DateTimes.text(Instant.parse("1899-12-31T23:59:59Z"), ZoneOffset.UTC));
    assertThrows(
        IllegalArgumentException.class,
        () -> DateTimes.text(Instant.parse("9999-12-31T23:59:59Z"), ZoneOffset.ofHours(1)));
  }

  @Test
  void theClockSaysTimeAndZone() {
    Clock winter = Clock.fixed(Instant.parse("2026-01-15T12:00:00Z"), ZoneId.of("Europe/Berlin"));
    Clock summer = Clock.fixed(Instant.parse("2026-07-15T12:00:00Z"), ZoneId.of("Europe/Berlin"));
    assertEquals("Thu, 15 Jan 2026 13:00:00 +0100", DateTimes.now(winter));
    assertEquals("Wed, 15 Jul 2026 14:00:00 +0200", DateTimes.now(summer));
  }
}
