package org.mailshim.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is remembered of a search holds for those that leave out as much, and not for long. */
final class FrontiersTest {
  private static final long NOW = 1_000_000;

  private final Frontiers frontiers = new Frontiers();

  private void learn(long due, String... full) {
    Set<String> without = Set.of(full);
    frontiers.learn(without, frontiers.from(without, NOW).movedTo(due));
  }

  private long from(long now, String... full) {
    return frontiers.from(Set.of(full), now).due();
  }

  @Test
  void aSearchThatLeavesOutAsMuchBeginsThere() {
    learn(500, "a.example");
    assertEquals(500, from(NOW, "a.example"));
    assertEquals(500, from(NOW, "a.example", "b.example"));
    learn(700, "a.example", "b.example");
    assertEquals(700, from(NOW, "a.example", "b.example", "c.example"));
    assertEquals(500, from(NOW, "a.example"));
  }

  @Test
  void aSearchThatLeavesOutLessBeginsAtTheBeginning() {
    learn(500, "a.example", "b.example");
    assertEquals(0, from(NOW, "a.example"));
    assertEquals(0, from(NOW));
  }

  @Test
  void whatIsOldIsForgottenThoughItWasMovedMeanwhile() {
    learn(500, "a.example");
    Frontiers.Frontier later = frontiers.from(Set.of("a.example"), NOW + 1_500);
    frontiers.learn(Set.of("a.example"), later.movedTo(900));
    assertEquals(900, from(NOW + 1_999, "a.example"));
    assertEquals(0, from(NOW + 2_000, "a.example"));
    assertEquals(0, from(NOW - 1, "a.example"), "a clock that was set back");
  }

  @Test
  void fewAreKept() {
    for (int i = 0; i < 100; i++) {
      learn(500, i + ".example");
    }
    assertEquals(0, from(NOW, "0.example"));
    assertEquals(500, from(NOW, "99.example"));
  }
}
