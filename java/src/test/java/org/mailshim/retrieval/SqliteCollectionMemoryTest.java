package org.mailshim.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.SqliteFile;
import org.mailshim.queue.SqlQueue;

/** Remembering in an SQLite file, which may be the queue's. */
final class SqliteCollectionMemoryTest extends CollectionMemoryContract {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("made/when/needed/queue.db");
  }

  @Override
  CollectionMemory open() {
    return SqlCollectionMemory.sqlite(file(), CommitterThread::start);
  }

  @Test
  void itOutlivesItsProcess() {
    memory.remember("box", ONE, MONDAY);
    memory.close();
    memory = open();
    assertEquals(Map.of(ONE, MONDAY), memory.collected("box"));
  }

  @Test
  void theQueuesDatabaseWillDo() {
    memory.remember("box", ONE, MONDAY);
    try (var queue =
        SqlQueue.sqlite(file(), Clock.systemUTC(), new Random(), CommitterThread::start)) {
      assertEquals(0, queue.count().messages());
      assertEquals(Map.of(ONE, MONDAY), memory.collected("box"));
    }
  }

  @Test
  void aNewerDatabaseIsLeftAlone() throws Exception {
    memory.close();
    new SqliteFile(file()).execute("INSERT INTO retrieval_schema_version (version) VALUES (99)");
    var thrown = assertThrows(RetrievalException.class, this::open);
    assertTrue(thrown.getMessage().contains("newer version"), thrown.getMessage());
  }

  @Test
  void aFileThatCannotBeMadeIsSaid() throws Exception {
    Path obstacle = Files.createFile(directory.resolve("file"));
    var thrown =
        assertThrows(
            RetrievalException.class,
            () -> SqlCollectionMemory.sqlite(obstacle.resolve("queue.db"), CommitterThread::start));
    assertTrue(thrown.getMessage().startsWith("while making the directory of "), thrown::toString);
  }
}
