package org.mailshim.delivery;

import java.util.Locale;
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
  sealed interface Place permits Elsewhere, Here, Unknown {}

  /** Its mail goes to another host. */
  record Elsewhere() implements Place {}

  /**
   * Its mail ends here.
   *
   * @param maildrop where
   */
  record Here(MaildropName maildrop) implements Place {}

  /** Its mail would end here, but there is nobody of that name. */
  record Unknown() implements Place {}

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
   * Looks a recipient up.
   *
   * @param recipient the forward-path, without source route
   * @return where its mail goes
   */
  Place find(ForwardPath recipient);

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
    Set<Domain> local = Set.copyOf(domains);
    return recipient ->
        switch (recipient) {
          case ForwardPath.Postmaster postmaster -> new Here(postmaster(users));
          case ForwardPath.Of path ->
              local.contains(path.mailbox().domain())
                  ? place(path.mailbox(), users)
                  : new Elsewhere();
        };
  }

  private static Place place(Mailbox mailbox, Users users) {
    String name = mailbox.localPart().toLowerCase(Locale.ROOT);
    Optional<MaildropName> found = maildrop(name, mailbox.domain(), users);
    int detail = name.indexOf('+');
    if (found.isEmpty() && detail > 0) {
      found = maildrop(name.substring(0, detail), mailbox.domain(), users);
    }
    if (found.isEmpty() && name.equals("postmaster")) {
      found = Optional.of(postmaster(users));
    }
    return found.isPresent() ? new Here(found.get()) : new Unknown();
  }

  private static Optional<MaildropName> maildrop(String name, Domain domain, Users users) {
    Optional<MaildropName> found = users.maildrop(name);
    return found.isPresent()
        ? found
        : users.maildrop(name + "@" + domain.ascii().toLowerCase(Locale.ROOT));
  }

  private static MaildropName postmaster(Users users) {
    return users.maildrop("postmaster").orElseGet(() -> new MaildropName("postmaster"));
  }
}
