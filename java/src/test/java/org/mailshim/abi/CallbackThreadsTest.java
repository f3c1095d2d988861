package org.mailshim.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Callbacks come, also when no further thread and no memory is to be had. */
class CallbackThreadsTest {
  private static final int MOST = 4;
  private static final long IDLE_MILLIS = 50;

  /** Starts threads at once, as many as it is allowed to. */
  private final class Bounded implements CallbackThreads.Starter {
    private final Semaphore allowed;

    Bounded(int most) {
      allowed = new Semaphore(most);
    }

    @Override
    public void soon(Runnable start) {
      // As the starting thread does: a failure ends nothing.
      new Thread(
              () -> {
                try {
                  start.run();
                } catch (OutOfMemoryError e) {
                  refused.release();
                }
              })
          .start();
    }

    @Override
    public void now(Runnable start) {
      start.run();
    }

    @Override
    public void start(Runnable work) {
      if (!allowed.tryAcquire()) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      Thread thread =
          new Thread(
              () -> {
                work.run();
                gone.release();
              });
      thread.setDaemon(true);
      thread.start();
    }
  }

  private final Semaphore refused = new Semaphore(0);
  private final Semaphore gone = new Semaphore(0);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Semaphore inside = new Semaphore(0);

  /** Waits inside until it may go on. */
  private final class Blocking extends CallbackTask {
    @Override
    protected void run() {
      inside.release();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts a test", e);
      }
    }
  }

  private static boolean ended(CallbackThreads threads, int seconds) {
    return threads.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void oneThreadDoesItAllWhenThereIsNoOther() throws InterruptedException {
    CallbackThreads threads = new CallbackThreads(new Bounded(1), MOST, IDLE_MILLIS);
    threads.require();
    List<Integer> ran = new ArrayList<>();
    threads.add(new Blocking());
    for (int i = 0; i < 10; i++) {
      int number = i;
      threads.add(
          new CallbackTask() {
            @Override
            protected void run() {
              ran.add(number);
            }
          });
    }
    assertFalse(ended(threads, 0));
    goOn.countDown();
    assertTrue(ended(threads, 20));
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), ran);
    assertTrue(refused.tryAcquire(20, TimeUnit.SECONDS), "it asked for another");
  }

  @Test
  void saysAtOnceThatThereIsNone() {
    CallbackThreads threads = new CallbackThreads(new Bounded(0), MOST, IDLE_MILLIS);
    assertThrows(OutOfMemoryError.class, threads::require);
    assertThrows(OutOfMemoryError.class, threads::require, "and again");
  }

  @Test
  void oneThatBlocksDoesNotKeepOthersFromRunning() throws InterruptedException {
    CallbackThreads threads = new CallbackThreads(new Bounded(100), MOST, IDLE_MILLIS);
    threads.require();
    for (int i = 0; i < MOST + 2; i++) {
      threads.add(new Blocking());
    }
    assertTrue(inside.tryAcquire(MOST, 20, TimeUnit.SECONDS));
    assertFalse(inside.tryAcquire(1, IDLE_MILLIS, TimeUnit.MILLISECONDS), "one more than allowed");
    goOn.countDown();
    assertTrue(ended(threads, 20));
  }

  @Test
  void aHigherLimitHelpsThoseWhoWait() throws InterruptedException {
    CallbackThreads threads = new CallbackThreads(new Bounded(100), 1, IDLE_MILLIS);
    threads.require();
    for (int i = 0; i < MOST; i++) {
      threads.add(new Blocking());
    }
    assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
    threads.limit(MOST);
    assertTrue(inside.tryAcquire(MOST - 1, 20, TimeUnit.SECONDS));
    goOn.countDown();
    assertTrue(ended(threads, 20));
  }

  @Test
  void aLowerLimitSendsThreadsHome() throws InterruptedException {
    CallbackThreads threads = new CallbackThreads(new Bounded(100), MOST, 60_000);
    threads.require();
    for (int i = 0; i < MOST; i++) {
      threads.add(new Blocking());
    }
    assertTrue(inside.tryAcquire(MOST, 20, TimeUnit.SECONDS));
    threads.limit(1);
    goOn.countDown();
    assertTrue(gone.tryAcquire(MOST - 1, 20, TimeUnit.SECONDS), "long before they are idle");
    threads.add(new Blocking());
    assertTrue(ended(threads, 20));
  }

  @Test
  void allButOneGoAfterATime() throws InterruptedException {
    CallbackThreads threads = new CallbackThreads(new Bounded(100), MOST, IDLE_MILLIS);
    threads.require();
    for (int i = 0; i < MOST; i++) {
      threads.add(new Blocking());
    }
    assertTrue(inside.tryAcquire(MOST, 20, TimeUnit.SECONDS));
    goOn.countDown();
    assertTrue(gone.tryAcquire(MOST - 1, 20, TimeUnit.SECONDS));
    assertFalse(gone.tryAcquire(1, 4 * IDLE_MILLIS, TimeUnit.MILLISECONDS), "the last one stays");
    threads.add(new Blocking());
    assertTrue(ended(threads, 20));
  }

  @Test
  void whatATaskThrowsEndsOnlyTheTask() {
    CallbackThreads threads = new CallbackThreads(new Bounded(1), MOST, IDLE_MILLIS);
    threads.require();
    threads.add(
        new CallbackTask() {
          @Override
          protected void run() {
            throw new OutOfMemoryError("a task's");
          }
        });
    threads.add(new Blocking());
    goOn.countDown();
    assertTrue(ended(threads, 20));
    assertEquals(1, inside.availablePermits());
  }

  /** A session either has a thread at once, or is told that there is none. */
  @Test
  void whatIsOfferedRunsAtOnceOrNotAtAll() throws InterruptedException {
    var threads = new CallbackThreads(new Bounded(3), 2, IDLE_MILLIS);
    assertTrue(threads.offer(new Blocking()));
    assertTrue(threads.offer(new Blocking()));
    assertTrue(inside.tryAcquire(2, 20, TimeUnit.SECONDS));
    assertFalse(threads.offer(new Blocking()), "as many as there may be");
    goOn.countDown();
    assertTrue(threads.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    assertTrue(threads.offer(new Blocking()), "those that there are have time again");
    assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
  }

  /** Servers at several ports offer at once: what is taken runs, however many they are. */
  @Test
  void whatManyOfferAtOnceRunsOrIsRefused() throws InterruptedException {
    var threads = new CallbackThreads(new Bounded(100), 8, IDLE_MILLIS);
    var taken = new Semaphore(0);
    List<Thread> offering = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      offering.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    if (threads.offer(new Blocking())) {
                      taken.release();
                    }
                  }));
    }
    for (Thread each : offering) {
      each.join();
    }
    assertEquals(8, taken.availablePermits());
    assertTrue(inside.tryAcquire(8, 20, TimeUnit.SECONDS));
    goOn.countDown();
  }

  @Test
  void whatIsOfferedWhenNoThreadIsToBeHadIsRefused() throws InterruptedException {
    var threads = new CallbackThreads(new Bounded(1), MOST, IDLE_MILLIS);
    assertTrue(threads.offer(new Blocking()));
    assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
    assertFalse(threads.offer(new Blocking()));
    goOn.countDown();
  }

  /** What runs on the caller's own thread is waited for, too. */
  @Test
  void whatRunsHereCounts() throws InterruptedException {
    var threads = new CallbackThreads(new Bounded(0), MOST, IDLE_MILLIS);
    Thread caller = Thread.ofPlatform().start(() -> threads.runHere(new Blocking()));
    assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
    assertFalse(threads.awaitEnd(System.nanoTime()));
    goOn.countDown();
    assertTrue(threads.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    caller.join();
  }
}
