package org.mailshim.smtp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/** How long a message is to be held before it is released (RFC 4865 §4). Immutable. */
public sealed interface FutureRelease {
  /** The longest time to hold a message for, in seconds: 9 digits (RFC 4865 §9). */
  long SECONDS_LIMIT = 999_999_999;

  /**
   * Holds the message for a time, HOLDFOR.
   *
   * @param seconds how long, in seconds from its acceptance, 1 to {@value #SECONDS_LIMIT}
   */
  record HoldFor(long seconds) implements FutureRelease {
    /**
     * Checks the time.
     *
     * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when it is out of range
     */
    public HoldFor {
      if (seconds < 1 || seconds > SECONDS_LIMIT) {
        throw new SmtpSyntaxException(
            Kind.PARAMETER, "HOLDFOR wants 1 to 999999999 seconds", Long.toString(seconds), 0);
      }
    }

    @Override
    public Parameter parameter() {
      return Parameter.of("HOLDFOR", Long.toString(seconds));
    }
  }

  /**
   * Holds the message until a moment, HOLDUNTIL.
   *
   * @param moment the moment, of a year 0 to 9999; cut to whole seconds
   */
  record HoldUntil(Instant moment) implements FutureRelease {
    /** 0000-01-01T00:00:00Z, in seconds of the epoch. */
    private static final long FIRST_SECOND = -62_167_219_200L;

    /** 9999-12-31T23:59:59Z. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /**
     * Cuts the moment to whole seconds.
     *
     * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when its year has not four digits
     */
    public HoldUntil {
      moment = Instant.ofEpochSecond(moment.getEpochSecond());
      if (moment.getEpochSecond() < FIRST_SECOND || moment.getEpochSecond() > LAST_SECOND) {
        throw new SmtpSyntaxException(
            Kind.PARAMETER, "HOLDUNTIL wants a year of four digits", moment.toString(), 0);
      }
    }

    @Override
    public Parameter parameter() {
      return Parameter.of("HOLDUNTIL", moment.toString());
    }
  }

  /**
   * How far ahead a server lets a message be released, the parameters of its EHLO keyword (RFC 4865
   * §3).
   *
   * @param interval the longest time that HOLDFOR may say, in seconds
   * @param moment the last moment that HOLDUNTIL may say
   */
  record Limits(long interval, Instant moment) {}

  /**
   * The parameter of MAIL that asks for this.
   *
   * @return HOLDFOR or HOLDUNTIL
   */
  Parameter parameter();

  /**
   * Reads the value of HOLDFOR.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when it is no number in range
   */
  static FutureRelease holdFor(String value) {
    return new HoldFor(value.length() > 9 ? -1 : Grammar.number(value));
  }

  /**
   * Reads the value of HOLDUNTIL.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when it is no date and time of RFC
   *     3339
   */
  static FutureRelease holdUntil(String value) {
    return new HoldUntil(dateTime(value));
  }

  /**
   * Reads a date and time of RFC 3339 §5.6, which has always four digits for the year, seconds, and
   * an offset of hours and minutes or Z.
   */
  static Instant dateTime(String text) {
    int length = text.length();
    boolean shaped = length >= 20 && text.charAt(4) == '-' && text.charAt(16) == ':';
    if (shaped && ((text.charAt(length - 1) & ~0x20) == 'Z' || isSign(text.charAt(length - 6)))) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException noSuchMoment) {
        // Told below, as for any other text.
      }
    }
    throw new SmtpSyntaxException(Kind.PARAMETER, "date and time of RFC 3339 expected", text, 0);
  }

  private static boolean isSign(char c) {
    return c == '+' || c == '-';
  }
}
