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
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * The engine: takes messages and sends them.
 *
 * <p>Each message has a thread of its own from the executor, from the first look-up to the last
 * reply; virtual threads are meant. The engine knows every message that is under way, so that
 * {@link #stop} can wait for them. Any thread may call it.
 */
public final class MailEngine {
  /** In Message-IDs of a host that has no name; reserved for this by RFC 6761. */
  private static final Domain NAMELESS = DomainName.parse("localhost.invalid");

  private final Executor sessions;
  private final Clock clock;
  private final RandomGenerator random;
  private final Dialer dialer = new Dialer(new SystemHostResolver());
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
    this.sessions = sessions;
    this.clock = clock;
    this.random = random;
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
   * @throws java.util.concurrent.RejectedExecutionException if the executor has no thread for it,
   *     or whatever else the executor throws; the listener hears nothing then
   */
  public OutgoingMail send(
      Envelope envelope, Route route, OutgoingOptions options, OutgoingListener listener) {
    Resolver resolver = new DnsResolver(options.dns(), random, nameServers);
    DeliveryAttempt attempt =
        new DeliveryAttempt(route, options.delivery(), resolver, dialer, listener);
    OutgoingMail mail = new OutgoingMail(envelope, attempt, sessions, clock, messageIds(options));
    DeliveryReport outOfMemory = DeliveryReport.outOfMemory(envelope);
    lock.lock();
    try {
      underWay.add(mail);
    } finally {
      lock.unlock();
    }
    boolean begun = false;
    try {
      sessions.execute(() -> deliver(mail, envelope, attempt, listener, outOfMemory));
      begun = true;
    } finally {
      if (!begun) {
        over(mail);
      }
    }
    return mail;
  }

  private Optional<MessageIds> messageIds(OutgoingOptions options) {
    if (!options.addMissingHeaderFields()) {
      return Optional.empty();
    }
    Domain domain = options.ownName().isPresent() ? options.ownName().get() : NAMELESS;
    return Optional.of(new MessageIds(random, domain));
  }

  private void deliver(
      OutgoingMail mail,
      Envelope envelope,
      DeliveryAttempt attempt,
      OutgoingListener listener,
      DeliveryReport outOfMemory) {
    // The attempt is closed, which waits for answers to QUIT, after the listener has heard the end.
    try (attempt) {
      run(mail, envelope, attempt, listener, outOfMemory);
    } finally {
      over(mail);
    }
  }

  private static void run(
      OutgoingMail mail,
      Envelope envelope,
      DeliveryAttempt attempt,
      OutgoingListener listener,
      DeliveryReport outOfMemory) {
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
        // Before the spool goes: a submitter that still writes must find the report, not the hole.
        listener.done(report);
      } finally {
        mail.release();
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
