package org.mailshim.pop3.client;

import org.mailshim.pop3.Response;

/**
 * Hears what a session does, as it does it, on the session's thread. For progress, logs and traces;
 * it decides nothing. Nothing it is told holds a password, a digest or SASL data.
 *
 * <p>What a method throws ends the session and reaches the session's caller.
 */
public interface SessionObserver {
  /** Ignores everything. */
  SessionObserver NONE = new SessionObserver() {};

  /**
   * A command was put into the group that goes out next.
   *
   * @param line the line without CRLF and without what is secret
   */
  default void command(String line) {}

  /**
   * The first line of a response was read.
   *
   * @param response what it says
   */
  default void response(Response response) {}

  /**
   * The connection is encrypted now.
   *
   * @param description protocol and cipher suite, for a person
   */
  default void encrypted(String description) {}
}
