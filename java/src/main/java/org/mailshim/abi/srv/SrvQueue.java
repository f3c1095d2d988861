package org.mailshim.abi.srv;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.mailshim.OutgoingOptions;
import org.mailshim.QueuedMail;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.Lifecycle;
import org.mailshim.abi.OpenQueues;
import org.mailshim.abi.WireLog;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.Envelope;
import org.mailshim.database.PostgresSettings;
import org.mailshim.delivery.ChangingDeliverer;
import org.mailshim.delivery.ConcurrencySettings;
import org.mailshim.delivery.Deliverer;
import org.mailshim.delivery.DeliveryObserver;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.OwnHosts;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.delivery.QueueRunner;
import org.mailshim.delivery.RetrySchedule;
import org.mailshim.delivery.Route;
import org.mailshim.delivery.Routing;
import org.mailshim.delivery.RunnerSettings;
import org.mailshim.delivery.UndeliverableNotices;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.message.MessageIds;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEntry;
import org.mailshim.queue.QueueException;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Settlement;
import org.mailshim.queue.SqlQueue;
import org.mailshim.queue.Submission;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.HostResolver;
import org.mailshim.transport.SystemHostResolver;

/**
 * The queue of {@code SRVInitSendMsgBackgaund}: the file {@code queue.db} in the directory {@code
 * smtp_out}, or the PostgreSQL database {@code queue_database}, and what delivers from it. It is
 * opened by the first call that needs it, and from then on delivers whatever is due in it, also
 * what other processes have left there. Any thread.
 *
 * <p>A stop of mailshim closes it; what is in it stays there. Each directory or database that was
 * configured has a queue of its own. Schedule and number of threads are those configured when it is
 * opened; which way mail goes, what is configured when messages are claimed. One {@link Deliverer}
 * serves a way as long as it stays the same, so that sessions are used again.
 */
final class SrvQueue implements Lifecycle.Stoppable {
  private static final String FILE = "queue.db";
  private static final int PAGE = 100;

  /** In notices of a host that has no name; reserved for this by RFC 6761. */
  private static final Domain NAMELESS = DomainName.parse("localhost.invalid");

  private static final OpenQueues<SrvQueue> OPEN = new OpenQueues<>();

  private final Configuration configuration;
  private final Clock clock;
  private final RandomGenerator random;
  private final HostResolver hosts = new SystemHostResolver();
  private final DnsClients nameServers = new DnsClients();
  private final Map<QueueId, BackgroundMessage> heard = new ConcurrentHashMap<>();
  private final MailQueue queue;
  private final ChangingDeliverer<Integer> deliverer = new ChangingDeliverer<>(new Deliveries());
  private final QueueRunner runner;
  private final SentCopies copies;

  private SrvQueue(String place, Configuration configuration, Clock clock, RandomGenerator random) {
    this.configuration = configuration;
    this.clock = clock;
    this.random = random;
    RunnerSettings settings = settings();
    this.queue = open(place, clock, random);
    this.copies = new SentCopies(configuration, clock);
    this.runner =
        new QueueRunner(
            queue, deliverer, GuestThreads::session, settings, clock, random, new Events());
    runner.start();
  }

  private static MailQueue open(String place, Clock clock, RandomGenerator random) {
    if (!place.startsWith(PostgresSettings.SCHEME)) {
      return SqlQueue.sqlite(Path.of(place), clock, random, GuestThreads::worker);
    }
    PostgresSettings settings;
    try {
      settings = PostgresSettings.parse(place);
    } catch (IllegalArgumentException e) {
      throw new AbiException(ErrorCode.CONFIG, "queue_database: " + e.getMessage());
    }
    return SqlQueue.postgres(settings, clock, random, GuestThreads::worker);
  }

  /** The file, or the URL of the database. */
  private static String place(Configuration configuration) {
    String url = configuration.text(Parameter.QUEUE_DATABASE);
    if (url.isEmpty()) {
      Path directory = Path.of(configuration.text(Parameter.SMTP_OUT));
      return directory.toAbsolutePath().resolve(FILE).toString();
    }
    if (!url.startsWith(PostgresSettings.SCHEME)) {
      throw new AbiException(
          ErrorCode.CONFIG, "queue_database does not begin with " + PostgresSettings.SCHEME);
    }
    return url;
  }

  /**
   * The queue that is configured now; opened, if it is not.
   *
   * @throws QueueException when it cannot be opened
   * @throws AbiException for a parameter that cannot be used, or after a stop
   */
  static SrvQueue of(Configuration configuration, Clock clock, RandomGenerator random) {
    return OPEN.get(
        new OpenQueues.Wanted<SrvQueue>() {
          @Override
          public String place() {
            return SrvQueue.place(configuration);
          }

          @Override
          public SrvQueue open(String place) {
            return new SrvQueue(place, configuration, clock, random);
          }
        });
  }

  @Override
  public boolean stop(long deadlineNanos) {
    boolean inTime = runner.stop(deadlineNanos);
    deliverer.close();
    queue.close();
    return inTime;
  }

  private RunnerSettings settings() {
    Optional<DomainName> name = SrvEngine.options(configuration).ownName();
    Domain ownName = name.isPresent() ? name.get() : NAMELESS;
    RunnerSettings standard = RunnerSettings.of(ownName);
    var schedule =
        new RetrySchedule(
            Duration.ofSeconds(configuration.number(Parameter.RETRY_MIN)),
            Duration.ofSeconds(configuration.number(Parameter.RETRY_MAX)),
            Duration.ofSeconds(configuration.number(Parameter.QUEUE_TTL)),
            standard.schedule().jitter());
    var settings =
        new RunnerSettings(
            ownName,
            schedule,
            configuration.number(Parameter.QUEUE_THREADS),
            standard.lease(),
            standard.poll());
    String errors = configuration.text(Parameter.SMTP_ERR);
    if (errors.isEmpty()) {
      return settings;
    }
    var folder = new UndeliverableNotices.ToFolder(Path.of(errors));
    return settings.withNotices(settings.notices().withUndeliverable(folder));
  }

  /**
   * Which way mail of the queue goes: by {@code smtpproxy}, or direct.
   *
   * @throws AbiException when neither is configured
   */
  static Route route(Configuration configuration) {
    String proxy = configuration.text(Parameter.SMTPPROXY);
    if (proxy.isEmpty() && configuration.text(Parameter.SMTP_NAME).isEmpty()) {
      throw new AbiException(
          ErrorCode.CONFIG,
          "the queue needs a smart host, SetConfigParam(\"smtpproxy\", \"host:port\"), or for direct"
              + " delivery this host's own name: SetConfigParam(\"smtp_name\", \"...\")");
    }
    return proxy.isEmpty() ? new Route.Direct() : SmartHostText.route(proxy);
  }

  /** Without a way for mail to elsewhere, users of this host still get theirs. */
  private Route wayOut() {
    String proxy = configuration.text(Parameter.SMTPPROXY);
    return proxy.isEmpty() ? new Route.Direct() : SmartHostText.route(proxy);
  }

  /** The queue itself, for the servers that fill it. */
  MailQueue queue() {
    return queue;
  }

  /** What is configured when a message is claimed: the same as long as nothing is set. */
  private final class Deliveries implements ChangingDeliverer.Ways<Integer> {
    @Override
    public Integer now() {
      return configuration.revision();
    }

    @Override
    public Deliverer deliverer(Integer revision) {
      OutgoingOptions options = SrvEngine.options(configuration);
      ConcurrencySettings usual = ConcurrencySettings.DEFAULT;
      int most = configuration.number(Parameter.QUEUE_THREADS);
      return new Deliverer(
          Routing.of(wayOut()).withLocal(SrvServers.localDelivery()),
          // By address alone: another program may be the exchanger of this host's name.
          options.delivery().withOwn(new OwnHosts(Set.of(), SrvServers::listensAt)),
          new DnsResolver(options.dns(), random, nameServers),
          new Dialer(hosts, options.proxies()),
          new ConcurrencySettings(
              Math.min(usual.first(), most), most, usual.rest(), usual.longestRest()),
          clock);
    }

    @Override
    public DeliveryObserver observer(Claim claim) {
      BackgroundMessage message = heard.get(claim.id());
      if (message != null) {
        return message.listener();
      }
      return WireLog.isWanted() ? new DialogueLog("") : DeliveryObserver.NONE;
    }
  }

  /**
   * Begins a message.
   *
   * @param listener hears the progress
   * @param isHeard whether anybody listens to the listener
   */
  HostMessage open(Envelope envelope, MessageListener listener, boolean isHeard) {
    OutgoingOptions options = SrvEngine.options(configuration);
    Optional<MessageIds> ids = Optional.empty();
    if (options.addMissingHeaderFields()) {
      Domain domain = options.ownName().isPresent() ? options.ownName().get() : NAMELESS;
      ids = Optional.of(new MessageIds(random, domain));
    }
    boolean isSigned = !configuration.text(Parameter.DKIM_KEY).isEmpty();
    Submission submission =
        isSigned
            ? Signatures.submission(queue, envelope, configuration)
            : QueuedMail.begin(queue, envelope);
    var mail = new QueuedMail(submission, envelope, clock, ids);
    return new BackgroundMessage(this, mail, envelope, listener, isHeard);
  }

  void listen(QueueId id, BackgroundMessage message) {
    heard.put(id, message);
  }

  void forget(QueueId id) {
    heard.remove(id);
  }

  void delete(QueueId id) {
    queue.delete(id);
  }

  /** How many messages are in the queue. */
  long count() {
    return queue.count().messages();
  }

  /** Makes everything due that waits; gives of how many messages. */
  int retryNow() {
    deliverer.endRests();
    int count = 0;
    Optional<QueueId> last = Optional.empty();
    for (List<QueueEntry> page; !(page = queue.list(last, PAGE)).isEmpty(); ) {
      for (QueueEntry entry : page) {
        count += queue.retryNow(entry.id()) > 0 ? 1 : 0;
      }
      last = Optional.of(page.getLast().id());
    }
    return count;
  }

  /** Tells messages of their deliveries, and the host's log of trouble. */
  private final class Events implements QueueObserver {
    @Override
    public void settling(Claim claim, DeliveryReport report) {
      copies.keep(claim, report);
    }

    @Override
    public void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {
      OutcomeLog.tell("queue " + claim.id().text(), report);
      BackgroundMessage message = heard.get(claim.id());
      if (message != null) {
        message.settled(report, settlements);
      }
    }

    @Override
    public void trouble(String doing, Throwable fault) {
      HostLog.internal(doing, fault);
    }
  }
}
