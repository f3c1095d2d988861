package org.mailshim.abi.srv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.Lifecycle;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.delivery.Aliases;
import org.mailshim.delivery.IndividualCopies;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.lists.ForwardFiles;
import org.mailshim.lists.ForwardPrograms;
import org.mailshim.lists.ForwardRules;
import org.mailshim.lists.ListObserver;
import org.mailshim.lists.ListParameters;
import org.mailshim.lists.ListSetup;
import org.mailshim.lists.ListTokens;
import org.mailshim.lists.MailingList;
import org.mailshim.lists.MailingLists;
import org.mailshim.policy.PolicyStore;
import org.mailshim.store.MaildropName;

/**
 * Whose mail ends at this host, with the mailing lists of the parameter {@code maillist} before
 * users, and users' forward files ({@code forward}) behind them. Without these parameters it is
 * {@link LocalMail} alone. A change counts from the next question on. Any thread.
 *
 * <p>A list whose name has no domain is at {@code smtp_name}; its members file lies in the
 * directory that the host runs in, unless its name says another. What the lists remember is where
 * the policy's memory is, and the secret of their confirmations beside the queue's file.
 */
final class SrvRecipients implements LocalRecipients {
  private static final String KEY_FILE = "lists.key";

  private final Configuration configuration;
  private final LocalMail localMail;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private @Nullable PolicyStore memory;
  private boolean registered;

  private final ByRevision<LocalRecipients> made;

  SrvRecipients(Configuration configuration, LocalMail localMail) {
    this.configuration = configuration;
    this.localMail = localMail;
    this.made = new ByRevision<>(configuration, lock, localMail, this::make);
  }

  /**
   * Sees whether a list is one, before it is set.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} when it is none
   */
  static void check(String list) {
    try {
      ListParameters.list(list, Domain.parse(LocalMail.NAMELESS), Path.of(""));
    } catch (IllegalArgumentException e) {
      throw new AbiException(ErrorCode.CONFIG, "maillist: " + e.getMessage());
    }
  }

  @Override
  public Set<Domain> domains() {
    return localMail.domains();
  }

  @Override
  public Place find(ForwardPath recipient) {
    return made.now().find(recipient);
  }

  @Override
  public IndividualCopies copies() {
    return made.now().copies();
  }

  /** The running lists; empty when there are none. */
  Optional<MailingLists> lists() {
    return made.now() instanceof MailingLists lists ? Optional.of(lists) : Optional.empty();
  }

  /** What cannot be used leaves things as they were; that is said once. */
  private LocalRecipients make(LocalRecipients before) {
    boolean forwards = !configuration.text(Parameter.FORWARD).isEmpty();
    boolean lists = !configuration.text(Parameter.MAILLIST).isEmpty();
    if (!forwards && !lists) {
      return localMail;
    }
    try {
      LocalRecipients users = forwards ? withForwards() : localMail;
      return lists ? withLists(users) : users;
    } catch (IllegalArgumentException | AbiException | IOException e) {
      HostLog.log(HostLog.Level.WARNING, "lists and forwards stay as they were: " + e.getMessage());
      return before;
    }
  }

  private LocalRecipients withForwards() {
    Optional<String> name =
        ListParameters.forwardName(Optional.of(configuration.text(Parameter.FORWARD)));
    if (name.isEmpty()) {
      return localMail;
    }
    Optional<ForwardPrograms> programs =
        ListParameters.programs(
            configuration.changed(Parameter.FWDRUN), configuration.changed(Parameter.RUN_TIMEOUT));
    Path users = Path.of(configuration.text(Parameter.MBOX_DIR));
    var rules = new ForwardRules(users, name.get(), programs);
    var files =
        new ForwardFiles(
            rules, localMail, SrvEngine.CLOCK, new Observer(), new SrvPolicy.Observer());
    return new Aliases(localMail, Map.of(), files);
  }

  private LocalRecipients withLists(LocalRecipients users) throws IOException {
    String name = configuration.text(Parameter.SMTP_NAME);
    Domain domain = Domain.parse(name.isEmpty() ? LocalMail.NAMELESS : name);
    Set<Domain> local = localMail.localDomains();
    List<MailingList> lists = new ArrayList<>();
    for (String line : configuration.text(Parameter.MAILLIST).split("\n")) {
      MailingList list = ListParameters.list(line, domain, Path.of(""));
      if (!local.contains(list.address().domain())) {
        throw new AbiException(
            ErrorCode.CONFIG,
            "the list " + list.address().text() + " is at a domain that is not local");
      }
      lists.add(list);
    }
    var setup =
        new ListSetup(
            SrvEngine.queue(configuration).queue(),
            memory(),
            tokens(),
            SrvEngine.CLOCK,
            SrvEngine.RANDOM,
            Signatures.signers(configuration),
            new DnsResolver(
                SrvEngine.options(configuration).dns(), SrvEngine.RANDOM, new DnsClients()),
            new Observer(),
            new SrvPolicy.Observer());
    return new MailingLists(users, lists, setup);
  }

  private ListTokens tokens() throws IOException {
    Path directory = Path.of(configuration.text(Parameter.SMTP_OUT)).toAbsolutePath();
    Files.createDirectories(directory);
    return ListTokens.stored(directory.resolve(KEY_FILE), new SecureRandom(), SrvEngine.CLOCK);
  }

  private PolicyStore memory() {
    PolicyStore known = memory;
    if (known == null) {
      known = SrvPolicy.openMemory(configuration);
      memory = known;
      if (!registered) {
        registered = true;
        Lifecycle.register(this::stop);
      }
    }
    return known;
  }

  private boolean stop(long deadlineNanos) {
    lock.lock();
    try {
      PolicyStore open = memory;
      memory = null;
      made.forget(localMail);
      if (open != null) {
        open.close();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Tells the host's log. */
  private static final class Observer implements ListObserver {
    @Override
    public void dropped(MailingList list, String author, String reason) {
      HostLog.log(
          HostLog.Level.WARNING,
          "the list " + list.address().text() + " drops a message of " + author + ": " + reason);
    }

    @Override
    public void badForward(MaildropName owner, Path file, String reason) {
      HostLog.log(HostLog.Level.WARNING, "the forward file " + file + ": " + reason);
    }

    @Override
    public void trouble(String doing, Throwable fault) {
      HostLog.internal(doing, fault);
    }
  }
}
