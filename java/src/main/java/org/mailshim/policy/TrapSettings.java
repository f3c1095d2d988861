package org.mailshim.policy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;

/**
 * Addresses that nobody has, put where only machines find them: who writes to one is no
 * correspondent of anybody here. Immutable, for any thread.
 *
 * @param mailboxes the addresses; letter case does not count
 * @param blockTime for how long the client's address is sent away then; zero for not at all, so
 *     that only the recipient is refused
 */
public record TrapSettings(Set<Mailbox> mailboxes, Duration blockTime) {
  /** No traps. */
  public static final TrapSettings NONE = new TrapSettings(Set.of(), Duration.ZERO);

  /** Copies the addresses, in lower case. */
  public TrapSettings {
    Set<Mailbox> lower = new HashSet<>();
    for (Mailbox mailbox : mailboxes) {
      lower.add(lower(mailbox));
    }
    mailboxes = Set.copyOf(lower);
  }

  boolean isTrap(ForwardPath recipient) {
    return !mailboxes.isEmpty()
        && recipient instanceof ForwardPath.Of of
        && mailboxes.contains(lower(of.mailbox()));
  }

  private static Mailbox lower(Mailbox mailbox) {
    return new Mailbox(mailbox.localPart().toLowerCase(Locale.ROOT), mailbox.domain());
  }
}
