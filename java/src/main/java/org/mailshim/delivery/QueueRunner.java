package org.mailshim.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.mailshim.queue.Claim;
import org.mailshim.queue.ClaimLimits;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueException;

/**
 * Delivers what is in a queue.
 *
 * <p>One thread looks for what is due, claims it and starts a delivery for each message, on a
 * thread of its own; it also renews the claims of those that are under way. A delivery makes one
 * {@link DeliveryAttempt} for the recipients that were claimed, which groups them by destination,
 * and then settles each: delivered; deferred, by the {@link RetrySchedule}; or failed, and then the
 * sender is told by a {@link DeliveryStatusNotification} that is committed to the same queue in the
 * same instant.
 *
 * <p>Several runners, in one process or many, may work on one queue. What a process that died had
 * claimed is due again when its leases expire.
 *
 * <p>When the queue cannot be reached, the runner waits and tries again, also with outcomes: a
 * message that a server has taken must not be sent once more for want of a note. Any thread may
 * call its methods.
 *
 * <p>With a {@link Deliverer} the attempts share sessions, each destination gets as many messages
 * at once as it bears, and aliases and forwards of local recipients are expanded first. Any other
 * source makes attempts that know nothing of each other.
 *
 * <p>The sender is told of failures, and of delay, delivery and relaying where NOTIFY asks for it
 * (RFC 3461); never is anybody told of a message whose reverse-path is null ({@link
 * UndeliverableNotices}). What senders say of time, with BY (RFC 2852), HOLDFOR and HOLDUNTIL (RFC
 * 4865), is kept: a message that is late comes back or its sender is told, and one that is held is
 * due when it is to be released.
 */
public final class QueueRunner {
  /** Makes the attempts. */
  public interface AttemptSource {
    /**
     * An attempt that has not begun.
     *
     * @param claim what is to be delivered
     */
    DeliveryAttempt attempt(Claim claim);

    /** How many messages of each destination may be claimed now. */
    default ClaimLimits limits() {
      return ClaimLimits.NONE;
    }

    /** The recipients of this host, whose aliases are expanded before an attempt. */
    default Optional<LocalDelivery> local() {
      return Optional.empty();
    }

    /** A claim was made; {@link #over} comes once for it. */
    default void begun(Claim claim) {}

    /** The attempt is over, and what it came to is about to be settled. */
    default void over(Claim claim) {}
  }

  /** A claim that is being delivered or settled. */
  private static final class Work {
    final DeliveryAttempt attempt;

    // Under the lock.

    /** Without those recipients who were expanded. */
    Claim claim;

    /** Whether another message may have its place: it is delivered, or not, and to be settled. */
    boolean attempted;

    Work(Claim claim, DeliveryAttempt attempt) {
      this.claim = claim;
      this.attempt = attempt;
    }
  }

  private static final long TROUBLE_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MailQueue queue;
  private final AttemptSource attempts;
  private final Executor sessions;
  private final RunnerSettings settings;
  private final Clock clock;
  private final QueueObserver observer;
  private final Outcomes outcomes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private final Map<Claim, Work> underWay = new IdentityHashMap<>();

  /** How many of those have yet to be attempted to the end. */
  private int attempting;

  private boolean running;
  private boolean stopping;
  private boolean woken;

  /**
   * A runner that does not run yet.
   *
   * @param queue what to deliver; the runner becomes its {@link MailQueue#whenDue} listener
   * @param attempts makes an attempt for each claim
   * @param sessions gives each delivery a thread at once; virtual threads are meant
   * @param settings how
   * @param clock the queue's clock
   * @param random for the jitter of the schedule and the names in notices; used by all deliveries
   *     at once
   * @param observer hears what happens
   */
  public QueueRunner(
      MailQueue queue,
      AttemptSource attempts,
      Executor sessions,
      RunnerSettings settings,
      Clock clock,
      RandomGenerator random,
      QueueObserver observer) {
    this.queue = queue;
    this.attempts = attempts;
    this.sessions = sessions;
    this.settings = settings;
    this.clock = clock;
    this.observer = observer;
    this.outcomes = new Outcomes(queue, settings, clock, random, observer);
    queue.whenDue(this::wake);
  }

  /**
   * Begins, on a thread of the sessions' executor.
   *
   * @throws IllegalStateException when it has begun before
   */
  public void start() {
    lock.lock();
    try {
      if (running || stopping) {
        throw new IllegalStateException("a runner is started once");
      }
      running = true;
    } finally {
      lock.unlock();
    }
    sessions.execute(this::loop);
  }

  /** Makes the runner look now for what is due. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Claims nothing more, waits for what is under way, and cancels what is not finished in time; its
   * recipients are due again at once, for whoever runs next. Returns when nothing is under way, or
   * when the calling thread is interrupted, which stays so.
   *
   * @param deadlineNanos {@link System#nanoTime} at which to cancel
   * @return whether all was finished without cancelling
   */
  public boolean stop(long deadlineNanos) {
    boolean inTime = true;
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
      while (running || !underWay.isEmpty()) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          inTime &= underWay.isEmpty();
          underWay.values().forEach(work -> work.attempt.cancel());
          left = TimeUnit.SECONDS.toNanos(1);
        }
        changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
    return inTime;
  }

  private void loop() {
    try {
      long renewed = System.nanoTime();
      while (!isStopping()) {
        boolean idle = round();
        if (System.nanoTime() - renewed >= renewalNanos()) {
          renew();
          renewed = System.nanoTime();
        }
        if (idle) {
          sleep(Math.min(untilDue(), renewalNanos()));
        }
      }
      while (awaitDeliveries()) {
        renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; then nothing more is claimed
    } finally {
      lock.lock();
      try {
        running = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Starts what is due and has room; says whether there is nothing more to do for now. */
  private boolean round() {
    seen();
    int room = room();
    if (room == 0) {
      return true; // the end of a delivery wakes us
    }
    try {
      List<Claim> claims = queue.claim(room, settings.lease(), attempts.limits());
      for (Claim claim : claims) {
        start(claim);
      }
      return claims.size() < room;
    } catch (RuntimeException e) {
      observer.trouble("looking for what is due", e);
      return true;
    }
  }

  /** What wakes us from now on is not seen by this round, but by the next. */
  private void seen() {
    lock.lock();
    try {
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many messages have room. Those that are being settled take none, unless there are as many
   * again, since the queue cannot be reached.
   */
  private int room() {
    lock.lock();
    try {
      int most = settings.mostAtOnce();
      return Math.max(0, Math.min(most - attempting, 2 * most - underWay.size()));
    } finally {
      lock.unlock();
    }
  }

  private void start(Claim claim) {
    boolean begun = false;
    attempts.begun(claim);
    try {
      Work work = new Work(claim, attempts.attempt(claim));
      enter(claim, work);
      begun = true;
      execute(claim, work);
    } catch (RuntimeException | OutOfMemoryError e) {
      observer.trouble("beginning to deliver " + claim.id(), e); // its lease expires
    } finally {
      if (!begun) {
        attempts.over(claim);
      }
    }
  }

  private void execute(Claim claim, Work work) {
    boolean begun = false;
    try {
      sessions.execute(() -> deliver(claim, work));
      begun = true;
    } finally {
      if (!begun) {
        over(claim, work);
      }
    }
  }

  private void enter(Claim claim, Work work) {
    lock.lock();
    try {
      underWay.put(claim, work);
      attempting++;
    } finally {
      lock.unlock();
    }
  }

  private long renewalNanos() {
    return settings.lease().toNanos() / 3;
  }

  private long untilDue() {
    if (room() == 0) {
      return settings.poll().toNanos();
    }
    try {
      Optional<Instant> due = queue.nextDue(attempts.limits());
      if (due.isEmpty()) {
        return settings.poll().toNanos();
      }
      Duration left = Duration.between(clock.instant(), due.get());
      Duration wait = left.compareTo(settings.poll()) < 0 ? left : settings.poll();
      return Math.max(wait.toNanos(), TimeUnit.MILLISECONDS.toNanos(1));
    } catch (RuntimeException e) {
      observer.trouble("looking for what is due next", e);
      return TROUBLE_PAUSE_NANOS;
    }
  }

  private void sleep(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!woken && !stopping && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end of all deliveries, or until leases want to be renewed; false at the end. */
  private boolean awaitDeliveries() throws InterruptedException {
    lock.lock();
    try {
      long left = renewalNanos();
      while (!underWay.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !underWay.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void renew() {
    Map<Claim, DeliveryAttempt> all = new IdentityHashMap<>();
    lock.lock();
    try {
      underWay.values().forEach(work -> all.put(work.claim, work.attempt));
    } finally {
      lock.unlock();
    }
    for (Map.Entry<Claim, DeliveryAttempt> each : all.entrySet()) {
      try {
        if (!queue.renew(each.getKey(), settings.lease())) {
          each.getValue().cancel(); // somebody else may be at it
        }
      } catch (QueueException e) {
        observer.trouble("renewing a claim", e);
      }
    }
  }

  private void deliver(Claim whole, Work work) {
    // The attempt is closed, which waits for answers to QUIT, after its outcomes are in the queue.
    try (DeliveryAttempt attempt = work.attempt) {
      if (SenderTimes.isToBeReturned(whole, clock.instant())) {
        settle(whole, work, whole, SenderTimes.returned(whole));
        return;
      }
      Optional<Claim> rest = expanded(whole);
      if (rest.isPresent()) {
        narrow(work, rest.get());
        settle(whole, work, rest.get(), run(rest.get(), attempt));
      }
    } catch (RuntimeException | Error e) {
      observer.trouble("delivering " + whole.id(), e);
    } finally {
      over(whole, work);
    }
  }

  private void settle(Claim whole, Work work, Claim claim, DeliveryReport report) {
    attempted(whole, work);
    while (!outcomes.settle(claim, report) && pause()) {
      // The queue cannot be reached; the lease is renewed when it can be.
    }
  }

  /** What is left to be delivered when aliases are expanded. */
  private Optional<Claim> expanded(Claim claim) {
    Optional<LocalDelivery> local = attempts.local();
    return local.isPresent()
        ? new Expansion(queue, local.get(), outcomes, clock, observer).run(claim)
        : Optional.of(claim);
  }

  private void narrow(Work work, Claim claim) {
    lock.lock();
    try {
      work.claim = claim;
    } finally {
      lock.unlock();
    }
  }

  private DeliveryReport run(Claim claim, DeliveryAttempt attempt) {
    PendingMail mail = new PendingMail();
    mail.complete(claim.data(), Outcomes.body(claim));
    try {
      return attempt.run(SenderTimes.passedOn(claim, clock.instant()), mail);
    } catch (RuntimeException | OutOfMemoryError e) {
      observer.trouble("delivering " + claim.id(), e);
      return attempt.report(); // what servers have taken stands
    }
  }

  /** Waits a while before the queue is tried again; false when there is no time for that. */
  private boolean pause() {
    long left = TROUBLE_PAUSE_NANOS;
    lock.lock();
    try {
      while (left > 0 && !stopping) {
        left = changed.awaitNanos(left);
      }
      return !stopping;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The next message may have the place of this one, which is yet to be settled. */
  private void attempted(Claim claim, Work work) {
    boolean first;
    lock.lock();
    try {
      first = !work.attempted;
      work.attempted = true;
      attempting -= first ? 1 : 0;
    } finally {
      lock.unlock();
    }
    if (first) {
      attempts.over(claim);
      wake();
    }
  }

  private void over(Claim claim, Work work) {
    attempted(claim, work);
    lock.lock();
    try {
      woken |= underWay.size() - attempting > settings.mostAtOnce(); // there was no room for more
      underWay.remove(claim);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
