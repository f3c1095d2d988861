package org.mailshim.retrieval;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Dialer;

/**
 * Collects one mailbox again and again: waits until it is due, asked for or over; collects; tells
 * those who asked before it began; reckons when it is due again.
 */
final class MailboxLoop implements Runnable {
  private final ExternalMailbox mailbox;
  private final CollectionSchedule schedule;
  private final Semaphore sessions;
  private final CollectionMemory memory;
  private final Dialer dialer;
  private final Clock clock;
  private final CollectionObserver observer;
  private final Cancellation cancellation = new Cancellation();
  private final CompletableFuture<Boolean> over = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private List<CompletableFuture<CollectionReport>> asked = new ArrayList<>();
  private CollectionStatus status;
  private boolean ended;

  /** The loop's own. */
  private Optional<MessageKey> brokenAt = Optional.empty();

  MailboxLoop(
      ExternalMailbox mailbox,
      CollectionSchedule schedule,
      Semaphore sessions,
      CollectionMemory memory,
      Dialer dialer,
      Clock clock,
      CollectionObserver observer) {
    this.mailbox = mailbox;
    this.schedule = schedule;
    this.sessions = sessions;
    this.memory = memory;
    this.dialer = dialer;
    this.clock = clock;
    this.observer = observer;
    this.status = new CollectionStatus(Optional.empty(), 0, clock.instant());
  }

  @Override
  public void run() {
    Thread.currentThread().setName("collect " + mailbox.name());
    loop();
  }

  /** Has it end soon; waits for nothing. */
  void stop() {
    cancellation.cancel();
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void awaitEnd() {
    over.join();
  }

  CollectionStatus status() {
    lock.lock();
    try {
      return status;
    } finally {
      lock.unlock();
    }
  }

  CompletableFuture<CollectionReport> collectNow() {
    var answer = new CompletableFuture<CollectionReport>();
    lock.lock();
    try {
      if (!ended) {
        asked.add(answer);
        changed.signalAll();
        return answer;
      }
    } finally {
      lock.unlock();
    }
    answer.complete(cancelled());
    return answer;
  }

  private CollectionReport cancelled() {
    var failure = new CollectionFailure(CollectionFailure.Kind.CANCELLED, "stopped");
    return new CollectionReport(mailbox.name(), 0, 0, 0, 0, 0, Optional.of(failure));
  }

  private void loop() {
    List<CompletableFuture<CollectionReport>> answers = List.of();
    try {
      while (awaitDue()) {
        if (!acquireSession()) {
          break;
        }
        CollectionReport report;
        try {
          answers = takeAsked();
          report = cancellation.isRequested() ? cancelled() : collect();
        } finally {
          sessions.release();
        }
        keep(report);
        for (CompletableFuture<CollectionReport> answer : answers) {
          answer.complete(report);
        }
      }
    } finally {
      end(answers);
    }
  }

  private CollectionReport collect() {
    var run = new CollectionRun(mailbox, memory, dialer, clock, observer);
    CollectionReport report = run.run(brokenAt, cancellation);
    brokenAt = run.brokenAt();
    try {
      observer.ended(report);
    } catch (RuntimeException e) {
      // All is done, and the next collection does not depend on who listens to this one.
    }
    return report;
  }

  /** Waits until there are few enough sessions; false when it is over before. */
  private boolean acquireSession() {
    Cancellation.Target interruption = Thread.currentThread()::interrupt;
    cancellation.attach(interruption);
    try {
      sessions.acquire();
      return true;
    } catch (InterruptedException e) {
      return false;
    } finally {
      cancellation.detach(interruption);
    }
  }

  /** Waits; false when it is over. */
  private boolean awaitDue() {
    lock.lock();
    try {
      while (!cancellation.isRequested() && asked.isEmpty()) {
        Duration left = Duration.between(clock.instant(), status.next());
        if (!left.isPositive()) {
          return true;
        }
        changed.awaitNanos(TimeUnit.NANOSECONDS.convert(left));
      }
    } catch (InterruptedException e) {
      cancellation.cancel(); // nobody else has this thread, so this means the end
    } finally {
      lock.unlock();
    }
    return !cancellation.isRequested();
  }

  private List<CompletableFuture<CollectionReport>> takeAsked() {
    lock.lock();
    try {
      List<CompletableFuture<CollectionReport>> taken = asked;
      asked = new ArrayList<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void keep(CollectionReport report) {
    lock.lock();
    try {
      int failures = report.failure().isPresent() ? status.failures() + 1 : 0;
      Instant next = clock.instant().plus(schedule.wait(failures));
      status = new CollectionStatus(Optional.of(report), failures, next);
    } finally {
      lock.unlock();
    }
  }

  /** Also when an error of ours has ended the loop: nobody is to wait for ever. */
  private void end(List<CompletableFuture<CollectionReport>> answers) {
    List<CompletableFuture<CollectionReport>> open = new ArrayList<>(answers);
    lock.lock();
    try {
      ended = true;
      open.addAll(asked);
    } finally {
      lock.unlock();
    }
    for (CompletableFuture<CollectionReport> answer : open) {
      answer.complete(cancelled());
    }
    over.complete(true);
  }
}
