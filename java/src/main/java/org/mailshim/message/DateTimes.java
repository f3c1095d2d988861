package org.mailshim.message;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The date-time of header fields: {@code Fri, 20 Nov 2026 11:03:31 +0100} (RFC 5322 §3.3).
 *
 * <p>Written by hand, because {@code java.time.format} takes longer to load than a small message
 * takes to send. Stateless, for any thread.
 */
public final class DateTimes {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private DateTimes() {}

  /**
   * The current time of a clock, in the clock's zone.
   *
   * @param clock the clock
   * @return the date-time with day of the week, seconds and numeric zone, 30 or 31 characters
   * @throws IllegalArgumentException as {@link #text} does
   */
  public static String now(Clock clock) {
    Instant now = clock.instant();
    return text(now, clock.getZone().getRules().getOffset(now));
  }

  /**
   * A point in time as header fields have it.
   *
   * @param instant the time; what is less than a second is dropped
   * @param offset the zone; what is less than a minute in it is dropped, and the local time shown
   *     fits what is left
   * @return the date-time with day of the week, seconds and numeric zone, 30 or 31 characters
   * @throws IllegalArgumentException when the year is not 1900 to 9999, the years that RFC 5322 can
   *     write
   */
  public static String text(Instant instant, ZoneOffset offset) {
    int offsetMinutes = offset.getTotalSeconds() / 60;
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(
            instant.getEpochSecond(), 0, ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    if (local.getYear() < 1900 || local.getYear() > 9999) {
      throw new IllegalArgumentException("no year of a date-time: " + local.getYear());
    }
    int day = (local.getDayOfWeek().getValue() - 1) * 3;
    int month = (local.getMonthValue() - 1) * 3;
    StringBuilder text = new StringBuilder(31);
    text.append(DAYS, day, day + 3).append(", ").append(local.getDayOfMonth()).append(' ');
    text.append(MONTHS, month, month + 3).append(' ').append(local.getYear()).append(' ');
    appendTwoDigits(text, local.getHour());
    appendTwoDigits(text.append(':'), local.getMinute());
    appendTwoDigits(text.append(':'), local.getSecond());
    text.append(offsetMinutes < 0 ? " -" : " +");
    appendTwoDigits(text, Math.abs(offsetMinutes) / 60);
    appendTwoDigits(text, Math.abs(offsetMinutes) % 60);
    return text.toString();
  }

  private static void appendTwoDigits(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
