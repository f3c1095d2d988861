package org.mailshim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.delivery.Aliases;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.lists.ForwardFiles;
import org.mailshim.lists.ListSetup;
import org.mailshim.lists.ListTokens;
import org.mailshim.lists.MailingList;
import org.mailshim.lists.MailingLists;
import org.mailshim.policy.PolicyStore;
import org.mailshim.store.MaildropName;

/**
 * The local recipients of a server, made of its parts: users, with aliases and forwards, with
 * mailing lists before them; and the store that was made for lists, to be closed with the server.
 *
 * @param recipients whose mail ends here
 * @param lists empty when there are none
 * @param ownStore the store that is nobody else's
 */
record ServerLists(
    LocalRecipients recipients, Optional<MailingLists> lists, Optional<PolicyStore> ownStore) {
  private static final String KEY_FILE = "lists.key";
  private static final int SECRET_OCTETS = 32;

  /**
   * Puts aliases, forwards and lists before users.
   *
   * @param users whose mail ends here without them
   * @throws IllegalStateException when a list is at a domain that is not local
   * @throws IllegalArgumentException when two lists have one address
   * @throws UncheckedIOException when the secret of the lists cannot be read or made
   * @throws org.mailshim.policy.PolicyStoreException when the store cannot be opened
   */
  static ServerLists open(MailServerBuilder parts, Storage storage, LocalRecipients users) {
    Aliases.Forwards forwards = forwards(parts, users);
    LocalRecipients known =
        parts.aliases.isEmpty() && forwards == Aliases.Forwards.NONE
            ? users
            : new Aliases(users, parts.aliases, forwards);
    if (parts.lists.isEmpty()) {
      return new ServerLists(known, Optional.empty(), Optional.empty());
    }
    requireLocal(parts, known.domains());
    ListTokens tokens = parts.listTokens.orElseGet(() -> tokens(parts));
    boolean given = parts.policyMemory.isPresent();
    PolicyStore memory = given ? parts.policyMemory.get() : ServerPolicy.store(parts);
    var setup =
        new ListSetup(
            storage.queue(),
            memory,
            tokens,
            parts.clock,
            parts.random,
            parts.signers,
            new DnsResolver(parts.outgoing.dns(), parts.random, new DnsClients()),
            parts.listObserver,
            parts.policyObserver);
    var lists = new MailingLists(known, parts.lists, setup);
    return new ServerLists(
        lists, Optional.of(lists), given ? Optional.empty() : Optional.of(memory));
  }

  /** Recipients of the caller's own need not know their domains. */
  private static void requireLocal(MailServerBuilder parts, Set<Domain> domains) {
    boolean known = parts.recipients.isEmpty() || !domains.isEmpty();
    for (MailingList list : parts.lists) {
      if (known && !domains.contains(list.address().domain())) {
        throw new IllegalStateException(
            "the list " + list.address().text() + " is at a domain that is not local");
      }
    }
  }

  /** The caller's forwards, and those of files where these know of none. */
  private static Aliases.Forwards forwards(MailServerBuilder parts, LocalRecipients users) {
    if (parts.forwardFiles.isEmpty()) {
      return parts.forwards;
    }
    var files =
        new ForwardFiles(
            parts.forwardFiles.get(), users, parts.clock, parts.listObserver, parts.policyObserver);
    return maildrop -> first(parts.forwards, files, maildrop);
  }

  private static Optional<Aliases.Forward> first(
      Aliases.Forwards first, Aliases.Forwards second, MaildropName maildrop) {
    Optional<Aliases.Forward> forward = first.of(maildrop);
    return forward.isPresent() ? forward : second.of(maildrop);
  }

  private static ListTokens tokens(MailServerBuilder parts) {
    var random = new SecureRandom();
    if (parts.directory.isEmpty()) {
      byte[] secret = new byte[SECRET_OCTETS];
      random.nextBytes(secret);
      return new ListTokens(secret, parts.clock);
    }
    Path directory = parts.directory.get();
    try {
      Files.createDirectories(directory);
      return ListTokens.stored(directory.resolve(KEY_FILE), random, parts.clock);
    } catch (IOException e) {
      throw new UncheckedIOException("the secret of the lists in " + directory, e);
    }
  }

  void close() {
    if (ownStore.isPresent()) {
      ownStore.get().close();
    }
  }
}
