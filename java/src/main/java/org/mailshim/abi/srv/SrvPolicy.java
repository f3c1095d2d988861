package org.mailshim.abi.srv;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.HostLog;
import org.mailshim.address.DomainName;
import org.mailshim.database.PostgresSettings;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.policy.AccessList;
import org.mailshim.policy.AccessLists;
import org.mailshim.policy.AddressSet;
import org.mailshim.policy.AddressSpan;
import org.mailshim.policy.ListSource;
import org.mailshim.policy.Policy;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.policy.PolicyParameters;
import org.mailshim.policy.PolicyRule;
import org.mailshim.policy.PolicySettings;
import org.mailshim.policy.PolicySetup;
import org.mailshim.policy.PolicyStore;
import org.mailshim.policy.PolicyStoreException;
import org.mailshim.policy.RamPolicyStore;
import org.mailshim.policy.RelaySettings;
import org.mailshim.policy.SqlPolicyStore;
import org.mailshim.policy.UserListFiles;
import org.mailshim.policy.UserLists;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Who may send what to whom by the servers of the host, as the parameters have it: those of {@link
 * Parameter.Effect#POLICY}. A session keeps the policy with which it begins; when a parameter has
 * changed, the next one gets another. Any thread.
 *
 * <p>As long as none of the parameters is set there is no policy at all, and {@link LocalMail}
 * decides. What has to be remembered, such as second tries, is in the file {@code policy.db} in the
 * directory {@code smtp_out}, or in the queue's database, for as long as the servers live; where
 * that cannot be opened it is in memory, and the log says so.
 */
final class SrvPolicy {
  private static final String FILE = "policy.db";

  private final Configuration configuration;
  private final LocalMail localMail;
  private final LocalRecipients recipients;
  private final PolicyStore limits = new RamPolicyStore();
  private final DnsClients nameServers = new DnsClients();
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private @Nullable PolicyStore memory;

  private final ByRevision<Made> made;

  /** What was made of the parameters. */
  private record Made(Optional<Policy> policy, AddressSet pop, AddressSet popDenied) {}

  /**
   * A policy that has read nothing yet.
   *
   * @param localMail whose domains are local
   * @param recipients who is there
   */
  SrvPolicy(Configuration configuration, LocalMail localMail, LocalRecipients recipients) {
    this.configuration = configuration;
    this.localMail = localMail;
    this.recipients = recipients;
    var nothing = new Made(Optional.empty(), AddressSet.EMPTY, AddressSet.EMPTY);
    this.made = new ByRevision<>(configuration, lock, nothing, this::make);
  }

  /**
   * Sees whether a value can be used, before it is set.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} when it cannot
   */
  static void check(Parameter parameter, String value) {
    try {
      switch (parameter) {
        case POP_RANGE, POP6_RANGE, POP_DENY, POP6_DENY -> addresses(value);
        case ANTISPAM -> condition(value);
        default ->
            new PolicyParameters(
                    name -> name.equals(parameter.key()) ? Optional.of(value) : Optional.empty(),
                    SrvEngine.CLOCK,
                    PolicyObserver.NONE)
                .applyTo(PolicySettings.closed());
      }
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new AbiException(
          ErrorCode.CONFIG,
          message.startsWith(parameter.key()) ? message : parameter.key() + ": " + message);
    }
  }

  private static AddressSet addresses(String text) {
    return AddressSet.of(AddressSpan.parseAll(text));
  }

  private static ListSource condition(String text) {
    return text.isBlank() ? AccessList.EMPTY : AccessList.parse(List.of("? " + text));
  }

  /** The policy for a session that begins now; empty when no parameter wants one. */
  Optional<Policy> now() {
    return made.now().policy;
  }

  /** Whether POP3 is served to an address. */
  boolean servesPop3(InetAddress client) {
    Made current = made.now();
    boolean wanted = current.pop.isEmpty() || current.pop.contains(client);
    return wanted && !current.popDenied.contains(client);
  }

  /** Somebody has logged in by POP3. */
  void loggedIn(InetAddress client) {
    Optional<Policy> policy = now();
    if (policy.isPresent()) {
      try {
        policy.get().loggedIn(client);
      } catch (PolicyStoreException e) {
        HostLog.internal("remembering a login for POP-before-SMTP", e);
      }
    }
  }

  /** What cannot be used together leaves things as they were; that is said once. */
  private Made make(Made before) {
    try {
      AddressSet pop = both(Parameter.POP_RANGE, Parameter.POP6_RANGE);
      AddressSet denied = both(Parameter.POP_DENY, Parameter.POP6_DENY);
      return new Made(policy(), pop, denied);
    } catch (IllegalArgumentException | AbiException e) {
      HostLog.log(
          HostLog.Level.WARNING, "the policy of the servers stays as it was: " + e.getMessage());
      return before;
    }
  }

  private AddressSet both(Parameter ipv4, Parameter ipv6) {
    List<AddressSpan> spans = new ArrayList<>(AddressSpan.parseAll(configuration.text(ipv4)));
    spans.addAll(AddressSpan.parseAll(configuration.text(ipv6)));
    return AddressSet.of(spans);
  }

  private Optional<Policy> policy() {
    if (!isWanted()) {
      return Optional.empty();
    }
    RelaySettings relay =
        RelaySettings.of(localMail.localDomains())
            .withRecipients(to -> !(recipients.find(to) instanceof LocalRecipients.Unknown));
    var observer = new Observer();
    var parameters = new PolicyParameters(this::value, SrvEngine.CLOCK, observer);
    PolicySettings settings = parameters.applyTo(PolicySettings.closed().with(relay));
    settings = settings.with(withCondition(settings.lists()), userLists(observer));
    var setup =
        new PolicySetup(
            new DnsResolver(SrvEngine.options(configuration).dns(), SrvEngine.RANDOM, nameServers),
            memory(),
            limits,
            SrvEngine.CLOCK,
            GuestThreads::session,
            observer);
    return Optional.of(new Policy(settings, setup));
  }

  private AccessLists withCondition(AccessLists lists) {
    String text = configuration.text(Parameter.ANTISPAM);
    return text.isBlank()
        ? lists
        : new AccessLists(
            lists.good(), ListSource.any(List.of(lists.bad(), condition(text))), lists.gray());
  }

  private UserLists userLists(PolicyObserver observer) {
    if (configuration.number(Parameter.CHKLISTS) == 0) {
      return UserLists.NONE;
    }
    Path users = Path.of(configuration.text(Parameter.MBOX_DIR));
    return new UserListFiles(users, SrvEngine.CLOCK, observer);
  }

  private boolean isWanted() {
    for (Parameter parameter : Parameter.values()) {
      if (parameter.effect() == Parameter.Effect.POLICY
          && configuration.changed(parameter).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> value(String name) {
    Parameter parameter = Parameter.named(name);
    if (parameter == null) {
      throw new AssertionError("the policy has a parameter that the table has not: " + name);
    }
    return configuration.changed(parameter);
  }

  private PolicyStore memory() {
    PolicyStore known = memory;
    if (known == null) {
      known = openMemory(configuration);
      memory = known;
    }
    return known;
  }

  /** What remembers; the caller closes it. */
  static PolicyStore openMemory(Configuration configuration) {
    String url = configuration.text(Parameter.QUEUE_DATABASE);
    try {
      if (!url.isEmpty()) {
        return SqlPolicyStore.postgres(PostgresSettings.parse(url), GuestThreads::worker);
      }
      Path file = Path.of(configuration.text(Parameter.SMTP_OUT)).resolve(FILE);
      return SqlPolicyStore.sqlite(file, GuestThreads::worker);
    } catch (PolicyStoreException e) {
      HostLog.log(
          HostLog.Level.WARNING, "the policy remembers until the servers stop: " + e.getMessage());
      return new RamPolicyStore();
    }
  }

  /** Closes what it remembers in; after the servers. */
  void close() {
    lock.lock();
    try {
      PolicyStore open = memory;
      memory = null;
      if (open != null) {
        open.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells the host's log. */
  static final class Observer implements PolicyObserver {
    @Override
    public void refused(SessionFacts session, PolicyRule rule, String detail, Reply reply) {
      HostLog.log(
          HostLog.Level.INFO,
          "session " + session.text() + " is refused by " + rule + " " + detail + ": " + reply);
    }

    @Override
    public void listRead(Path file, int entries) {
      HostLog.log(HostLog.Level.INFO, "the list " + file + " has " + entries + " entries");
    }

    @Override
    public void listKept(Path file, String reason, int entries) {
      HostLog.log(
          HostLog.Level.WARNING,
          "the list " + file + " " + reason + "; the " + entries + " entries before stay");
    }

    @Override
    public void zoneDisregarded(DomainName zone, String reason) {
      HostLog.log(
          HostLog.Level.WARNING, "the DNS list " + zone.ascii() + " is disregarded: " + reason);
    }
  }
}
