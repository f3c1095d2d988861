package org.mailshim.policy;

import java.nio.file.Path;
import org.mailshim.address.DomainName;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Hears what a policy does, for logs. Decides nothing. Called on the threads of sessions and
 * look-ups, several at once, which wait for it.
 */
public interface PolicyObserver {
  /** Hears nothing. */
  PolicyObserver NONE = new PolicyObserver() {};

  /**
   * Somebody was refused, or sent away.
   *
   * @param session whose
   * @param rule which rule decided
   * @param detail for whose sake, as {@code bad list: from:@example.org}; printable
   * @param reply what the client is told
   */
  default void refused(SessionFacts session, PolicyRule rule, String detail, Reply reply) {}

  /**
   * A message gets a header field that says on which lists its client is.
   *
   * @param session whose
   * @param lists which, printable
   */
  default void tagged(SessionFacts session, String lists) {}

  /**
   * A list was read.
   *
   * @param file from where
   * @param entries how many lines say something
   */
  default void listRead(Path file, int entries) {}

  /**
   * A list cannot be read, and stays as it was.
   *
   * @param file from where
   * @param reason why, printable: {@code is not there}
   * @param entries how many lines of the list that stays say something
   */
  default void listKept(Path file, String reason, int entries) {}

  /**
   * A DNS list is not asked, or not believed, for a while.
   *
   * @param zone which
   * @param reason why
   */
  default void zoneDisregarded(DomainName zone, String reason) {}
}
