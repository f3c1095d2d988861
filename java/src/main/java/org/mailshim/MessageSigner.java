package org.mailshim;

import java.io.IOException;
import org.mailshim.message.MailData;

/** Signs messages, as DKIM does (RFC 6376). Any thread, several at once. */
@FunctionalInterface
public interface MessageSigner {
  /**
   * Signs a message.
   *
   * @param message the message as it is sent; may be read as often as it takes
   * @return header fields that go before it, with CRLF line ends; none when it is not signed
   * @throws IOException when the message cannot be read
   */
  byte[] fields(MailData message) throws IOException;
}
