package org.mailshim;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.mailshim.address.Domain;
import org.mailshim.address.Mailbox;
import org.mailshim.authentication.AuthenticationSettings;
import org.mailshim.delivery.Aliases;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.filter.MessageFilter;
import org.mailshim.lists.ForwardRules;
import org.mailshim.lists.ListObserver;
import org.mailshim.lists.ListTokens;
import org.mailshim.lists.MailboxLine;
import org.mailshim.lists.MailingList;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.policy.PolicySettings;
import org.mailshim.policy.PolicyStore;
import org.mailshim.queue.MailQueue;
import org.mailshim.sasl.UserDirectory;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.store.MaildropStore;
import org.mailshim.store.Quota;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.KeyMaterial;
import org.mailshim.transport.Listener;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.TlsServer;
import org.mailshim.transport.TlsServerSettings;

/**
 * What a {@link MailServer} is to be; from {@link MailEngine#server}. Each method says one thing of
 * it and returns this. One thread; a builder starts one server.
 *
 * <p>Needed are a {@link #directory}, or else a {@link #queue} and a {@link #store}. All else has a
 * default: no local domains, no users, no certificate, relaying for users only, mail for elsewhere
 * straight to the recipients' servers.
 */
public final class MailServerBuilder extends OutwardParts {
  private static final int SHORTEST_PREFIX_TO_RELAY_FOR = 1;

  final Domain name;
  final Set<Domain> localDomains = new HashSet<>();
  final List<AddressRange> relayFor = new ArrayList<>();
  final List<MailService> services = new ArrayList<>();
  final ServerUsers users = new ServerUsers();
  Optional<LocalRecipients> recipients = Optional.empty();
  Optional<Path> directory = Optional.empty();
  Optional<MailQueue> queue = Optional.empty();
  Optional<MaildropStore> store = Optional.empty();
  Optional<TlsServer> tls = Optional.empty();
  Optional<RelayPolicy> relay = Optional.empty();
  Optional<UnaryOperator<PolicySettings>> policy = Optional.empty();
  Optional<PolicyStore> policyMemory = Optional.empty();
  Optional<PolicyStore> policyLimits = Optional.empty();
  PolicyObserver policyObserver = PolicyObserver.NONE;
  UnaryOperator<AuthenticationSettings> authentication = UnaryOperator.identity();
  final List<MessageFilter> filters = new ArrayList<>();
  boolean takesUnfiltered;
  Quota quota = Quota.none();
  final Map<String, List<Mailbox>> aliases = new HashMap<>();
  Aliases.Forwards forwards = Aliases.Forwards.NONE;
  Optional<ForwardRules> forwardFiles = Optional.empty();
  final List<MailingList> lists = new ArrayList<>();
  Optional<ListTokens> listTokens = Optional.empty();
  ListObserver listObserver = ListObserver.NONE;
  org.mailshim.smtp.server.ServerHooks smtpHooks = org.mailshim.smtp.server.ServerHooks.NONE;
  org.mailshim.pop3.server.ServerHooks pop3Hooks = org.mailshim.pop3.server.ServerHooks.NONE;
  org.mailshim.smtp.server.ServerObserver smtpObserver =
      org.mailshim.smtp.server.ServerObserver.NONE;
  org.mailshim.pop3.server.ServerObserver pop3Observer =
      org.mailshim.pop3.server.ServerObserver.NONE;
  Listener.Observer listenerObserver = Listener.Observer.NONE;
  Clock clock = Clock.systemDefaultZone();
  RandomGenerator random = new SecureRandom();
  Executor sessions = Thread::startVirtualThread;
  Optional<Executor> connectionThreads = Optional.empty();
  Executor writers = task -> Thread.ofPlatform().daemon().name("mailshim writer").start(task);

  MailServerBuilder(Domain name) {
    this.name = name;
  }

  @Override
  MailServerBuilder self() {
    return this;
  }

  /**
   * Where the server keeps everything that is not said to be elsewhere: the queue in the file
   * {@code queue.db}, the maildrops as Maildirs below {@code maildrops}.
   *
   * @param path on a local disk; made when it is not there
   */
  public MailServerBuilder directory(Path path) {
    directory = Optional.of(path);
    return this;
  }

  /**
   * Domains whose mail ends here.
   *
   * @param names domain names, added to those before
   * @throws org.mailshim.address.AddressSyntaxException for what is no domain
   */
  public MailServerBuilder localDomains(String... names) {
    for (String each : names) {
      localDomains.add(Domain.parse(each));
    }
    return this;
  }

  /**
   * A user with a maildrop of that name, who may send and fetch. The password is kept in memory as
   * it is.
   *
   * @param user the name, as at login and as the local-part of addresses at the local domains;
   *     lower case
   * @param password copied
   * @throws IllegalStateException when there is a directory of {@link #users}
   */
  public MailServerBuilder user(String user, String password) {
    users.add(user, password);
    return this;
  }

  /**
   * Who may log in.
   *
   * @param others asked at each login; in place of those named with {@link #user}
   */
  public MailServerBuilder users(UserDirectory others) {
    users.are(others);
    return this;
  }

  /**
   * Whose mail ends here, in place of the users at the local domains. Needed beside a directory of
   * users that only verifies passwords and cannot be asked who there is.
   */
  public MailServerBuilder recipients(LocalRecipients others) {
    recipients = Optional.of(others);
    return this;
  }

  /**
   * An address of the local domains that means others.
   *
   * @param alias a local-part, for all local domains, or a whole address
   * @param members whom it means, here or elsewhere, at least one, each text one or several of them
   *     ({@link MailboxLine}); an alias may name others
   * @throws org.mailshim.address.AddressSyntaxException when a member is no mailbox
   */
  public MailServerBuilder alias(String alias, String... members) {
    List<Mailbox> others = new ArrayList<>(members.length);
    for (String each : members) {
      others.addAll(MailboxLine.parse(each));
    }
    aliases.put(alias, others);
    return this;
  }

  /** Whose mail goes on to other addresses. */
  public MailServerBuilder forwards(Aliases.Forwards others) {
    forwards = others;
    return this;
  }

  /**
   * Lets users say in files of their own where their mail goes on to (the parameter {@code
   * forward}); asked where {@link #forwards} knows of none.
   */
  public MailServerBuilder forwardFiles(ForwardRules rules) {
    forwardFiles = Optional.of(rules);
    return this;
  }

  /**
   * A mailing list (the parameter {@code maillist}, {@link org.mailshim.lists.ListParameters}),
   * added to those before. What it remembers goes where the policy's memory is ({@link
   * #policyStores}).
   *
   * @param list at a local domain
   */
  public MailServerBuilder mailingList(MailingList list) {
    lists.add(list);
    return this;
  }

  /**
   * What confirmations by mail and links to unsubscribe are made with, in place of a secret in the
   * directory: for hosts that share lists.
   */
  public MailServerBuilder listTokens(ListTokens tokens) {
    listTokens = Optional.of(tokens);
    return this;
  }

  /** Who hears what happens at lists and forward files. */
  public MailServerBuilder listObserver(ListObserver observer) {
    listObserver = observer;
    return this;
  }

  /**
   * The certificate of all services that use TLS.
   *
   * @param certificates the certificate and those that vouch for it, PEM
   * @param key its private key, PEM
   * @throws org.mailshim.transport.TransportException.Tls when they cannot be used
   */
  public MailServerBuilder tls(Path certificates, Path key) {
    return tls(new TlsServer(TlsServerSettings.of(KeyMaterial.pem(certificates, key))));
  }

  /** The certificates of all services that use TLS. */
  public MailServerBuilder tls(TlsServer server) {
    tls = Optional.of(server);
    return this;
  }

  /**
   * Clients that may send anywhere without AUTH, by their addresses: one's own network.
   *
   * @param ranges as {@code 192.0.2.0/24}, added to those before
   * @throws IllegalArgumentException for what is no range, or everybody's: an open relay is blocked
   *     by the world within hours. Who means it writes a {@link #relay} policy
   */
  public MailServerBuilder relayFor(String... ranges) {
    for (String each : ranges) {
      AddressRange range = AddressRange.parse(each);
      if (range.prefixBits() < SHORTEST_PREFIX_TO_RELAY_FOR) {
        throw new IllegalArgumentException("relaying for everybody: " + each);
      }
      relayFor.add(range);
    }
    return this;
  }

  /**
   * Whose mail is taken to where, in place of the usual: everybody's for the local domains, users'
   * and neighbours' ({@link #relayFor}) for anywhere.
   */
  public MailServerBuilder relay(RelayPolicy policy) {
    relay = Optional.of(policy);
    return this;
  }

  /**
   * Who may send what to whom, beyond relay control: DNS lists, access lists, greylisting, limits,
   * traps, and conditions for reverse-paths. It is asked before the site's hooks.
   *
   * @param change gets the settings that follow from this builder, with its local domains and their
   *     users, the neighbours of {@link #relayFor} and every other rule off, and gives those that
   *     are wanted
   */
  public MailServerBuilder policy(UnaryOperator<PolicySettings> change) {
    policy = Optional.of(change);
    return this;
  }

  /**
   * Where the policy remembers, such as a database that several hosts share; without this it is the
   * queue's file, and limits are kept in memory. They stay the caller's to close, after the server.
   *
   * @param memory remembers greylisting, logins by POP3 and who was trapped
   * @param limits remembers how much was sent
   */
  public MailServerBuilder policyStores(PolicyStore memory, PolicyStore limits) {
    policyMemory = Optional.of(memory);
    policyLimits = Optional.of(limits);
    return this;
  }

  /** Who hears what the policy decides. */
  public MailServerBuilder policyObserver(PolicyObserver observer) {
    policyObserver = observer;
    return this;
  }

  /**
   * Who is asked to vouch for what strangers send to the services for MX: SPF, DKIM, DMARC, each
   * off, written into the message, or enforced ({@link AuthenticationSettings}). {@link
   * SmtpService#withAuthentication} says it otherwise for one service.
   *
   * @param change gets settings under the server's name, with the neighbours of {@link #relayFor}
   *     trusted and everything off, and gives those that are wanted
   */
  public MailServerBuilder authentication(UnaryOperator<AuthenticationSettings> change) {
    authentication = change;
    return this;
  }

  /**
   * Has each message looked at for spam or viruses before it is answered for: by a program ({@link
   * org.mailshim.filter.ProgramFilter}), clamd, spamd, or a filter of one's own. A filter that
   * fails has the message deferred, unless {@link #takesUnfiltered} is said.
   *
   * @param more in the order in which they look, after those before
   */
  public MailServerBuilder filter(MessageFilter... more) {
    filters.addAll(List.of(more));
    return this;
  }

  /** Takes messages as they are while a {@link #filter} fails. */
  public MailServerBuilder takesUnfiltered() {
    takesUnfiltered = true;
    return this;
  }

  /**
   * A queue of one's own, such as one on a database that several hosts share. It stays the caller's
   * to close, after the server.
   */
  public MailServerBuilder queue(MailQueue other) {
    queue = Optional.of(other);
    return this;
  }

  /** Maildrops of one's own; they stay the caller's to close, after the server. */
  public MailServerBuilder store(MaildropStore other) {
    store = Optional.of(other);
    return this;
  }

  /** How much each maildrop may hold, in the store that the server makes. */
  public MailServerBuilder quota(Quota each) {
    quota = each;
    return this;
  }

  /** What the site says in SMTP sessions; {@link MailServer#smtpHooks} replaces it. */
  public MailServerBuilder smtpHooks(org.mailshim.smtp.server.ServerHooks hooks) {
    smtpHooks = hooks;
    return this;
  }

  /** What the site says in POP3 sessions; {@link MailServer#pop3Hooks} replaces it. */
  public MailServerBuilder pop3Hooks(org.mailshim.pop3.server.ServerHooks hooks) {
    pop3Hooks = hooks;
    return this;
  }

  /** Who hears what happens in SMTP sessions. */
  public MailServerBuilder smtpObserver(org.mailshim.smtp.server.ServerObserver observer) {
    smtpObserver = observer;
    return this;
  }

  /** Who hears what happens in POP3 sessions. */
  public MailServerBuilder pop3Observer(org.mailshim.pop3.server.ServerObserver observer) {
    pop3Observer = observer;
    return this;
  }

  /**
   * Who hears what happens outside of sessions: that no connection can be accepted, as when the
   * process is out of descriptors; that one was sent away because there are too many; that a hook
   * or sink threw.
   */
  public MailServerBuilder listenerObserver(Listener.Observer observer) {
    listenerObserver = observer;
    return this;
  }

  /**
   * Time and chance, for tests.
   *
   * @param otherClock for Date and Received fields and the queue's schedule
   * @param otherRandom for names, jitter and order; need not be a secret; used by many threads
   */
  public MailServerBuilder clock(Clock otherClock, RandomGenerator otherRandom) {
    clock = otherClock;
    random = otherRandom;
    return this;
  }

  /**
   * Where threads come from, for hosts that want a say in it.
   *
   * @param forDeliveries gives each delivery a thread at once; virtual threads are meant
   * @param forWriters gives what writes databases platform threads
   */
  public MailServerBuilder threads(Executor forDeliveries, Executor forWriters) {
    sessions = forDeliveries;
    writers = forWriters;
    return this;
  }

  /**
   * Where the threads of clients' sessions come from, whatever the services say: virtual threads
   * otherwise.
   *
   * @param forConnections as {@link ListenerSettings#threads}
   */
  public MailServerBuilder connectionThreads(Executor forConnections) {
    connectionThreads = Optional.of(forConnections);
    return this;
  }

  /** What is offered from the start; {@link MailServer#open} adds to it later. */
  public MailServerBuilder listen(MailService... more) {
    services.addAll(List.of(more));
    return this;
  }

  /**
   * Opens queue and maildrops, begins to deliver, and opens the services.
   *
   * @return the server, to be stopped or closed
   * @throws IllegalStateException when something is missing: a directory, or a certificate or users
   *     for a service that wants them
   * @throws org.mailshim.queue.QueueException when the queue cannot be opened
   * @throws org.mailshim.transport.TransportException.CannotListen when an address cannot be had;
   *     nothing is open then
   */
  public MailServer start() {
    return MailServer.start(this);
  }

  /**
   * As {@link #start}, on another thread.
   *
   * @return the server, to be stopped or closed
   */
  public CompletableFuture<MailServer> startAsync() {
    return CompletableFuture.supplyAsync(this::start, Thread::startVirtualThread);
  }
}
