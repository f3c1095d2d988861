package org.mailshim.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.store.SqlStore;

/** Processes that collect are killed behind each step: nothing is lost. */
@Timeout(400)
final class CollectionCrashTest {
  private static final String FIRST = "Subject: 1\r\n\r\none\r\n";
  private static final String SECOND = "Subject: 2\r\n\r\ntwo\r\n";

  @TempDir Path directory;

  @Test
  void whatIsKilledBetweenFetchAndDeleteLosesNothing() throws Exception {
    for (int step = 1; step <= 2 * CollectorProcess.STEPS; step++) {
      Path file = directory.resolve(step + ".db");
      try (ExternalServer server = ExternalServer.start()) {
        server.add(FIRST, SECOND);
        CollectorProcess.killBehind(step, file, server.port());
        String when = "killed behind step " + step;
        assertEquals(List.of(FIRST, SECOND), server.messages(), when);
        CollectionReport report = CollectorProcess.collect(file, server.port());
        assertEquals(Optional.empty(), report.failure(), when);
        assertEquals(2, report.deleted(), when);
        assertEquals(List.of(), server.messages(), when);
        assertEquals(expected(step), collected(file), when);
      }
    }
  }

  private static List<String> collected(Path file) {
    try (SqlStore store = CollectorProcess.store(file)) {
      return ExternalServer.messages(store);
    }
  }

  /** Each once; twice only the one that was committed and not yet remembered. */
  private static List<String> expected(int step) {
    List<String> expected = new ArrayList<>(List.of(FIRST, SECOND));
    if (step == CollectorProcess.UNKNOWN) {
      expected.add(1, FIRST);
    } else if (step == CollectorProcess.STEPS + CollectorProcess.UNKNOWN) {
      expected.add(SECOND);
    }
    return expected;
  }
}
