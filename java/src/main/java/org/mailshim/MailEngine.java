package org.mailshim;

import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.Envelope;
import org.mailshim.delivery.DeliveryAttempt;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.Route;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.dns.Resolver;
import org.mailshim.message.MessageIds;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.smtp.client.Dialect;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.HostResolver;
import org.mailshim.transport.SystemHostResolver;

/**
 * The engine: takes messages and sends them.
 *
 * <p>Each message has a thread of its own from the executor, from the first look-up to the last
 * reply; virtual threads are meant. The engine knows every message that is under way, so that
 * {@link #stop} can wait for them. Any thread may call it.
 *
 * <p>It takes no more messages at once than the heap has room for: some 800 with 128 MiB. More
 * would not be sent sooner, but make every allocation of the process a search for memory.
 */
public final class MailEngine {
  /** In Message-IDs of a host that has no name; reserved for this by RFC 6761. */
  private static final Domain NAMELESS = DomainName.parse("localhost.invalid");

  /** What the sending of a message takes at most, without the message: that is the spool's. */
  private static final int OCTETS_EACH = 96 * 1024;

  /** What a process that has sent something takes, whatever it sends. */
  private static final long OCTETS_AT_REST = 4 * 1024 * 1024;

  private static final int FEWEST = 4;

  private final Executor sessions;
  private final Clock clock;
  private final RandomGenerator random;
  private final int room;
  private final HostResolver hosts = new SystemHostResolver();
  private final DnsClients nameServers = new DnsClients();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition finished = lock.newCondition();
  private final Set<OutgoingMail> underWay = new HashSet<>();

  /**
   * Makes an engine.
   *
   * @param sessions runs each delivery, and what wakes it up; must give each a thread at once
   * @param clock the time and zone of Date fields
   * @param random for Message-IDs and the order of equal mail exchangers; used by all deliveries at
   *     once
   */
  public MailEngine(Executor sessions, Clock clock, RandomGenerator random) {
    this(sessions, clock, random, room(Runtime.getRuntime().maxMemory()));
  }

  /** An engine that takes this many messages at once. */
  MailEngine(Executor sessions, Clock clock, RandomGenerator random, int room) {
    this.room = room;
    this.sessions = sessions;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A mail server to be: it receives, keeps, delivers and hands out mail, and is told how by the
   * builder's methods.
   *
   * @param name this host's name, as other servers and clients are to know it
   * @throws org.mailshim.address.AddressSyntaxException when it is none
   */
  public static MailServerBuilder server(String name) {
    return new MailServerBuilder(Domain.parse(name));
  }

  /**
   * Begins to send a message. The way is looked up and the connection made at once, while the
   * caller writes the message.
   *
   * @param envelope who sends and who receives
   * @param route which way to go
   * @param options how
   * @param listener hears the progress, and the end exactly once
   * @return the message, to be written and committed
   * @throws EngineFullException if the heap has no room for another message
   * @throws java.util.concurrent.RejectedExecutionException if the executor has no thread for it,
   *     or whatever else the executor throws; the listener hears nothing then
   */
  public OutgoingMail send(
      Envelope envelope, Route route, OutgoingOptions options, OutgoingListener listener) {
    return send(QueueEnvelope.of(envelope), route, options, listener);
  }

  /**
   * As the other, with what is asked of servers beside: delivery status notifications (RFC 3461:
   * RET and ENVID, NOTIFY and ORCPT of each recipient), DELIVERBY, FUTURERELEASE, MT-PRIORITY,
   * REQUIRETLS.
   *
   * <p>What a server lacks of DSN, AUTH and MT-PRIORITY is left out there; without any other of
   * these extensions it is not given the message, and the report says so. There is no queue here:
   * who is to hear of a success or failure that no server tells of is the listener.
   *
   * @param asked who sends, who receives, and the parameters of MAIL and RCPT
   * @param route which way to go
   * @param options how
   * @param listener hears the progress, and the end exactly once
   * @return the message, to be written and committed
   * @throws IllegalArgumentException for LMTP without a smart host
   * @throws EngineFullException as for the other
   * @throws java.util.concurrent.RejectedExecutionException as for the other
   */
  public OutgoingMail send(
      QueueEnvelope asked, Route route, OutgoingOptions options, OutgoingListener listener) {
    if (options.dialect() == Dialect.LMTP && route instanceof Route.Direct) {
      throw new IllegalArgumentException("LMTP is for a mail store, and not for mail exchangers");
    }
    Envelope envelope = asked.envelope();
    Dialer dialer = new Dialer(hosts, options.proxies());
    Resolver resolver = new DnsResolver(options.dns(), random, nameServers);
    DeliveryAttempt attempt =
        new DeliveryAttempt(route, options.delivery(), resolver, dialer, listener);
    OutgoingMail mail =
        new OutgoingMail(envelope, attempt, sessions, clock, messageIds(options), options.signer());
    DeliveryReport outOfMemory = DeliveryReport.outOfMemory(envelope);
    enter(mail);
    boolean begun = false;
    try {
      sessions.execute(new Delivery(mail, asked, attempt, listener, outOfMemory));
      begun = true;
    } finally {
      if (!begun) {
        over(mail);
      }
    }
    return mail;
  }

  /** How many messages a heap has room for: five eighths, since the spools may take a quarter. */
  static int room(long heap) {
    return Math.clamp((heap - OCTETS_AT_REST) / 8 * 5 / OCTETS_EACH, FEWEST, 1_000_000);
  }

  private void enter(OutgoingMail mail) {
    lock.lock();
    try {
      if (underWay.size() >= room) {
        throw new EngineFullException(room);
      }
      underWay.add(mail);
    } finally {
      lock.unlock();
    }
  }

  private Optional<MessageIds> messageIds(OutgoingOptions options) {
    if (!options.addMissingHeaderFields()) {
      return Optional.empty();
    }
    Domain domain = options.ownName().isPresent() ? options.ownName().get() : NAMELESS;
    return Optional.of(new MessageIds(random, domain));
  }

  /** The delivery of one message. No lambda: it would be linked in the way of a first mail. */
  private final class Delivery implements Runnable {
    private final OutgoingMail mail;
    private final QueueEnvelope envelope;
    private final DeliveryAttempt attempt;
    private final OutgoingListener listener;
    private final DeliveryReport outOfMemory;

    Delivery(
        OutgoingMail mail,
        QueueEnvelope envelope,
        DeliveryAttempt attempt,
        OutgoingListener listener,
        DeliveryReport outOfMemory) {
      this.mail = mail;
      this.envelope = envelope;
      this.attempt = attempt;
      this.listener = listener;
      this.outOfMemory = outOfMemory;
    }

    @Override
    public void run() {
      // The attempt is closed, which waits for answers to QUIT, after the listener has heard the
      // end.
      try (attempt) {
        deliver();
      } finally {
        over(mail);
      }
    }

    private void deliver() {
      DeliveryReport report = outOfMemory;
      try {
        report = attempt.run(envelope, mail.pending());
      } catch (OutOfMemoryError e) {
        // There was not even memory to say so: then what was made before says it.
      } catch (RuntimeException | Error e) {
        report = attempt.report();
        throw e;
      } finally {
        mail.ended(report);
        try {
          // Before the spool goes: a submitter that still writes must find the report, not the
          // hole.
          listener.done(report);
        } finally {
          mail.release();
        }
      }
    }
  }

  private void over(OutgoingMail mail) {
    lock.lock();
    try {
      underWay.remove(mail);
      finished.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the messages that are under way, and aborts those that are not finished in time. New
   * ones may begin meanwhile, and after the deadline are aborted too; whoever does not want any has
   * to see to it. Returns when all listeners have heard the end and all connections are closed, or
   * when the calling thread is interrupted, which stays so.
   *
   * @param deadlineNanos {@link System#nanoTime} at which to abort
   * @return whether all were finished without aborting
   */
  public boolean stop(long deadlineNanos) {
    boolean inTime = true;
    lock.lock();
    try {
      while (!underWay.isEmpty()) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          inTime &= abortAll();
          // What is aborted ends soon, but not at once.
          left = TimeUnit.SECONDS.toNanos(1);
        }
        finished.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
    return inTime;
  }

  /** Whether that cut nothing off: all had been delivered or given up, and were only ending. */
  private boolean abortAll() {
    boolean over = true;
    for (OutgoingMail mail : underWay) {
      over &= mail.isOver();
      mail.abort();
    }
    return over;
  }
}
