package org.mailshim.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logging that fails is nobody's problem but the line's. */
class HostLogFailureTest {
  @AfterEach
  void stopLogging() {
    HostLog.off();
  }

  @Test
  void aLineThatFailsMakesNoFurtherLine() throws InterruptedException {
    GuestThreads.start();
    List<String> lines = new CopyOnWriteArrayList<>();
    CountDownLatch last = new CountDownLatch(1);
    HostLog.to(
        HostLog.Level.DEBUG,
        (level, text) -> {
          lines.add(text);
          if (text.equals("last")) {
            last.countDown();
          }
          throw new IllegalStateException("the host's log is broken");
        });
    HostLog.log(HostLog.Level.ERROR, "first");
    HostLog.log(HostLog.Level.INFO, "second");
    HostLog.log(HostLog.Level.INFO, "last");
    assertTrue(last.await(10, TimeUnit.SECONDS));
    assertEquals(List.of("first", "second", "last"), lines);
  }

  @Test
  void internalThrowsNothing() {
    HostLog.to(HostLog.Level.ERROR, (level, text) -> {});
    HostLog.internal(
        "testing",
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String toString() {
            throw new OutOfMemoryError("no memory to describe it");
          }
        });
  }
}
