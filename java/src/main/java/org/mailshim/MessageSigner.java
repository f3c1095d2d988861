package org.mailshim;

import java.io.IOException;
import org.mailshim.message.MailData;

/**
 * Signs messages before they go out: {@code DkimSigner.of(domain, selector, key, clock)::sign}, of
 * {@link org.mailshim.authentication.DkimSigner}, is one. Any thread, several at once.
 */
@FunctionalInterface
public interface MessageSigner {
  /**
   * Signs a message.
   *
   * @param message the message as it is sent; may be read as often as it takes
   * @return the message with its signature, or as it was
   * @throws IOException when the message cannot be read
   */
  MailData sign(MailData message) throws IOException;
}
