package org.mailshim.pop3.client;

import java.time.Duration;

/**
 * How long each wait may take.
 *
 * @param greeting for the server's first words
 * @param response for the first line of a response
 * @param data for the next block of a message or listing; a server that sends something each time
 *     may take as often as long
 * @param quit for the answer to QUIT, before which the server deletes
 * @param handshake for the TLS handshake
 */
public record SessionTimeouts(
    Duration greeting, Duration response, Duration data, Duration quit, Duration handshake) {
  private static final SessionTimeouts DEFAULTS =
      new SessionTimeouts(
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1));

  /**
   * The usual times.
   *
   * @return 1 minute for the greeting and for handshakes, 2 for responses and data, 5 for QUIT
   */
  public static SessionTimeouts defaults() {
    return DEFAULTS;
  }

  /**
   * The same time for everything.
   *
   * @param each how long
   * @return the times
   */
  public static SessionTimeouts of(Duration each) {
    return new SessionTimeouts(each, each, each, each, each);
  }

  /** How long a response may take at a stage. */
  Duration at(Stage stage) {
    return switch (stage) {
      case GREETING -> greeting;
      case QUIT -> quit;
      case TLS -> handshake;
      default -> response;
    };
  }
}
