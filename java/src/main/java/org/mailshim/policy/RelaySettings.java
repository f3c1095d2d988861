package org.mailshim.policy;

import java.time.Duration;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;

/**
 * For whom mail is taken to where (RFC 5321 §3.6.2, §7.9). Without configuration nobody may send to
 * anybody but the postmaster. Immutable, for any thread.
 *
 * @param localDomains the domains that mail ends here for. An address literal is one only where it
 *     is among them, since what is accepted for it must be delivered as local too and not sent to
 *     ourselves
 * @param relayDomains the domains that mail is passed on for, by whomever it comes; who is there is
 *     not asked
 * @param recipients who has a mailbox in the local domains
 * @param trusted the clients that may send anywhere without authenticating
 * @param denied the clients that are sent away; {@code trusted} wins
 * @param popBeforeSmtp for how long a client may send anywhere after somebody has logged in by POP3
 *     from its address; zero for never. Everybody behind the same address may, so AUTH is better
 * @param senderRouting whether strangers may say in the local-part where mail is to go from here:
 *     {@code user%other.example@}, {@code other.example!user@}, {@code "user@other.example"@}. It
 *     never leads there by us, but may by a server behind us, or by a recipient's rule
 */
public record RelaySettings(
    Set<Domain> localDomains,
    Set<Domain> relayDomains,
    KnownRecipients recipients,
    AddressSet trusted,
    AddressSet denied,
    Duration popBeforeSmtp,
    boolean senderRouting) {
  /** Nobody's mail is taken but the postmaster's. */
  public static final RelaySettings CLOSED = of(Set.of());

  /** Copies the domains. */
  public RelaySettings {
    localDomains = Set.copyOf(localDomains);
    relayDomains = Set.copyOf(relayDomains);
  }

  /** Mail for everybody in these domains, and elsewhere only for who has authenticated. */
  public static RelaySettings of(Set<Domain> localDomains) {
    return new RelaySettings(
        localDomains,
        Set.of(),
        KnownRecipients.ANYBODY,
        AddressSet.EMPTY,
        AddressSet.EMPTY,
        Duration.ZERO,
        false);
  }

  /** These, passing mail on for other domains. */
  public RelaySettings withRelayDomains(Set<Domain> domains) {
    return new RelaySettings(
        localDomains, domains, recipients, trusted, denied, popBeforeSmtp, senderRouting);
  }

  /** These, asking who has a mailbox. */
  public RelaySettings withRecipients(KnownRecipients other) {
    return new RelaySettings(
        localDomains, relayDomains, other, trusted, denied, popBeforeSmtp, senderRouting);
  }

  /** These with clients that may send anywhere, and others that may not even talk. */
  public RelaySettings withAddresses(AddressSet trustedClients, AddressSet deniedClients) {
    return new RelaySettings(
        localDomains,
        relayDomains,
        recipients,
        trustedClients,
        deniedClients,
        popBeforeSmtp,
        senderRouting);
  }

  /** These with POP-before-SMTP. */
  public RelaySettings withPopBeforeSmtp(Duration time) {
    return new RelaySettings(
        localDomains, relayDomains, recipients, trusted, denied, time, senderRouting);
  }

  /** These, with or without routes in local-parts. */
  public RelaySettings withSenderRouting(boolean allowed) {
    return new RelaySettings(
        localDomains, relayDomains, recipients, trusted, denied, popBeforeSmtp, allowed);
  }

  /** Whether mail for a recipient ends here: the bare postmaster's, or that of a local domain. */
  boolean isLocal(ForwardPath recipient) {
    return recipient.domain().isEmpty() || localDomains.contains(recipient.domain().get());
  }

  /** Whether mail for a recipient is passed on by whomever it comes. */
  boolean isRelayed(ForwardPath recipient) {
    return recipient.domain().isPresent() && relayDomains.contains(recipient.domain().get());
  }

  /** Whether a local-part says where mail is to go from here. */
  static boolean isRouted(ForwardPath recipient) {
    return recipient instanceof ForwardPath.Of of && isRouted(of.mailbox());
  }

  private static boolean isRouted(Mailbox mailbox) {
    String local = mailbox.localPart();
    return local.indexOf('%') >= 0 || local.indexOf('!') >= 0 || local.indexOf('@') >= 0;
  }
}
