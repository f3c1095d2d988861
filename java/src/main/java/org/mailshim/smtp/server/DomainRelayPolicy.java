package org.mailshim.smtp.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.AddressRange;

/** {@link RelayPolicy#forDomains}. */
record DomainRelayPolicy(Set<Domain> local, List<AddressRange> trusted) implements RelayPolicy {
  @Override
  public Optional<Reply> refusal(SessionFacts session, ForwardPath recipient) {
    boolean allowed =
        isSomebody(session)
            || isLocal(recipient)
            || AddressRange.contain(trusted, session.peer().address());
    return allowed ? Optional.empty() : Optional.of(Replies.RELAYING_DENIED);
  }

  @Override
  public boolean isPrompt() {
    return true;
  }

  private static boolean isSomebody(SessionFacts session) {
    return session.identity().isPresent() && !session.identity().get().isEmpty();
  }

  private boolean isLocal(ForwardPath recipient) {
    Optional<Domain> domain = recipient.domain();
    return domain.isEmpty() || local.contains(domain.get());
  }
}
