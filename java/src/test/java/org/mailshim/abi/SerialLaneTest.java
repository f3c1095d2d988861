package org.mailshim.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks of a lane run in order and one at a time, however many threads there are. */
class SerialLaneTest {
  private final ArrayDeque<CallbackTask> handedOver = new ArrayDeque<>();
  private final List<Integer> ran = new ArrayList<>();

  @Test
  void asksForOneThreadAtATime() {
    SerialLane lane = new SerialLane(handedOver::add, 10);
    assertTrue(lane.add(() -> ran.add(1)));
    assertTrue(lane.add(() -> ran.add(2)));
    assertEquals(1, handedOver.size());
    assertEquals(List.of(), ran);
    handedOver.remove().run();
    assertEquals(List.of(1, 2), ran);
    lane.add(() -> ran.add(3));
    handedOver.remove().run();
    assertEquals(List.of(1, 2, 3), ran);
  }

  @Test
  void dropsWhatIsTooMuch() {
    SerialLane lane = new SerialLane(handedOver::add, 2);
    assertTrue(lane.add(() -> ran.add(1)));
    assertTrue(lane.add(() -> ran.add(2)));
    assertFalse(lane.add(() -> ran.add(3)));
    handedOver.remove().run();
    assertTrue(lane.add(() -> ran.add(4)));
    handedOver.remove().run();
    assertEquals(List.of(1, 2, 4), ran);
  }

  @Test
  void aTaskMayAddAnotherAndMayThrow() {
    SerialLane lane = new SerialLane(handedOver::add, 10);
    lane.add(
        () -> {
          lane.add(() -> ran.add(2));
          ran.add(1);
          throw new IllegalStateException("a task's fault");
        });
    handedOver.remove().run();
    assertEquals(List.of(1, 2), ran);
    assertTrue(handedOver.isEmpty());
  }

  @Test
  void goesOnWhenItCouldNotBeHandedOverOnce() {
    boolean[] full = {true};
    SerialLane lane =
        new SerialLane(
            ready -> {
              if (full[0]) {
                throw new OutOfMemoryError("no memory to hand it over");
              }
              handedOver.add(ready);
            },
            10);
    assertThrows(OutOfMemoryError.class, () -> lane.add(() -> ran.add(1)));
    full[0] = false;
    lane.add(() -> ran.add(2));
    handedOver.remove().run();
    assertEquals(List.of(1, 2), ran);
  }

  @Test
  void manyThreadsAddAndNothingOverlaps() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4_000);
    int[] unguarded = new int[1];
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      SerialLane lane = new SerialLane(ready -> pool.execute(ready::run), Integer.MAX_VALUE);
      Runnable task =
          () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            unguarded[0]++;
            inside.decrementAndGet();
            done.countDown();
          };
      List<Thread> adders = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        adders.add(
            Thread.startVirtualThread(
                () -> {
                  for (int j = 0; j < 1_000; j++) {
                    lane.add(task);
                  }
                }));
      }
      for (Thread adder : adders) {
        adder.join();
      }
      assertTrue(done.await(20, TimeUnit.SECONDS));
    }
    assertEquals(1, most.get());
    assertEquals(4_000, unguarded[0]);
  }
}
