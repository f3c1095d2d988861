package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailshim.abi.StartedThreads;

/** Events come in order, one at a time, and on the right thread. */
class MessageEventsTest {
  private record Event(int state, int sent) {}

  private final List<Event> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);

  @BeforeAll
  static void startThreads() {
    StartedThreads.require();
  }

  private void hear(int state, int sent) {
    heard.add(new Event(state, sent));
    if (state == State.DONE) {
      done.countDown();
    }
  }

  private List<Integer> states() {
    List<Integer> states = new ArrayList<>();
    heard.forEach(event -> states.add(event.state()));
    return states;
  }

  @Test
  void aSynchronousMessageKeepsThemForTheThreadThatWaits() {
    Thread[] on = new Thread[1];
    MessageEvents events =
        new MessageEvents(
            (state, sent) -> {
              on[0] = Thread.currentThread();
              hear(state, sent);
            },
            true);
    events.post(State.CONNECTING, 0);
    events.post(State.SENDING, 0);
    events.post(State.SENDING, 10);
    events.post(State.SENDING, 20);
    assertEquals(List.of(), heard);
    Thread.startVirtualThread(() -> events.post(State.DONE, 20));
    events.deliverUntilDone();
    assertEquals(List.of(State.CONNECTING, State.SENDING, State.DONE), states());
    assertEquals(20, heard.get(1).sent(), "the newest SENDING replaces those that wait");
    assertEquals(Thread.currentThread(), on[0]);
  }

  @Test
  void anAsynchronousMessageHearsThemOnAPlatformThread() throws InterruptedException {
    Thread[] on = new Thread[1];
    MessageEvents events =
        new MessageEvents(
            (state, sent) -> {
              on[0] = Thread.currentThread();
              hear(state, sent);
            },
            false);
    events.post(State.CONNECTING, 0);
    events.post(State.DONE, -1);
    assertTrue(done.await(20, TimeUnit.SECONDS));
    assertEquals(List.of(State.CONNECTING, State.DONE), states());
    assertFalse(on[0].isVirtual());
    assertTrue(on[0].isDaemon());
    assertNotEquals(Thread.currentThread(), on[0]);
  }

  @Test
  void neverTwoAtATime() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    MessageEvents events =
        new MessageEvents(
            (state, sent) -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              hear(state, sent);
              inside.decrementAndGet();
            },
            false);
    for (int i = 0; i < 5_000; i++) {
      events.post(i % 2 == 0 ? State.CONNECTING : State.DIALOG, i);
    }
    events.post(State.DONE, 0);
    assertTrue(done.await(20, TimeUnit.SECONDS));
    assertEquals(1, most.get());
    assertEquals(5_001, heard.size());
    for (int i = 0; i < 5_000; i++) {
      assertEquals(i, heard.get(i).sent());
    }
  }

  @Test
  void aSlowHostHearsOnlyTheNewestCount() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    MessageEvents events =
        new MessageEvents(
            (state, sent) -> {
              if (state == State.DIALOG) {
                entered.countDown();
                await(goOn);
              }
              hear(state, sent);
            },
            false);
    events.post(State.DIALOG, 0);
    assertTrue(entered.await(20, TimeUnit.SECONDS));
    for (int i = 0; i < 1_000; i++) {
      events.post(State.SENDING, i);
    }
    goOn.countDown();
    events.post(State.DONE, 999);
    assertTrue(done.await(20, TimeUnit.SECONDS));
    assertTrue(heard.size() < 10, heard.size() + " events");
    assertEquals(999, heard.get(heard.size() - 2).sent());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts a test", e);
    }
  }

  @Test
  void theEndIsToldOnce() {
    MessageEvents events = new MessageEvents(this::hear, true);
    events.post(State.DONE, -550);
    events.deliverUntilDone();
    assertEquals(List.of(new Event(State.DONE, -550)), heard);
  }

  @Test
  void knowsWhoIsInside() {
    List<Boolean> inside = new ArrayList<>();
    MessageEvents[] events = new MessageEvents[1];
    events[0] =
        new MessageEvents(
            (state, sent) -> {
              inside.add(events[0].isDelivering());
              Thread other = new Thread(() -> inside.add(events[0].isDelivering()));
              other.start();
              try {
                other.join();
              } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts a test", e);
              }
            },
            true);
    events[0].post(State.DONE, 0);
    events[0].deliverUntilDone();
    assertEquals(List.of(true, false), inside);
    assertFalse(events[0].isDelivering());
  }
}
