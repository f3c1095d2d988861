package org.mailshim.smtp.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.AddressRange;

/**
 * For whom this server takes mail to where: the one thing that keeps it from being an open relay
 * (RFC 5321 §7.9 and §3.6.2).
 */
public interface RelayPolicy extends Promptness {
  /**
   * Asks whether a recipient is refused; blocking is fine.
   *
   * @param recipient the forward-path, without source route
   * @return the answer to RCPT; empty to accept
   */
  Optional<Reply> refusal(SessionFacts session, ForwardPath recipient);

  /** The policy that takes mail for nobody but the postmaster, which is where to begin. */
  static RelayPolicy closed() {
    return forDomains(Set.of(), List.of());
  }

  /**
   * The usual policy: everybody may send to the local domains and to {@code Postmaster}; who has
   * authenticated as somebody, or comes from a trusted range, may send anywhere. Others get 550
   * 5.7.1, and so does who is ANONYMOUS (RFC 4505).
   *
   * <p>An address literal is local where it is among the local domains, and not because it is this
   * host's address (RFC 5321 §4.1.3): what is accepted for it has to be delivered here too. Sent on
   * to that address it would reach whatever server listens there at port 25, which may trust this
   * host and follow what stands in the local-part.
   *
   * <p>A local-part is never looked into: {@code user%example.net@local.example} is a mailbox at
   * {@code local.example}, whatever it looks like.
   *
   * @param local the domains that mail ends here for; copied
   * @param trusted from where anybody may send anywhere; copied
   */
  static RelayPolicy forDomains(Set<Domain> local, List<AddressRange> trusted) {
    return new DomainRelayPolicy(Set.copyOf(local), List.copyOf(trusted));
  }
}
