package org.mailshim.delivery;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.store.MaildropName;

/**
 * Whose mail ends at this host. Asked for each recipient, when RCPT comes and when the message is
 * delivered; by several threads at once; may block.
 */
@FunctionalInterface
public interface LocalRecipients {
  /** Nobody's: all mail goes elsewhere. */
  LocalRecipients NONE = recipient -> new Elsewhere();

  /** What is known of a recipient. */
  sealed interface Place permits Elsewhere, Unknown, Circle, Attended, Deliverable {}

  /** Mail for it has a place to go to: a maildrop, or others. */
  sealed interface Deliverable extends Place permits Here, Group {}

  /** Its mail goes to another host. */
  record Elsewhere() implements Place {}

  /**
   * Its mail ends here.
   *
   * @param maildrop where
   */
  record Here(MaildropName maildrop) implements Deliverable {}

  /** Its mail would end here, but there is nobody of that name. */
  record Unknown() implements Place {}

  /**
   * An alias, or a user whose mail is forwarded: the message goes on to others ({@link Aliases}).
   *
   * @param kept the maildrop that gets a copy all the same; empty for none
   * @param others those whom it means, at least one; none of them an alias itself; copied
   */
  record Group(Optional<MaildropName> kept, List<Mailbox> others) implements Deliverable {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when it is empty
     */
    public Group {
      others = List.copyOf(others);
      if (others.isEmpty()) {
        throw new IllegalArgumentException("an alias of nobody");
      }
    }
  }

  /** An alias that in the end means only itself: 554 5.4.6. */
  record Circle() implements Place {}

  /**
   * Something of this host takes its mail: a mailing list, a user's program.
   *
   * @param agent what it is
   */
  record Attended(LocalAgent agent) implements Place {}

  /** Whose maildrops there are. */
  @FunctionalInterface
  interface Users {
    /**
     * The maildrop of a user.
     *
     * @param name a user as an address names it: lower case, {@code ann} or {@code ann@example.net}
     * @return empty when there is no such user
     */
    Optional<MaildropName> maildrop(String name);
  }

  /**
   * Looks a recipient up. What it throws is trouble of this host: a delivery is tried again later.
   *
   * @param recipient the forward-path, without source route
   * @return where its mail goes
   */
  Place find(ForwardPath recipient);

  /**
   * The domains whose mail ends here, as far as they are known; does not block. Their number of
   * deliveries at once is not limited.
   */
  default Set<Domain> domains() {
    return Set.of();
  }

  /** What recipients of some messages get of their own; does not block. */
  default IndividualCopies copies() {
    return IndividualCopies.NONE;
  }

  /**
   * The users of some domains. The local-part {@code ann} is the user of that name, or else {@code
   * ann@example.net} is; letter case is ignored, and so is what follows a {@code +} (RFC 5233),
   * unless there is a user of the whole name. The postmaster has a maildrop in any case, {@code
   * postmaster} if there is no such user (RFC 5321 §4.5.1).
   *
   * @param domains those whose mail ends here; copied
   * @param users the same ones in each domain
   */
  static LocalRecipients of(Set<Domain> domains, Users users) {
    return new LocalDomains(domains, users);
  }
}
