package org.mailshim.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailshim.Eventually;

/** Stopping stops everything that is registered, and refuses what is new until it is resumed. */
class LifecycleTest {
  /** What is registered stays so for the life of the process; so it does nothing afterwards. */
  private boolean over;

  @AfterEach
  void resume() {
    over = true;
    Lifecycle.resume();
  }

  @Test
  void stopsAllAlsoWhenOneWasCutOff() {
    List<String> stopped = new ArrayList<>();
    List<Long> deadlines = new ArrayList<>();
    Lifecycle.register(
        deadline -> {
          stopped.add("cut off");
          deadlines.add(deadline);
          return over;
        });
    Lifecycle.register(
        deadline -> {
          stopped.add("finished");
          deadlines.add(deadline);
          return true;
        });
    long before = System.nanoTime();
    assertFalse(Lifecycle.stop(Duration.ofSeconds(3)));
    assertEquals(List.of("finished", "cut off"), stopped, "the last one first");
    assertEquals(deadlines.get(0), deadlines.get(1), "one deadline for all");
    long patience = deadlines.getFirst() - before;
    assertTrue(patience >= 3_000_000_000L && patience < 13_000_000_000L, patience + " ns");
  }

  @Test
  void refusesWhatIsNewUntilResumed() {
    begin();
    assertTrue(Lifecycle.stop(Duration.ZERO));
    AbiException refused = assertThrows(AbiException.class, Lifecycle::begin);
    assertEquals(ErrorCode.STOPPED, refused.code());
    assertTrue(refused.getMessage().contains("mailshim_start"));
    Lifecycle.resume();
    begin();
  }

  private static void begin() {
    Lifecycle.begin();
    Lifecycle.begun();
  }

  @Test
  void aStopWaitsForWhatIsJustBeginning() throws Exception {
    AtomicInteger known = new AtomicInteger();
    AtomicInteger stopped = new AtomicInteger();
    Lifecycle.register(
        deadline -> {
          stopped.addAndGet(known.get());
          return true;
        });
    Lifecycle.begin();
    Thread stopper = new Thread(() -> Lifecycle.stop(Duration.ZERO));
    stopper.start();
    Eventually.awaitState(stopper, Thread.State.WAITING);
    assertThrows(AbiException.class, Lifecycle::begin);
    known.set(1);
    Lifecycle.begun();
    stopper.join();
    assertEquals(1, stopped.get());
  }

  @Test
  void isStoppedBeforeAnythingStops() {
    boolean[] refusing = new boolean[1];
    Lifecycle.register(
        deadline -> {
          refusing[0] |= over || assertThrows(AbiException.class, Lifecycle::begin) != null;
          return true;
        });
    assertTrue(Lifecycle.stop(Duration.ZERO));
    assertTrue(refusing[0]);
  }
}
