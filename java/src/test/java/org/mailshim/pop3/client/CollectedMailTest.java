package org.mailshim.pop3.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailshim.pop3.UniqueId;

/** Mail that stays on the server is collected once, and deleted after its time. */
final class CollectedMailTest {
  private static final Instant MONDAY = Instant.parse("2026-11-16T08:00:00Z");
  private static final MessageKey ONE = MessageKey.of(new UniqueId("one"));
  private static final MessageKey TWO = MessageKey.ofHeader(new byte[] {'A', ':', ' ', 'b'});

  @Test
  void remembersThroughItsText() {
    CollectedMail memory = CollectedMail.NONE.with(ONE, MONDAY).with(TWO, MONDAY.plusSeconds(1));
    assertEquals(memory, CollectedMail.parse(memory.text()));
    assertTrue(memory.isCollected(ONE));
    assertFalse(CollectedMail.NONE.isCollected(ONE));
  }

  @Test
  void theFirstTimeCounts() {
    CollectedMail memory = CollectedMail.NONE.with(ONE, MONDAY).with(ONE, MONDAY.plusSeconds(99));
    Duration week = Duration.ofDays(7);
    assertFalse(memory.isOlder(ONE, week, MONDAY.plus(week).minusMillis(1)));
    assertTrue(memory.isOlder(ONE, week, MONDAY.plus(week)));
    assertFalse(memory.isOlder(TWO, Duration.ZERO, MONDAY));
  }

  @Test
  void whatIsGoneIsForgotten() {
    CollectedMail memory = CollectedMail.NONE.with(ONE, MONDAY).with(TWO, MONDAY);
    assertEquals(CollectedMail.NONE.with(TWO, MONDAY), memory.retain(List.of(TWO)));
  }

  @Test
  void damagedLinesArePassedOver() {
    String text =
        "garbage\n2026-11-16T08:00:00Z u:one\nyesterday u:two\n2026-11-16T08:00:00Z x:y\n\n";
    assertEquals(CollectedMail.NONE.with(ONE, MONDAY), CollectedMail.parse(text));
  }

  @Test
  void keysAreOneWordEach() {
    for (String text : List.of("", "u:", "v:x", "u:a b", "u:a\nb")) {
      assertThrows(IllegalArgumentException.class, () -> new MessageKey(text));
    }
  }
}
