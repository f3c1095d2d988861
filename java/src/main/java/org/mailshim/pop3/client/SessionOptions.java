package org.mailshim.pop3.client;

import java.security.SecureRandom;
import org.mailshim.transport.Deadline;

/**
 * What a session needs to know beside its connection.
 *
 * @param host the server's name as it was dialled: its certificate must have it, and some SASL
 *     mechanisms speak of it
 * @param security TLS, and passwords without it
 * @param timeouts how long each wait may take
 * @param deadline when the whole session must be over, whatever the time-outs say
 * @param mostMessages how many messages a maildrop may have
 * @param mostOctets how large a message may be, in octets; whoever sends more ends the session
 * @param random where SASL's nonces come from
 */
public record SessionOptions(
    String host,
    SessionSecurity security,
    SessionTimeouts timeouts,
    Deadline deadline,
    int mostMessages,
    long mostOctets,
    SecureRandom random) {
  private static final int MOST_MESSAGES = 1_000_000;

  /**
   * The usual time-outs, no overall deadline, a million messages of any size.
   *
   * @param host the server's name
   * @param security TLS, and passwords without it
   * @return the options
   */
  public static SessionOptions of(String host, SessionSecurity security) {
    return new SessionOptions(
        host,
        security,
        SessionTimeouts.defaults(),
        Deadline.never(),
        MOST_MESSAGES,
        Long.MAX_VALUE,
        new SecureRandom());
  }

  /**
   * These with other times.
   *
   * @param other how long each wait may take
   * @param whole when all must be over
   * @return the options
   */
  public SessionOptions withTimes(SessionTimeouts other, Deadline whole) {
    return new SessionOptions(host, security, other, whole, mostMessages, mostOctets, random);
  }

  /**
   * These with other limits.
   *
   * @param messages how many messages a maildrop may have
   * @param octets how large a message may be
   * @return the options
   */
  public SessionOptions withLimits(int messages, long octets) {
    return new SessionOptions(host, security, timeouts, deadline, messages, octets, random);
  }
}
