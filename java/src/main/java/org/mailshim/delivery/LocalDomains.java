package org.mailshim.delivery;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.store.MaildropName;

/** The users of some domains: {@link LocalRecipients#of}. */
record LocalDomains(Set<Domain> domains, Users users) implements LocalRecipients {
  LocalDomains {
    domains = Set.copyOf(domains);
  }

  @Override
  public Place find(ForwardPath recipient) {
    return switch (recipient) {
      case ForwardPath.Postmaster nobody -> new Here(postmaster());
      case ForwardPath.Of path ->
          domains.contains(path.mailbox().domain()) ? place(path.mailbox()) : new Elsewhere();
    };
  }

  private Place place(Mailbox mailbox) {
    String name = mailbox.localPart().toLowerCase(Locale.ROOT);
    Optional<MaildropName> found = maildrop(name, mailbox.domain());
    int detail = name.indexOf('+');
    if (found.isEmpty() && detail > 0) {
      found = maildrop(name.substring(0, detail), mailbox.domain());
    }
    if (found.isEmpty() && name.equals("postmaster")) {
      found = Optional.of(postmaster());
    }
    return found.isPresent() ? new Here(found.get()) : new Unknown();
  }

  private Optional<MaildropName> maildrop(String name, Domain domain) {
    Optional<MaildropName> found = users.maildrop(name);
    return found.isPresent()
        ? found
        : users.maildrop(name + "@" + domain.ascii().toLowerCase(Locale.ROOT));
  }

  private MaildropName postmaster() {
    return users.maildrop("postmaster").orElseGet(() -> new MaildropName("postmaster"));
  }
}
