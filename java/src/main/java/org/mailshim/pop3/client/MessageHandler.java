package org.mailshim.pop3.client;

import java.io.IOException;
import org.mailshim.pop3.Response;

/** Takes the messages that {@link Pop3ClientSession#retrieveAll} brings, in their order. */
public interface MessageHandler {
  /**
   * A message begins.
   *
   * @param number its message-number
   * @return where it goes
   * @throws IOException when there is no place for it, which ends the session
   */
  ContentSink begin(int number) throws IOException;

  /**
   * A message has been given to its sink, all of it.
   *
   * @param number its message-number
   * @param octets how many octets it had
   * @throws IOException when it cannot be kept, which ends the session
   */
  void complete(int number, long octets) throws IOException;

  /**
   * The server does not give a message; the others come all the same.
   *
   * @param number its message-number
   * @param response why
   */
  void refused(int number, Response response);
}
