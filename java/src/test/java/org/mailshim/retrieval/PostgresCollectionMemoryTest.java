package org.mailshim.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.PostgresServer;
import org.mailshim.database.PostgresSettings;

/** Remembering in a PostgreSQL database, which other hosts share. */
final class PostgresCollectionMemoryTest extends CollectionMemoryContract {
  private PostgresSettings where;

  /** Before the memory is opened. */
  @Override
  @BeforeEach
  void openMemory() throws Exception {
    where = PostgresServer.shared().settings();
    super.openMemory();
  }

  @Override
  CollectionMemory open() {
    return SqlCollectionMemory.postgres(where, CommitterThread::start);
  }

  @Test
  void whatOneHostHasCollectedTheOtherKnows() {
    try (CollectionMemory other = open()) {
      memory.remember("box", ONE, MONDAY);
      other.remember("box", ONE, MONDAY.plusSeconds(5));
      assertEquals(Map.of(ONE, MONDAY), other.collected("box"));
    }
  }
}
