package org.mailshim.policy;

import org.mailshim.address.ForwardPath;

/** Who has a mailbox here. Any thread; may block. */
public interface KnownRecipients {
  /** Whoever is written to; what cannot be delivered then has to be told to the sender. */
  KnownRecipients ANYBODY = recipient -> true;

  /**
   * Whether mail for a recipient of a local domain can be delivered.
   *
   * @return false for a permanent refusal, 550 5.1.1
   * @throws RuntimeException when that cannot be told now: the client hears 451
   */
  boolean knows(ForwardPath recipient);
}
