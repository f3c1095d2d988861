package org.mailshim.pop3.client;

import org.mailshim.pop3.Response;

/** What came of asking for a message. Immutable. */
public sealed interface Retrieval {
  /**
   * The sink has all of it.
   *
   * @param octets how many that were
   */
  record Retrieved(long octets) implements Retrieval {}

  /**
   * The server does not give it.
   *
   * @param response why
   */
  record Refused(Response response) implements Retrieval {}
}
