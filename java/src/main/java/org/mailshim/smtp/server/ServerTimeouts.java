package org.mailshim.smtp.server;

import java.time.Duration;

/**
 * How long a server session waits. RFC 5321 §4.5.3.2.7 wants at least five minutes for a command.
 *
 * @param greetingDelay how long the greeting is held back to see who talks before it; zero looks
 *     only at what is there already. A client that does is sent away with 554
 * @param command one whole command line, and one reply of ours (§4.5.3.2.7: 5 minutes); also all
 *     that is left of a message, or a chunk, when it is refused
 * @param data mail data; each octet received adds what {@link ServerLimits} gives it, up to this
 *     again
 * @param handshake the TLS handshake, and the PROXY header
 * @param lingering after a message was refused in its middle, how long its end may be waited for,
 *     each time
 */
public record ServerTimeouts(
    Duration greetingDelay,
    Duration command,
    Duration data,
    Duration handshake,
    Duration lingering) {
  private static final ServerTimeouts DEFAULTS =
      new ServerTimeouts(
          Duration.ZERO,
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5));

  /** No delay, 5 minutes for commands and data, 1 minute for handshakes, 5 seconds lingering. */
  public static ServerTimeouts defaults() {
    return DEFAULTS;
  }

  /** These with another delay of the greeting. */
  public ServerTimeouts withGreetingDelay(Duration delay) {
    return new ServerTimeouts(delay, command, data, handshake, lingering);
  }

  /** These with another time for commands and for mail data. */
  public ServerTimeouts withCommandAndData(Duration each) {
    return new ServerTimeouts(greetingDelay, each, each, handshake, lingering);
  }

  /** These with another time to wait for the end of a refused message. */
  public ServerTimeouts withLingering(Duration other) {
    return new ServerTimeouts(greetingDelay, command, data, handshake, other);
  }
}
