package org.mailshim.abi.srv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.Lifecycle;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.database.PostgresSettings;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.retrieval.CollectionMemory;
import org.mailshim.retrieval.CollectionObserver;
import org.mailshim.retrieval.CollectionReport;
import org.mailshim.retrieval.CollectionTarget;
import org.mailshim.retrieval.Collector;
import org.mailshim.retrieval.ExternalMailbox;
import org.mailshim.retrieval.MailboxParameters;
import org.mailshim.retrieval.MaildropTarget;
import org.mailshim.retrieval.QueueTarget;
import org.mailshim.retrieval.RamCollectionMemory;
import org.mailshim.retrieval.Retention;
import org.mailshim.retrieval.RetrievalException;
import org.mailshim.retrieval.SqlCollectionMemory;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.store.MaildropName;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;
import org.mailshim.transport.TlsClient;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/**
 * Mail of other POP3 servers: the mailboxes of the parameter {@code pop3_ext}, collected by {@code
 * pop3_ext_period}, and those that a host names itself. Any thread.
 *
 * <p>The parameters count that stand when the collector is started.
 */
final class SrvCollector {
  private static final Configuration CONFIGURATION = ClientStream.CONFIGURATION;
  private static final int AT_ONCE = 8;
  private static final int TLS_PORT = 995;
  private static final String MEMORY_FILE = "collected.db";

  private static final ReentrantLock LOCK = new ReentrantLock();

  // Under the lock.
  private static @Nullable Running running;
  private static boolean registered;

  /** What collects, and what was opened for it. */
  private record Running(
      Collector collector,
      CollectionMemory memory,
      CollectionRequests requests,
      List<String> names) {
    void close() {
      collector.close();
      memory.close();
      GuestThreads.leaveService();
    }
  }

  private SrvCollector() {}

  /** Connects to mailboxes, as the parameters have it now. */
  static Dialer dialer() {
    return new Dialer(new SystemHostResolver(), SrvEngine.options(CONFIGURATION).proxies());
  }

  private static TlsClient tls() {
    String file = Policies.authorities(CONFIGURATION);
    return new TlsClient(
        file.isEmpty()
            ? TlsClientSettings.verified()
            : TlsClientSettings.of(new TrustPolicy.CaFile(Path.of(file))));
  }

  private static Retention retention() {
    int days = CONFIGURATION.number(Parameter.POP3_EXT_KEEP);
    return MailboxParameters.retention(Optional.of(Integer.toString(days)));
  }

  /**
   * A mailbox that the host names, encrypted from the first octet at port 995, else by STLS, which
   * is required unless passwords may be shown in clear.
   */
  static ExternalMailbox mailbox(String host, int port, String user, String password) {
    boolean clear = CONFIGURATION.number(Parameter.AUTH_CLEAR) == 1;
    SessionSecurity security;
    if (port == TLS_PORT) {
      security = SessionSecurity.implicit(tls());
    } else {
      security = clear ? SessionSecurity.inClear() : SessionSecurity.required(tls());
    }
    return ExternalMailbox.of(
            host,
            port,
            security,
            new Credentials.Password(user, Secret.of(password)),
            (key, octets) -> {
              throw new AssertionError("the host takes the messages itself");
            })
        .with(retention());
  }

  /**
   * What was collected before. Where nothing stays on its server there is nothing to remember.
   *
   * @throws AbiException with {@link ErrorCode#SPOOL} when it cannot be opened
   */
  static CollectionMemory memory() {
    if (CONFIGURATION.number(Parameter.POP3_EXT_KEEP) == 0) {
      return new RamCollectionMemory();
    }
    return durableMemory();
  }

  private static CollectionMemory durableMemory() {
    String url = CONFIGURATION.text(Parameter.QUEUE_DATABASE);
    try {
      return OnWorker.<CollectionMemory>call(
          () ->
              url.isEmpty()
                  ? SqlCollectionMemory.sqlite(file(), GuestThreads::worker)
                  : SqlCollectionMemory.postgres(
                      PostgresSettings.parse(url), GuestThreads::worker));
    } catch (IllegalArgumentException e) {
      throw new AbiException(ErrorCode.CONFIG, "queue_database: " + e.getMessage());
    } catch (RetrievalException e) {
      throw new AbiException(ErrorCode.SPOOL, e.getMessage());
    }
  }

  private static Path file() {
    return Path.of(CONFIGURATION.text(Parameter.SMTP_OUT)).toAbsolutePath().resolve(MEMORY_FILE);
  }

  /**
   * Starts the collector, or gives the one that runs another function.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} when a parameter cannot be used, or there is
   *     no mailbox
   */
  static void start(RequestHandler handler) {
    Lifecycle.begin();
    LOCK.lock();
    try {
      Running known = running;
      if (known != null) {
        known.requests().handler(handler);
        return;
      }
      if (!registered) {
        registered = true;
        Lifecycle.register(SrvCollector::stopAll);
      }
      running = open(new CollectionRequests(handler));
    } finally {
      LOCK.unlock();
      Lifecycle.begun();
    }
  }

  /** As {@link #start}, without a function, unless it runs. What keeps it from that is logged. */
  static void startBesideServers() {
    LOCK.lock();
    try {
      if (running == null) {
        start(RequestHandler.NOBODY);
      }
    } catch (AbiException e) {
      HostLog.log(HostLog.Level.ERROR, "nothing is collected: " + e.getMessage());
    } finally {
      LOCK.unlock();
    }
  }

  private static Running open(CollectionRequests requests) {
    List<ExternalMailbox> mailboxes = mailboxes(requests);
    if (mailboxes.isEmpty()) {
      throw new AbiException(
          ErrorCode.CONFIG,
          "there is nothing to collect: SetConfigParam(\"pop3_ext\","
              + " \"host;port;user;password;local user\")");
    }
    CollectionMemory memory = durableMemory();
    boolean begun = false;
    try {
      Running opened = OnWorker.call(() -> begin(mailboxes, memory, requests));
      begun = true;
      return opened;
    } finally {
      if (!begun) {
        memory.close();
      }
    }
  }

  private static Running begin(
      List<ExternalMailbox> mailboxes, CollectionMemory memory, CollectionRequests requests) {
    var period = Optional.of(Integer.toString(CONFIGURATION.number(Parameter.POP3_EXT_PERIOD)));
    GuestThreads.enterService();
    var collector =
        new Collector(
            MailboxParameters.schedule(period),
            AT_ONCE,
            memory,
            dialer(),
            SrvEngine.CLOCK,
            new Logged(),
            GuestThreads::session);
    List<String> names = new ArrayList<>(mailboxes.size());
    boolean begun = false;
    try {
      for (ExternalMailbox mailbox : mailboxes) {
        collector.add(mailbox);
        names.add(mailbox.name());
      }
      begun = true;
    } finally {
      if (!begun) {
        collector.close();
        GuestThreads.leaveService();
      }
    }
    return new Running(collector, memory, requests, names);
  }

  private static List<ExternalMailbox> mailboxes(CollectionRequests requests) {
    var parameters = new MailboxParameters(tls(), user -> requests.target(user, target(user)));
    List<ExternalMailbox> mailboxes = new ArrayList<>();
    for (String line : CONFIGURATION.text(Parameter.POP3_EXT).split("\n")) {
      if (!line.isBlank()) {
        mailboxes.add(mailbox(parameters, line));
      }
    }
    return mailboxes;
  }

  private static ExternalMailbox mailbox(MailboxParameters parameters, String line) {
    try {
      return parameters.mailbox(line, retention());
    } catch (IllegalArgumentException e) {
      throw new AbiException(ErrorCode.CONFIG, e.getMessage());
    }
  }

  /** A user's maildrop; for an address, the queue. */
  private static CollectionTarget target(String user) {
    if (user.indexOf('@') < 0) {
      UserTable table = UserTable.parse(CONFIGURATION.text(Parameter.USER));
      if (!table.isEmpty() && table.find(user).isEmpty()) {
        throw new IllegalArgumentException("pop3_ext: there is no user " + user);
      }
      return new MaildropTarget(SrvServers.store(), new MaildropName(user));
    }
    List<ForwardPath> to = List.of(ForwardPath.parse("<" + Mailbox.parse(user).text() + ">"));
    return new QueueTarget(
        SrvEngine.queue(CONFIGURATION).queue(),
        QueueEnvelope.of(new Envelope(ReversePath.NULL, to)));
  }

  /**
   * Collects all mailboxes as soon as may be, and waits for it.
   *
   * @return how many messages came
   * @throws AbiException with the first failure, when there was one; {@link ErrorCode#STATE} when
   *     nothing collects
   */
  static int collectNow() {
    List<CompletableFuture<CollectionReport>> asked = new ArrayList<>();
    LOCK.lock();
    try {
      Running known = running;
      if (known == null) {
        throw new AbiException(
            ErrorCode.STATE, "nothing is collected: SetPOP3Collector was not called");
      }
      for (String name : known.names()) {
        asked.add(known.collector().collectNow(name));
      }
    } finally {
      LOCK.unlock();
    }
    int collected = 0;
    for (CompletableFuture<CollectionReport> each : asked) {
      CollectionReport report = each.join();
      collected += report.collected();
      RetrievalStream.refuse(report.failure());
    }
    return collected;
  }

  /** Collects no more; gives whether anything was collected until now. */
  static boolean stop() {
    Running ending;
    LOCK.lock();
    try {
      ending = running;
      running = null;
    } finally {
      LOCK.unlock();
    }
    if (ending == null) {
      return false;
    }
    if (GuestThreads.isCallback()) {
      GuestThreads.worker(ending::close); // the session that the callback belongs to is waited for
    } else {
      ending.close();
    }
    return true;
  }

  /** Nothing is lost by it, and so nothing was cut off. */
  private static boolean stopAll(long deadlineNanos) {
    stop();
    return true;
  }

  /** Tells the host's log of failures. */
  private static final class Logged implements CollectionObserver {
    @Override
    public void passedOver(String mailbox, MessageKey message, String reason) {
      warn(mailbox, "a message was left there: " + reason);
    }

    @Override
    public void ended(CollectionReport report) {
      if (report.failure().isPresent()) {
        warn(report.mailbox(), report.failure().get().reason());
      }
    }

    private static void warn(String mailbox, String reason) {
      HostLog.log(HostLog.Level.WARNING, "collecting " + mailbox + ": " + reason);
    }
  }
}
