package org.mailshim.retrieval;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.Direction;

/**
 * Collects external mailboxes, each by a schedule or when it is asked to.
 *
 * <pre>{@code
 * var collector = new Collector(CollectionSchedule.DEFAULT, 8, memory, dialer, clock, observer);
 * collector.add(ExternalMailbox.of("pop.example", 995, SessionSecurity.implicit(tls),
 *     new Credentials.Password("bob", secret), new MaildropTarget(store, new MaildropName("bob"))));
 * collector.collectNow("bob@pop.example:995").join();
 * collector.close();
 * }</pre>
 *
 * <p>A mailbox is first collected when it is added. Each has a thread of its own, a virtual one if
 * nothing else was said, and trouble of its own: what fails is told to the observer, stands in the
 * status, and is tried again as the {@link CollectionSchedule} says. Proxies are the dialer's.
 *
 * <p>The clock says when a message was collected and when a mailbox is due; what waits for that
 * waits by the machine's own. Any thread.
 */
public final class Collector implements AutoCloseable {
  private final CollectionSchedule schedule;
  private final Semaphore sessions;
  private final CollectionMemory memory;
  private final Dialer dialer;
  private final Clock clock;
  private final CollectionObserver observer;
  private final Executor threads;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final Map<String, MailboxLoop> loops = new LinkedHashMap<>();
  private boolean closed;

  /**
   * Collects nothing yet.
   *
   * @param schedule how often
   * @param most how many mailboxes at the same time, at least 1
   * @param memory what was collected; stays the caller's to close, after this
   * @param dialer connects, as it does in the direction {@link
   *     org.mailshim.transport.Direction#MAILBOXES}
   * @param clock tells the time
   * @param observer hears how it goes
   * @throws IllegalArgumentException when {@code most} is less than 1
   */
  public Collector(
      CollectionSchedule schedule,
      int most,
      CollectionMemory memory,
      Dialer dialer,
      Clock clock,
      CollectionObserver observer) {
    this(schedule, most, memory, dialer, clock, observer, Thread::startVirtualThread);
  }

  /**
   * As the other, with threads of the caller's.
   *
   * @param schedule as for the other
   * @param most as for the other
   * @param memory as for the other
   * @param dialer as for the other
   * @param clock as for the other
   * @param observer as for the other
   * @param threads gives each mailbox a thread at once, until the mailbox is removed
   * @throws IllegalArgumentException as the other
   */
  public Collector(
      CollectionSchedule schedule,
      int most,
      CollectionMemory memory,
      Dialer dialer,
      Clock clock,
      CollectionObserver observer,
      Executor threads) {
    if (most < 1) {
      throw new IllegalArgumentException("at most " + most + " mailboxes");
    }
    this.schedule = schedule;
    this.sessions = new Semaphore(most);
    this.memory = memory;
    this.dialer = dialer.towards(Direction.MAILBOXES);
    this.clock = clock;
    this.observer = observer;
    this.threads = threads;
  }

  /**
   * Begins to collect a mailbox.
   *
   * @param mailbox the mailbox
   * @throws IllegalArgumentException when there is one of that name already
   * @throws IllegalStateException after {@link #close}
   * @throws java.util.concurrent.RejectedExecutionException when there is no thread for it, or
   *     whatever else the executor throws; it is not collected then
   */
  public void add(ExternalMailbox mailbox) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the collector is closed");
      }
      if (loops.containsKey(mailbox.name())) {
        throw new IllegalArgumentException("there is a mailbox " + mailbox.name() + " already");
      }
      var loop = new MailboxLoop(mailbox, schedule, sessions, memory, dialer, clock, observer);
      threads.execute(loop);
      loops.put(mailbox.name(), loop);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the collecting of a mailbox, at once; waits until its session is over. What was collected
   * stays remembered.
   *
   * @param name the mailbox's name
   * @return false when there is none of that name
   */
  public boolean remove(String name) {
    MailboxLoop loop;
    lock.lock();
    try {
      loop = loops.remove(name);
    } finally {
      lock.unlock();
    }
    if (loop == null) {
      return false;
    }
    loop.stop();
    loop.awaitEnd();
    return true;
  }

  /**
   * Collects a mailbox as soon as may be, however long its schedule would have it wait. A
   * collection that is under way goes on first: this is one that began after the call.
   *
   * @param name the mailbox's name
   * @return what came of it; completed by the mailbox's thread, with a report of kind {@link
   *     CollectionFailure.Kind#CANCELLED} when the collector is closed or the mailbox removed
   *     before
   * @throws IllegalArgumentException when there is none of that name
   */
  public CompletableFuture<CollectionReport> collectNow(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no mailbox " + name))
        .collectNow();
  }

  /**
   * How a mailbox stands.
   *
   * @param name the mailbox's name
   * @return its state; empty when there is none of that name
   */
  public Optional<CollectionStatus> status(String name) {
    return find(name).map(MailboxLoop::status);
  }

  /**
   * How all mailboxes stand.
   *
   * @return their states by their names, in the order in which they were added; the caller's own
   */
  public Map<String, CollectionStatus> statuses() {
    Map<String, CollectionStatus> statuses = new LinkedHashMap<>();
    lock.lock();
    try {
      loops.forEach((name, loop) -> statuses.put(name, loop.status()));
    } finally {
      lock.unlock();
    }
    return statuses;
  }

  private Optional<MailboxLoop> find(String name) {
    lock.lock();
    try {
      return Optional.ofNullable(loops.get(name));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends all sessions at once, without QUIT, and waits until they are over: nothing is deleted that
   * was not. What they had committed stays, and is remembered. A second call does nothing.
   */
  @Override
  public void close() {
    List<MailboxLoop> ending;
    lock.lock();
    try {
      closed = true;
      ending = new ArrayList<>(loops.values());
      loops.clear();
    } finally {
      lock.unlock();
    }
    for (MailboxLoop loop : ending) {
      loop.stop();
    }
    for (MailboxLoop loop : ending) {
      loop.awaitEnd();
    }
  }
}
