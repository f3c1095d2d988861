package org.mailshim.pop3.server;

import java.time.Duration;

/**
 * How much a session may ask, and how long it may wait.
 *
 * @param loginTries how many logins may fail before the client is sent away; at least 1
 * @param loginDelay how long the answer to the first failed login is held back; doubles each time,
 *     up to 16 times as much
 * @param errors how many commands may be refused before the client is sent away; at least 1
 * @param idle how long a client may say nothing, or take nothing. RFC 1939 §3 wants at least ten
 *     minutes; what comes after them deletes nothing
 * @param beforeLogin as {@code idle}, before the login
 * @param handshake the TLS handshake and the PROXY header
 */
public record ServerLimits(
    int loginTries,
    Duration loginDelay,
    int errors,
    Duration idle,
    Duration beforeLogin,
    Duration handshake) {
  private static final ServerLimits DEFAULTS =
      new ServerLimits(
          5,
          Duration.ofSeconds(1),
          20,
          Duration.ofMinutes(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30));

  private static final int MOST_DOUBLINGS = 4;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one is less than 1, or a time negative
   */
  public ServerLimits {
    if (loginTries < 1 || errors < 1 || loginDelay.isNegative()) {
      throw new IllegalArgumentException(
          loginTries + " tries, " + errors + " errors, " + loginDelay);
    }
  }

  /**
   * The usual limits.
   *
   * @return 5 tries, 1 second, 20 errors, 10 minutes, 1 minute before the login, 30 seconds for
   *     handshakes
   */
  public static ServerLimits defaults() {
    return DEFAULTS;
  }

  /**
   * These with another delay of failed logins.
   *
   * @param delay the first one; zero for none
   * @return the limits
   */
  public ServerLimits withLoginDelay(Duration delay) {
    return new ServerLimits(loginTries, delay, errors, idle, beforeLogin, handshake);
  }

  /**
   * These with other times to wait for a client.
   *
   * @param time before the login and after it
   * @return the limits
   */
  public ServerLimits withIdle(Duration time) {
    return new ServerLimits(loginTries, loginDelay, errors, time, time, handshake);
  }

  /** How long the answer to the n-th failed login is held back, n from 1. */
  Duration delay(int failures) {
    return loginDelay.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
  }
}
