package org.mailshim.delivery;

import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.SessionSecurity;

/**
 * Told how an attempt proceeds, once per destination and step, on the thread that runs the attempt,
 * one call after the other. A destination that needs a second host goes back to {@link
 * #connecting}. An implementation must return soon, since the server waits meanwhile, and may
 * cancel the attempt. What it throws is its own fault and ends the attempt.
 */
public interface DeliveryObserver {

  /** Does nothing. */
  DeliveryObserver NONE = new DeliveryObserver() {};

  /**
   * Looks up where mail goes.
   *
   * @param domain the recipients' domain as A-labels, or the smart host
   */
  default void findingHost(String domain) {}

  /**
   * Connects.
   *
   * @param host the host's name, or an address if it has none
   */
  default void connecting(String host) {}

  /**
   * Is connected and begins to talk.
   *
   * @param server the peer, as {@code mx.example [192.0.2.1]:25}
   */
  default void dialog(String server) {}

  /**
   * Is ready to send the message to the server.
   *
   * @param security how the session is protected; in clear after TLS has failed, with the reason
   */
  default void secured(SessionSecurity security) {}

  /**
   * Sends mail data: once before the first octet with 0, and as often as makes sense afterwards.
   *
   * @param octets how much of the mail data was handed to the connection, without the dots that
   *     transparency adds; begins again when another host or destination gets the message, or the
   *     same host for those recipients who were too many the first time
   */
  default void sending(long octets) {}

  /**
   * Sends a command to the server of {@link #dialog}.
   *
   * @param line without CRLF; of an authentication what is no secret
   */
  default void command(String line) {}

  /** Has read a whole reply of that server, the greeting included. */
  default void reply(Reply reply) {}
}
