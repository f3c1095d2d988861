package org.mailshim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.mailshim.address.Domain;
import org.mailshim.address.Envelope;
import org.mailshim.address.Mailbox;
import org.mailshim.delivery.Deliverer;
import org.mailshim.delivery.EightBitPolicy;
import org.mailshim.delivery.LocalDelivery;
import org.mailshim.delivery.OwnHosts;
import org.mailshim.delivery.OwnListeners;
import org.mailshim.delivery.QueueRunner;
import org.mailshim.delivery.RetrySchedule;
import org.mailshim.delivery.Routing;
import org.mailshim.delivery.RunnerSettings;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.lists.MailingLists;
import org.mailshim.message.MessageIds;
import org.mailshim.mime.Composition;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Spool;
import org.mailshim.queue.Submission;
import org.mailshim.retrieval.CollectionReport;
import org.mailshim.retrieval.CollectionStatus;
import org.mailshim.retrieval.ExternalMailbox;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;
import org.mailshim.store.MaildropStore;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * A mail server: SMTP services that put what they accept into a queue, deliveries that take it from
 * there to maildrops of this host or to other hosts, POP3 services by which users fetch it, and
 * collections that bring in what lies on other POP3 servers.
 *
 * <pre>{@code
 * try (MailServer server = MailEngine.server("mail.example.net")
 *     .directory(Path.of("/var/mail/example"))
 *     .localDomains("example.net").user("ann", password).tls(certificate, key)
 *     .listen(SmtpService.mx(25), SmtpService.submission(587), Pop3Service.pop3s(995))
 *     .start()) {
 *   stopping.await();
 * }
 * }</pre>
 *
 * <p><b>What is promised.</b> A client hears 250 when its message is on disk; from then on it is
 * delivered, or its sender is told, across any crash. Nobody but users and neighbours can send to
 * other hosts. Passwords are taken under TLS only, unless a service says otherwise.
 *
 * <p><b>At run time</b> services are opened and closed ({@link #open}, {@link MailListener#close}),
 * mailboxes of other servers are collected and no more ({@link #collect}, {@link #stopCollecting}),
 * and hooks replaced ({@link #smtpHooks}, {@link #pop3Hooks}): sessions that are under way go on
 * with the new ones from their next question on.
 *
 * <p><b>Threads.</b> Each session and each delivery has a virtual thread, on which hooks and
 * observers are called; each service has a thread that accepts; the queue has one that writes. All
 * methods are for any thread.
 *
 * <p>Known limit: of two servers of one process on the same directory, each delivers for itself;
 * that works, but only one of them hears at once of what the other has accepted.
 */
public final class MailServer implements AutoCloseable {
  private static final int PIECE = 8 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServiceOptions options;
  private final MailServerBuilder parts;
  private final Storage storage;
  private final Optional<Deliverer> deliverer;
  private final Optional<QueueRunner> runner;
  private final ServerCollection collection;
  private final List<MailListener> listeners = new CopyOnWriteArrayList<>();

  /** Those that mail from elsewhere comes in by. */
  private final OwnListeners own = new OwnListeners();

  private final AtomicBoolean stopped = new AtomicBoolean();

  private MailServer(MailServerBuilder parts, Storage storage) {
    this.parts = parts;
    this.storage = storage;
    this.options = new ServiceOptions(parts, storage);
    this.deliverer = parts.delivering ? Optional.of(deliverer()) : Optional.empty();
    this.runner = deliverer.isPresent() ? Optional.of(runner(deliverer.get())) : Optional.empty();
    this.collection = new ServerCollection(parts, new CollectionTargets(storage, parts));
  }

  static MailServer start(MailServerBuilder parts) {
    Storage storage = Storage.open(parts);
    boolean started = false;
    try {
      var server = new MailServer(parts, storage);
      server.openAll();
      started = true;
      return server;
    } finally {
      if (!started) {
        storage.close();
      }
    }
  }

  private void openAll() {
    boolean open = false;
    try {
      for (MailService each : parts.services) {
        open(each);
      }
      if (runner.isPresent()) {
        runner.get().start();
      }
      collection.start();
      open = true;
    } finally {
      if (!open) {
        collection.close();
        stopRunner(System.nanoTime());
        listeners.forEach(MailListener::close);
        options.close();
      }
    }
  }

  private QueueRunner runner(Deliverer deliverer) {
    RunnerSettings standard = RunnerSettings.of(parts.name);
    RetrySchedule schedule = parts.schedule;
    var settings =
        new RunnerSettings(
                parts.name, schedule, standard.mostAtOnce(), standard.lease(), standard.poll())
            .withNotices(parts.notices)
            .withNoticeSigning(notice -> signed(notice, parts.name));
    return new QueueRunner(
        storage.queue(),
        deliverer,
        parts.sessions,
        settings,
        parts.clock,
        parts.random,
        FlightRecording.of(parts.queueObserver));
  }

  private Deliverer deliverer() {
    OutgoingOptions outgoing = options.named(parts.outgoing);
    var local = new LocalDelivery(options.localRecipients(), storage.store());
    return new Deliverer(
        new Routing(Optional.of(local), parts.routes, parts.route),
        parts.delivery.apply(
            outgoing
                .delivery()
                .withOwn(new OwnHosts(Set.of(parts.name.ascii()), own))
                .withMailData(false, EightBitPolicy.CONVERT)),
        FlightRecording.of(new DnsResolver(outgoing.dns(), parts.random, new DnsClients())),
        new Dialer(new SystemHostResolver(), outgoing.proxies()),
        parts.concurrency,
        parts.clock);
  }

  /**
   * Opens a service.
   *
   * @return what is open, to be closed by itself or with the server
   * @throws IllegalStateException when the server has no certificate or no users and the service
   *     cannot do without, or when it was stopped
   * @throws org.mailshim.transport.TransportException.CannotListen when the address cannot be had
   */
  public MailListener open(MailService service) {
    requireRunning();
    MailListener listener =
        switch (service) {
          case SmtpService smtp -> new MailListener(smtp, options.start(smtp), this);
          case Pop3Service pop3 -> new MailListener(pop3, options.start(pop3), this);
        };
    listeners.add(listener);
    Optional<InetSocketAddress> bound = smtpAddress(listener);
    if (bound.isPresent()) {
      own.opened(bound.get());
    }
    if (stopped.get()) {
      listener.close(); // a stop that came meanwhile may have missed it
      requireRunning();
    }
    return listener;
  }

  private void requireRunning() {
    if (stopped.get()) {
      throw new IllegalStateException("the server was stopped");
    }
  }

  void forget(MailListener listener) {
    listeners.remove(listener);
    Optional<InetSocketAddress> bound = smtpAddress(listener);
    if (bound.isPresent()) {
      own.closed(bound.get());
    }
  }

  /** Where other servers could send mail to; the port is the one that it has got. */
  private static Optional<InetSocketAddress> smtpAddress(MailListener listener) {
    return listener.service() instanceof SmtpService smtp
            && smtp.where().address() instanceof InetSocketAddress at
        ? Optional.of(new InetSocketAddress(at.getAddress(), listener.port()))
        : Optional.empty();
  }

  /** Where its SMTP services listen now: mail for elsewhere that would go there would come back. */
  public OwnListeners ownListeners() {
    return own;
  }

  /** What is open, in the order in which it was opened. */
  public List<MailListener> listeners() {
    return List.copyOf(listeners);
  }

  /** Replaces what the site says in SMTP sessions. */
  public void smtpHooks(org.mailshim.smtp.server.ServerHooks hooks) {
    options.smtpHooks(hooks);
  }

  /** Replaces what the site says in POP3 sessions. */
  public void pop3Hooks(org.mailshim.pop3.server.ServerHooks hooks) {
    options.pop3Hooks(hooks);
  }

  /** What is accepted and not delivered yet: to be listed, held, cancelled. */
  public MailQueue queue() {
    return storage.queue();
  }

  /** The mailing lists: their members, and what waits for moderators; empty without lists. */
  public Optional<MailingLists> lists() {
    return options.lists();
  }

  /** The maildrops. */
  public MaildropStore store() {
    return storage.store();
  }

  /**
   * Begins a message of this program's own, to users here or anywhere. Missing header fields are
   * added, and it is signed where there is a signer for the domain of its reverse-path.
   *
   * @return to be written, committed and closed
   * @throws org.mailshim.queue.QueueException when the queue is closed
   */
  public QueuedMail submit(Envelope envelope) {
    var ids = new MessageIds(parts.random, parts.name);
    Submission submission = signed(QueuedMail.begin(storage.queue(), envelope), envelope);
    return new QueuedMail(submission, envelope, parts.clock, Optional.of(ids));
  }

  private Submission signed(Submission submission, Envelope envelope) {
    Optional<Mailbox> sender = envelope.reversePath().sender();
    return sender.isPresent() ? signed(submission, sender.get().domain()) : submission;
  }

  private Submission signed(Submission submission, Domain domain) {
    String name = domain.ascii().toLowerCase(Locale.ROOT);
    return parts.signers.of(name).signing(submission, Spool::new);
  }

  /**
   * Puts a message of this program's own into the queue, to users here or anywhere. It is signed
   * where there is a signer for the domain of its reverse-path.
   *
   * @param message the message; in the queue when this returns, and not when it throws
   * @return what the queue calls it
   * @throws org.mailshim.mime.MessageException when it is incomplete
   * @throws java.io.UncheckedIOException when an attachment cannot be read
   * @throws org.mailshim.queue.QueueException when it cannot be kept
   */
  public QueueId submit(MailMessage message) {
    message.check();
    Envelope envelope = message.envelope();
    Composition data = message.safestData();
    List<Parameter> needs = new ArrayList<>(2);
    if (data.isEightBit()) {
      needs.add(Parameter.BODY_8BITMIME);
    }
    if (data.isSmtpUtf8()) {
      needs.add(Parameter.SMTPUTF8);
    }
    Submission begun = QueuedMail.begin(storage.queue(), envelope, MailParameters.of(needs));
    try (Submission submission = signed(begun, envelope);
        InputStream in = data.open()) {
      byte[] piece = new byte[PIECE];
      for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
        submission.write(piece, 0, length);
      }
      submission.commit();
      return submission.id();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * As {@link #submit(MailMessage)}, on another thread.
   *
   * @param message the message
   * @return what the queue calls it
   */
  public CompletableFuture<QueueId> submitAsync(MailMessage message) {
    return CompletableFuture.supplyAsync(() -> submit(message), Thread::startVirtualThread);
  }

  /**
   * Begins to collect mail from another POP3 server, at once and then by the schedule.
   *
   * @param mailbox is given the places where this server can put mail, and gives the mailbox
   * @throws IllegalArgumentException when one of that name is collected already, or there is no
   *     such user here
   * @throws IllegalStateException when there is nowhere to remember what was collected, or the
   *     server was stopped
   * @throws org.mailshim.retrieval.RetrievalException when what remembers cannot be opened
   */
  public void collect(Function<CollectionTargets, ExternalMailbox> mailbox) {
    collection.add(mailbox);
  }

  /**
   * Collects a mailbox as soon as may be, whatever its schedule.
   *
   * @param mailbox its name
   * @return what came of it, as {@link org.mailshim.retrieval.Collector#collectNow}
   * @throws IllegalArgumentException when there is none of that name
   */
  public CompletableFuture<CollectionReport> collectNow(String mailbox) {
    return collection.collectNow(mailbox);
  }

  /**
   * Collects a mailbox no more, and waits until its session is over. What was collected stays
   * remembered.
   *
   * @param mailbox its name
   * @return false when there is none of that name
   */
  public boolean stopCollecting(String mailbox) {
    return collection.remove(mailbox);
  }

  /**
   * How the collected mailboxes stand: what came of each last, its failures in a row, when it is
   * due again.
   *
   * @return by their names; the caller's own
   */
  public Map<String, CollectionStatus> collections() {
    return collection.statuses();
  }

  /** Makes the deliveries look now for what is due. */
  public void wake() {
    if (runner.isPresent()) {
      runner.get().wake();
    }
  }

  /**
   * Stops in order: collects and accepts nothing more, lets sessions and deliveries finish what
   * they are at, and cuts off what is not finished in time. What is in the queue stays there for
   * the next start. Closes what the server has made itself. A second call does nothing.
   *
   * @param patience how long to wait
   * @return whether nothing was cut off
   */
  public boolean stop(Duration patience) {
    if (!stopped.compareAndSet(false, true)) {
      return true;
    }
    Deadline deadline = Deadline.after(patience);
    collection.close(); // before the queue and the maildrops, which it writes to
    boolean inTime = stopListeners(deadline);
    inTime &= stopRunner(System.nanoTime() + deadline.remainingNanos());
    options.close();
    storage.close();
    return inTime;
  }

  /**
   * As {@link #stop}, on another thread.
   *
   * @param patience how long to wait
   * @return whether nothing was cut off
   */
  public CompletableFuture<Boolean> stopAsync(Duration patience) {
    return CompletableFuture.supplyAsync(() -> stop(patience), Thread::startVirtualThread);
  }

  private boolean stopRunner(long deadlineNanos) {
    boolean inTime = runner.isEmpty() || runner.get().stop(deadlineNanos);
    if (deliverer.isPresent()) {
      deliverer.get().close();
    }
    return inTime;
  }

  /** All at once: while one waits for its last session, another one must not accept. */
  private boolean stopListeners(Deadline deadline) {
    List<MailListener> all = listeners();
    var inTime = new AtomicReference<>(Boolean.TRUE);
    var over = new CountDownLatch(all.size());
    for (MailListener each : new ArrayList<>(all)) {
      parts.sessions.execute(
          () -> {
            try {
              if (!each.stop(deadline)) {
                inTime.set(Boolean.FALSE);
              }
            } finally {
              over.countDown();
            }
          });
    }
    try {
      // Who is closed at the deadline needs a moment to notice.
      return over.await(deadline.remainingNanos() + PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
          && inTime.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      all.forEach(MailListener::close);
      return false;
    }
  }

  /** As {@link #stop}, with a patience of ten seconds. */
  @Override
  public void close() {
    stop(PATIENCE);
  }
}
