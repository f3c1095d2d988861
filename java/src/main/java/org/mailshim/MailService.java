package org.mailshim;

import org.mailshim.transport.ListenerSettings;

/**
 * What a {@link MailServer} offers at one address: mail coming in by SMTP, or mail being fetched by
 * POP3. A value: the same one may be opened by several servers, or twice by one. Immutable, for any
 * thread.
 */
public sealed interface MailService permits SmtpService, Pop3Service {
  /**
   * Where it is offered, and to how many.
   *
   * @return the address, with port 0 for one that the kernel chooses
   */
  ListenerSettings where();
}
