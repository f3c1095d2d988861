package org.mailshim;

import java.util.Optional;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.policy.AddressSet;
import org.mailshim.policy.AddressSpan;
import org.mailshim.policy.Policy;
import org.mailshim.policy.PolicySettings;
import org.mailshim.policy.PolicySetup;
import org.mailshim.policy.PolicyStore;
import org.mailshim.policy.RamPolicyStore;
import org.mailshim.policy.RelaySettings;
import org.mailshim.policy.SqlPolicyStore;

/**
 * The policy of a server, made of its parts, and the store that was made for it, to be closed with
 * the server.
 *
 * @param policy what guards the services
 * @param ownStore the store that is nobody else's
 */
record ServerPolicy(Policy policy, Optional<PolicyStore> ownStore) {
  /**
   * Makes the policy, if one is wanted. What it remembers goes into the queue's file where the
   * server makes that, else into memory, unless stores were given.
   *
   * @throws IllegalStateException when there is a relay policy beside it: which one would decide?
   * @throws org.mailshim.policy.PolicyStoreException when the store cannot be opened
   */
  static Optional<ServerPolicy> open(MailServerBuilder parts, LocalRecipients recipients) {
    if (parts.policy.isEmpty()) {
      return Optional.empty();
    }
    if (parts.relay.isPresent()) {
      throw new IllegalStateException("a policy has relay control of its own: leave out relay(…)");
    }
    PolicySettings settings = parts.policy.get().apply(settings(parts, recipients));
    boolean given = parts.policyMemory.isPresent();
    PolicyStore memory = given ? parts.policyMemory.get() : store(parts);
    PolicyStore limits = parts.policyLimits.orElseGet(RamPolicyStore::new);
    var setup =
        new PolicySetup(
            FlightRecording.of(
                new DnsResolver(parts.outgoing.dns(), parts.random, new DnsClients())),
            memory,
            limits,
            parts.clock,
            parts.sessions,
            parts.policyObserver);
    return Optional.of(
        new ServerPolicy(
            new Policy(settings, setup), given ? Optional.empty() : Optional.of(memory)));
  }

  private static PolicySettings settings(MailServerBuilder parts, LocalRecipients recipients) {
    var trusted = parts.relayFor.stream().map(AddressSpan::of).toList();
    RelaySettings relay =
        RelaySettings.of(parts.localDomains)
            .withAddresses(AddressSet.of(trusted), AddressSet.EMPTY)
            .withRecipients(to -> !(recipients.find(to) instanceof LocalRecipients.Unknown));
    return PolicySettings.closed().with(relay);
  }

  /**
   * A store of the server's own: in the queue's file where the server makes that, else in memory.
   */
  static PolicyStore store(MailServerBuilder parts) {
    if (parts.queue.isPresent() || parts.directory.isEmpty()) {
      return new RamPolicyStore();
    }
    return SqlPolicyStore.sqlite(parts.directory.get().resolve(Storage.QUEUE_FILE), parts.writers);
  }

  void close() {
    if (ownStore.isPresent()) {
      ownStore.get().close();
    }
  }
}
