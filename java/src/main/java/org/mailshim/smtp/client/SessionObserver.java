package org.mailshim.smtp.client;

import org.mailshim.smtp.Reply;
import org.mailshim.transport.TlsDescription;

/**
 * Hears what a session does, as it does it, on the session's thread. For progress, logs and traces;
 * it decides nothing.
 *
 * <p>What a method throws ends the session and reaches the session's caller.
 */
public interface SessionObserver {
  /** Ignores everything. */
  SessionObserver NONE = new SessionObserver() {};

  /** The session moved on; {@code now} differs from {@code before}. */
  default void state(SessionState before, SessionState now) {}

  /** A command was put into the group that goes out next; {@code line} has no CRLF. */
  default void command(String line) {}

  /** A whole reply was read. */
  default void reply(Reply reply) {}

  /** TLS has begun: what follows is encrypted. */
  default void encrypted(TlsDescription description) {}

  /**
   * Mail data was handed to the connection.
   *
   * @param messageOctets how much of this message so far, without the dots that transparency adds
   *     and without the end of data; grows with each call of one transaction
   */
  default void sent(long messageOctets) {}
}
