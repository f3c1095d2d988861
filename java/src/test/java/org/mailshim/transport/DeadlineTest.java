package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  /** Starts near the end of the range: differences must survive the overflow. */
  private static final class Hand implements Deadline.Ticker {
    long now = Long.MAX_VALUE - 10;

    @Override
    public long nanos() {
      return now;
    }
  }

  private final Hand hand = new Hand();

  private Deadline nanos(long n) {
    return Deadline.after(Duration.ofNanos(n), hand);
  }

  @Test
  void comesWhenTheTickerSays() {
    Deadline deadline = nanos(100);
    assertEquals(100, deadline.remainingNanos());
    hand.now += 99;
    assertEquals(Duration.ofNanos(1), deadline.remaining());
    assertFalse(deadline.isPast());
    hand.now += 1;
    assertTrue(deadline.isPast());
    hand.now += 1000;
    assertEquals(0, deadline.remainingNanos());
  }

  @Test
  void zeroAndNegativeTimeOutsHavePassed() {
    assertTrue(nanos(0).isPast());
    assertTrue(nanos(-5).isPast());
  }

  @Test
  void tooLongIsNever() {
    assertSame(Deadline.never(), Deadline.after(Duration.ofSeconds(Long.MAX_VALUE)));
    assertFalse(Deadline.never().isPast());
    assertFalse(Deadline.never().isFinite());
    assertEquals(Long.MAX_VALUE, Deadline.never().remainingNanos());
  }

  @Test
  void theEarlierOfTwo() {
    Deadline soon = nanos(1);
    Deadline late = nanos(100);
    assertSame(soon, soon.earlier(late));
    assertSame(soon, late.earlier(soon));
    assertSame(soon, soon.earlier(Deadline.never()));
    assertSame(soon, Deadline.never().earlier(soon));
    Deadline elsewhere = Deadline.after(Duration.ofHours(1));
    assertSame(soon, elsewhere.earlier(soon));
    assertSame(soon, soon.earlier(elsewhere));
  }

  @Test
  void sharesWhatIsLeft() {
    Deadline deadline = nanos(100);
    assertEquals(25, deadline.share(4).remainingNanos());
    hand.now += 40;
    assertEquals(20, deadline.share(3).remainingNanos());
    assertSame(deadline, deadline.share(1));
    assertSame(Deadline.never(), Deadline.never().share(3));
    assertThrows(IllegalArgumentException.class, () -> deadline.share(0));
  }
}
