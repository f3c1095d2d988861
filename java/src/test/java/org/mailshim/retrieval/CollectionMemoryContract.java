package org.mailshim.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.pop3.UniqueId;
import org.mailshim.pop3.client.MessageKey;

/** What every memory does, whatever it remembers in. */
abstract class CollectionMemoryContract {
  static final Instant MONDAY = Instant.parse("2026-11-16T08:00:00.123Z");
  static final MessageKey ONE = MessageKey.of(new UniqueId("one"));
  static final MessageKey TWO = MessageKey.ofHeader(new byte[] {'A', ':', ' ', 'b'});

  CollectionMemory memory;

  /** A memory of nothing; opened again, the same one. */
  abstract CollectionMemory open() throws Exception;

  @BeforeEach
  void openMemory() throws Exception {
    memory = open();
  }

  @AfterEach
  void closeMemory() {
    memory.close();
  }

  @Test
  void whatWasCollectedIsRememberedForItsMailbox() {
    memory.remember("bob@a:110", ONE, MONDAY);
    memory.remember("bob@a:110", TWO, MONDAY.plusSeconds(1));
    assertEquals(Map.of(ONE, MONDAY, TWO, MONDAY.plusSeconds(1)), memory.collected("bob@a:110"));
    assertEquals(Map.of(), memory.collected("bob@b:110"));
  }

  @Test
  void theFirstTimeCounts() {
    memory.remember("box", ONE, MONDAY);
    memory.remember("box", ONE, MONDAY.plusSeconds(99));
    assertEquals(Map.of(ONE, MONDAY), memory.collected("box"));
  }

  @Test
  void whatIsGoneIsForgottenInItsMailboxOnly() {
    memory.remember("box", ONE, MONDAY);
    memory.remember("box", TWO, MONDAY);
    memory.remember("other", ONE, MONDAY);
    memory.forget("box", List.of(ONE));
    memory.forget("box", List.of());
    memory.forget("nobody's", List.of(ONE));
    assertEquals(Map.of(TWO, MONDAY), memory.collected("box"));
    assertEquals(Map.of(ONE, MONDAY), memory.collected("other"));
  }

  @Test
  void whatIsGivenIsTheCallersOwn() {
    memory.remember("box", ONE, MONDAY);
    memory.collected("box").clear();
    assertEquals(Map.of(ONE, MONDAY), memory.collected("box"));
  }
}
