package org.mailshim.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens find what they were made for, and no other 64 bits find anything. */
class HandlesTest {
  private final Handles<String> handles = new Handles<>(7, "thing");

  private String refusal(long token) {
    AbiException refused = assertThrows(AbiException.class, () -> handles.get(token));
    assertEquals(ErrorCode.HANDLE, refused.code());
    return refused.getMessage();
  }

  @Test
  void findsWhatWasAdded() {
    long one = handles.add("one");
    long two = handles.add("two");
    assertEquals("one", handles.get(one));
    assertEquals("two", handles.get(two));
    assertEquals(2, handles.size());
  }

  @Test
  void saysWhatIsWrongWithAToken() {
    long token = handles.add("one");
    handles.remove(token);
    assertTrue(refusal(0).contains("thing is NULL"));
    assertTrue(refusal(token).contains("closed already"));
    assertTrue(refusal(0x1234).contains("0x1234 is not a thing"));
  }

  @Test
  void aTokenStaysStaleHoweverOftenItsSlotIsUsedAgain() {
    Set<Long> stale = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      long token = handles.add("again");
      assertTrue(stale.add(token), "a token came twice");
      handles.remove(token);
      handles.remove(token);
      assertEquals(0, handles.size());
    }
    handles.add("now");
    stale.forEach(this::refusal);
  }

  @Test
  void anotherKindsTokenIsNone() {
    Handles<String> others = new Handles<>(8, "other");
    long token = handles.add("mine");
    long foreign = others.add("theirs");
    assertNotEquals(token, foreign);
    refusal(foreign);
    assertThrows(AbiException.class, () -> others.get(token));
    handles.remove(foreign);
    assertEquals("theirs", others.get(foreign));
  }

  @Test
  void noOtherBitsFindAnything() {
    Set<Long> tokens = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      tokens.add(handles.add("" + i));
    }
    Random random = new Random(1);
    for (long token : tokens) {
      for (int bit = 0; bit < Long.SIZE; bit++) {
        long flipped = token ^ 1L << bit;
        if (!tokens.contains(flipped)) {
          refusal(flipped);
        }
      }
    }
    for (int i = 0; i < 100_000; i++) {
      refusal(random.nextLong());
    }
    refusal(-1);
    refusal(Long.MIN_VALUE);
  }

  @Test
  void growsAndKeepsWhatIsThere() {
    List<Long> tokens = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      tokens.add(handles.add(Integer.toString(i)));
    }
    for (int i = 0; i < tokens.size(); i += 2) {
      handles.remove(tokens.get(i));
    }
    for (int i = 0; i < tokens.size(); i++) {
      if (i % 2 == 0) {
        refusal(tokens.get(i));
      } else {
        assertEquals(Integer.toString(i), handles.get(tokens.get(i)));
      }
    }
    assertEquals(2_500, handles.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 256})
  void aKindHasEightBits(int kind) {
    assertThrows(IllegalArgumentException.class, () -> new Handles<>(kind, "thing"));
  }

  @Test
  void manyThreadsAddFindAndRemove() throws InterruptedException {
    Handles<Object> shared = new Handles<>(1, "thing");
    ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    CountDownLatch ready = new CountDownLatch(8);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                ready.countDown();
                for (int round = 0; round < 2_000; round++) {
                  addFindAndRemove(shared, round % 20);
                }
              });
      thread.setUncaughtExceptionHandler((t, fault) -> faults.add(fault));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), List.copyOf(faults));
    assertEquals(0, shared.size());
  }

  private static void addFindAndRemove(Handles<Object> shared, int count) {
    List<Object> objects = new ArrayList<>();
    List<Long> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      objects.add(new Object());
      tokens.add(shared.add(objects.get(i)));
    }
    for (int i = 0; i < count; i++) {
      long token = tokens.get(i);
      assertSame(objects.get(i), shared.get(token));
      shared.remove(token);
      assertThrows(AbiException.class, () -> shared.get(token));
    }
  }
}
