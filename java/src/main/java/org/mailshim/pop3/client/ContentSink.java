package org.mailshim.pop3.client;

import java.io.IOException;

/** Takes a message, block by block, as it comes: with CRLF line ends, its dots undone. */
@FunctionalInterface
public interface ContentSink {
  /**
   * Takes what comes next.
   *
   * @param octets holds it; not to be kept
   * @param from index of the first octet
   * @param to index after the last octet
   * @throws IOException when it cannot be taken, which ends the session: the rest of the message is
   *     on its way
   */
  void write(byte[] octets, int from, int to) throws IOException;
}
