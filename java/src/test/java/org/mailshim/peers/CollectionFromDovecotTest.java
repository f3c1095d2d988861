package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.retrieval.CollectionReport;
import org.mailshim.retrieval.CollectorProcess;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.SqlStore;

/** Mail of a Dovecot is collected by a process that is killed between fetch and delete. */
@Timeout(300)
final class CollectionFromDovecotTest {
  @TempDir Path directory;

  @Test
  void nothingIsDeletedThatIsNotHere() throws Exception {
    try (DovecotPop3 dovecot = DovecotPop3.start(directory)) {
      dovecot.add("1.M1P1.host", "Subject: 1\n\none\n");
      dovecot.add("2.M1P1.host", "Subject: 2\n\ntwo\n");
      Path file = directory.resolve("mail.db");
      CollectorProcess.killBehind(CollectorProcess.STEPS, file, dovecot.port());
      assertEquals(2, files(dovecot));
      CollectionReport report = CollectorProcess.collect(file, dovecot.port());
      assertEquals(Optional.empty(), report.failure());
      assertEquals(1, report.collected(), "the first one is remembered");
      assertEquals(2, report.deleted());
      assertEquals(0, files(dovecot));
      try (SqlStore store = CollectorProcess.store(file);
          Maildrop maildrop = store.lock(new MaildropName("bob")).orElseThrow()) {
        assertEquals(2, maildrop.count());
        assertTrue(maildrop.octets(0) > 0);
      }
    }
  }

  private static long files(DovecotPop3 dovecot) throws Exception {
    try (Stream<Path> fresh = Files.list(dovecot.maildir().resolve("new"));
        Stream<Path> seen = Files.list(dovecot.maildir().resolve("cur"))) {
      return fresh.count() + seen.count();
    }
  }
}
