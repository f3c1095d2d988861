package org.mailshim.smtp;

import java.time.Duration;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * By when a message is to be delivered and what happens if it is not, the value of BY (RFC 2852
 * §4).
 *
 * @param seconds how much time is left when the command is sent, in seconds, -999999999 to
 *     999999999; less than 1 only in mode {@link Mode#NOTIFY}, where the time has passed already
 * @param mode what happens to a message that is late
 * @param trace whether each server is to say when it has relayed the message
 */
public record DeliverBy(long seconds, Mode mode, boolean trace) {
  private static final long SECONDS_LIMIT = 999_999_999;
  private static final int DIGITS_LIMIT = 9;

  /** What happens to a message that is late. */
  public enum Mode {
    /** The sender is told, and delivery goes on. */
    NOTIFY('N'),
    /** The message is returned. */
    RETURN('R');

    private final char letter;

    Mode(char letter) {
      this.letter = letter;
    }
  }

  /**
   * Checks the time.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when it is out of range, or has
   *     passed and the message is to be returned
   */
  public DeliverBy {
    if (seconds > SECONDS_LIMIT || seconds < -SECONDS_LIMIT) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "BY wants a time of at most 9 digits", Long.toString(seconds), 0);
    }
    if (mode == Mode.RETURN && seconds <= 0) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "BY wants time left where it says R", Long.toString(seconds), 0);
    }
  }

  /**
   * What is left of the time later, as a server says it to the next (RFC 2852 §4.1.4). Of a message
   * that is to be returned at least a second is.
   *
   * @param passed since the command was sent
   */
  public DeliverBy after(Duration passed) {
    long least = mode == Mode.RETURN ? 1 : -SECONDS_LIMIT;
    return new DeliverBy(Math.max(least, seconds - passed.toSeconds()), mode, trace);
  }

  /**
   * Reads the value of the parameter.
   *
   * @param value seconds, a semicolon, {@code N} or {@code R}, and perhaps {@code T}
   * @return the deadline
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when the value is none
   */
  static DeliverBy parse(String value) {
    int semicolon = value.indexOf(';');
    if (semicolon < 0) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "BY wants ; after its time", value, value.length());
    }
    int after = value.length() - semicolon - 1;
    if (after < 1 || after > 2 || (after == 2 && !isLetter(value, semicolon + 2, 'T'))) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "BY wants N, R, NT or RT after its time", value, semicolon + 1);
    }
    return new DeliverBy(time(value, semicolon), mode(value, semicolon + 1), after == 2);
  }

  /**
   * The value of the parameter.
   *
   * @return such as {@code 120;R}
   */
  public String text() {
    return seconds + ";" + mode.letter + (trace ? "T" : "");
  }

  private static long time(String value, int end) {
    boolean signed = end > 0 && (value.charAt(0) == '-' || value.charAt(0) == '+');
    int digits = signed ? 1 : 0;
    long seconds = Grammar.number(value.substring(digits, end));
    if (seconds < 0 || end - digits > DIGITS_LIMIT) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "BY wants a time of at most 9 digits", value, digits);
    }
    return value.charAt(0) == '-' ? -seconds : seconds;
  }

  private static Mode mode(String value, int at) {
    if (isLetter(value, at, 'N')) {
      return Mode.NOTIFY;
    }
    if (isLetter(value, at, 'R')) {
      return Mode.RETURN;
    }
    throw new SmtpSyntaxException(
        Kind.PARAMETER, "BY wants N, R, NT or RT after its time", value, at);
  }

  private static boolean isLetter(String value, int at, char upperCase) {
    return (value.charAt(at) & ~0x20) == upperCase;
  }
}
