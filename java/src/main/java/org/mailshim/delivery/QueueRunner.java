package org.mailshim.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.mailshim.delivery.Turns.Work;
import org.mailshim.queue.Claim;
import org.mailshim.queue.ClaimLimits;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueException;
import org.mailshim.queue.Settlement;

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

    /** A claim was made, and waits for its turn. */
    default void begun(Claim claim) {}

    /**
     * Whether a claim may have its turn now. If so, {@link #attempt} follows, and {@link #over}
     * once. Must be quick, and call no runner.
     */
    default boolean starts(Claim claim) {
      return true;
    }

    /** The attempt is over, and what it came to is about to be settled. */
    default void over(Claim claim) {}

    /** A claim is given back without having had its turn. */
    default void givenUp(Claim claim) {}
  }

  private static final long TROUBLE_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Who has waited longer for his turn looks whether the claim still holds. */
  private static final long LONG_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

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
  private final Turns turns;
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
    this.turns = new Turns(settings.mostAtOnce());
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
      while (running || !turns.isEmpty()) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          inTime &= turns.isEmpty();
          turns.all().forEach(QueueRunner::cancel);
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

  private static void cancel(Work work) {
    DeliveryAttempt attempt = work.attempt;
    if (attempt != null) {
      attempt.cancel();
    }
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
      giveUpWaiting();
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
        enter(claim);
      }
      startWaiting();
      filled();
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

  private int room() {
    lock.lock();
    try {
      return turns.room();
    } finally {
      lock.unlock();
    }
  }

  private void enter(Claim claim) {
    attempts.begun(claim);
    lock.lock();
    try {
      turns.add(new Work(claim));
    } finally {
      lock.unlock();
    }
  }

  /** Lets those begin who wait, as far as there are places; says how many there were. */
  private int startWaiting() {
    int started = 0;
    for (Optional<Work> next = next(); next.isPresent(); next = next()) {
      start(next.get());
      started++;
    }
    return started;
  }

  private Optional<Work> next() {
    lock.lock();
    try {
      return stopping ? Optional.empty() : turns.next(attempts);
    } finally {
      lock.unlock();
    }
  }

  private void start(Work work) {
    boolean begun = false;
    try {
      DeliveryAttempt attempt = attempts.attempt(work.whole);
      begin(work, attempt);
      sessions.execute(() -> deliver(work, attempt));
      begun = true;
    } catch (RuntimeException | OutOfMemoryError e) {
      observer.trouble("beginning to deliver " + work.whole.id(), e); // its lease expires
    } finally {
      if (!begun) {
        over(work);
      }
    }
  }

  private void begin(Work work, DeliveryAttempt attempt) {
    lock.lock();
    try {
      work.attempt = attempt;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back at a stop what had no turn: it is due at once, for whoever runs next. */
  private void giveUpWaiting() {
    List<Work> given;
    lock.lock();
    try {
      given = turns.giveUpWaiting();
    } finally {
      lock.unlock();
    }
    for (Work work : given) {
      try {
        postpone(work.whole);
      } catch (QueueException e) {
        observer.trouble("giving back " + work.whole.id(), e); // its lease expires
      }
      attempts.givenUp(work.whole);
      end(work);
    }
  }

  private void postpone(Claim claim) {
    Instant now = clock.instant();
    List<Settlement> settlements = new ArrayList<>(claim.due().size());
    for (Claim.Due due : claim.due()) {
      settlements.add(new Settlement.Postponed(due.position(), now, "waited for its turn"));
    }
    queue.settle(claim, settlements);
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
      while (!turns.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !turns.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void renew() {
    Map<Claim, Work> all = new IdentityHashMap<>();
    lock.lock();
    try {
      turns.all().forEach(work -> all.put(work.claim, work));
    } finally {
      lock.unlock();
    }
    for (Map.Entry<Claim, Work> each : all.entrySet()) {
      try {
        if (!queue.renew(each.getKey(), settings.lease())) {
          cancel(each.getValue()); // somebody else may be at it; who waits looks for himself
        }
      } catch (QueueException e) {
        observer.trouble("renewing a claim", e);
      }
    }
  }

  private void deliver(Work work, DeliveryAttempt started) {
    Claim whole = work.whole;
    // The attempt is closed, which waits for answers to QUIT, after its outcomes are in the queue.
    try (DeliveryAttempt attempt = started) {
      if (work.ageNanos() > LONG_WAIT_NANOS && !queue.renew(whole, settings.lease())) {
        postpone(whole); // what is still ours of it
        return;
      }
      if (SenderTimes.isToBeReturned(whole, clock.instant())) {
        settle(work, whole, SenderTimes.returned(whole));
        return;
      }
      Optional<Claim> rest = expanded(whole);
      if (rest.isPresent()) {
        narrow(work, rest.get());
        settle(work, rest.get(), run(rest.get(), attempt));
      }
    } catch (RuntimeException | Error e) {
      observer.trouble("delivering " + whole.id(), e);
    } finally {
      over(work);
    }
  }

  private void settle(Work work, Claim claim, DeliveryReport report) {
    attempted(work);
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
  private void attempted(Work work) {
    boolean first;
    lock.lock();
    try {
      first = turns.endAttempt(work);
    } finally {
      lock.unlock();
    }
    if (!first) {
      return;
    }
    attempts.over(work.whole);
    if (startWaiting() == 0 || isLow()) {
      wake();
    }
  }

  private void filled() {
    lock.lock();
    try {
      turns.filled();
    } finally {
      lock.unlock();
    }
  }

  private boolean isLow() {
    lock.lock();
    try {
      return turns.isLow();
    } finally {
      lock.unlock();
    }
  }

  private void over(Work work) {
    attempted(work);
    end(work);
  }

  private void end(Work work) {
    lock.lock();
    try {
      woken |= turns.end(work);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
