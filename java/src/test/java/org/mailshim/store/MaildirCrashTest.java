package org.mailshim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.store.MaildropStoreContract.BOB;
import static org.mailshim.store.MaildropStoreContract.deliver;
import static org.mailshim.store.MaildropStoreContract.indices;
import static org.mailshim.store.MaildropStoreContract.locked;
import static org.mailshim.store.MaildropStoreContract.message;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every step on the file system is once the last before a crash, once the one that the crash
 * prevents, and once one that fails: a message is whole or absent, and none is lost.
 */
final class MaildirCrashTest {
  private static final String MESSAGE = "Subject: x\r\n\r\n" + "line\r\n".repeat(20_000);

  @TempDir Path root;

  /** What a process that is gone does: nothing more. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private enum Way {
    CRASH_BEFORE,
    CRASH_AFTER,
    DISK_FULL
  }

  /** Works until the step with a certain number. */
  private static final class FailingFiles extends MaildirFiles {
    private final Way way;
    private int stepsLeft;
    boolean failed;

    FailingFiles(Way way, int stepsLeft) {
      this.way = way;
      this.stepsLeft = stepsLeft;
    }

    private interface Step {
      void run() throws IOException;
    }

    private void step(Step step) throws IOException {
      if (failed && way != Way.DISK_FULL) {
        throw new Crash();
      }
      if (stepsLeft-- == 0) {
        failed = true;
        if (way == Way.DISK_FULL) {
          throw new FileSystemException("file", null, "No space left on device");
        }
        if (way == Way.CRASH_AFTER) {
          step.run();
        }
        throw new Crash();
      }
      step.run();
    }

    @Override
    void makeDirectories(Path directory) throws IOException {
      step(() -> super.makeDirectories(directory));
    }

    @Override
    FileChannel create(Path file) throws IOException {
      FileChannel[] created = new FileChannel[1];
      step(() -> created[0] = super.create(file));
      return created[0];
    }

    @Override
    void write(FileChannel file, byte[] octets, int from, int to) throws IOException {
      int half = from + (to - from) / 2;
      step(() -> super.write(file, octets, from, half));
      step(() -> super.write(file, octets, half, to));
    }

    @Override
    void force(FileChannel file) throws IOException {
      step(() -> super.force(file));
    }

    @Override
    void rename(Path from, Path to) throws IOException {
      step(() -> super.rename(from, to));
    }

    @Override
    void forceDirectory(Path directory) throws IOException {
      step(() -> super.forceDirectory(directory));
    }

    @Override
    void delete(Path file) throws IOException {
      step(() -> super.delete(file));
    }
  }

  private MaildropStore store(int run, MaildirFiles files) {
    var names = new UniqueNames(Clock.systemUTC(), new Random(run), "mx.example");
    MaildirLayout layout = MaildirLayout.under(root.resolve(String.valueOf(run)));
    return new MaildirStore(layout, Quota.none(), files, names);
  }

  @Test
  void aDeliveryIsWholeOrAbsent() throws IOException {
    int run = 0;
    for (Way way : Way.values()) {
      FailingFiles files;
      int steps = 0;
      do {
        files = new FailingFiles(way, steps++);
        run++;
        boolean acknowledged = delivered(store(run, files));
        assertTrue(files.failed || acknowledged);
        assertWholeOrAbsent(run, acknowledged, way);
      } while (files.failed);
      assertTrue(steps > 10, "all steps were tried: " + steps);
    }
  }

  private static boolean delivered(MaildropStore store) {
    try {
      deliver(store, BOB, MESSAGE);
      return true;
    } catch (Crash e) {
      return false;
    } catch (StoreException e) {
      assertEquals(StoreException.Kind.FULL, e.kind());
      assertTrue(e.getMessage().startsWith("while delivering to bob: no space left"));
      return false;
    }
  }

  private void assertWholeOrAbsent(int run, boolean acknowledged, Way way) throws IOException {
    MaildropStore store = store(run, new MaildirFiles());
    try (Maildrop maildrop = locked(store, BOB)) {
      assertTrue(maildrop.count() == 1 || (maildrop.count() == 0 && !acknowledged));
      for (int i = 0; i < maildrop.count(); i++) {
        assertEquals(MESSAGE, message(maildrop, i));
        assertEquals(MESSAGE.length(), maildrop.octets(i));
      }
    }
    if (way == Way.DISK_FULL) {
      Path tmp = root.resolve(run + "/bob/tmp");
      try (Stream<Path> left = Files.list(tmp)) {
        assertEquals(0, left.count(), "a delivery that failed leaves nothing");
      }
    }
    deliver(store, BOB, "next\n");
  }

  /** Deletions and the index that is written after them, stopped anywhere. */
  @Test
  void deletingLosesNothingElse() throws IOException {
    int run = 1000;
    for (Way way : Way.values()) {
      FailingFiles files;
      int steps = 0;
      do {
        run++;
        MaildropStore sound = store(run, new MaildirFiles());
        for (int i = 0; i < 5; i++) {
          deliver(sound, BOB, i + "\n");
        }
        files = new FailingFiles(way, steps++);
        int gone = deleted(store(run, files), way);
        try (Maildrop maildrop = locked(sound, BOB)) {
          assertTrue(way == Way.DISK_FULL ? maildrop.count() == 5 - gone : maildrop.count() >= 3);
          assertEquals("0\r\n", message(maildrop, 0));
          assertEquals("4\r\n", message(maildrop, maildrop.count() - 1));
        }
      } while (files.failed);
      assertTrue(steps > 5, "all steps were tried: " + steps);
    }
  }

  private static int deleted(MaildropStore store, Way way) {
    try (Maildrop maildrop = locked(store, BOB)) {
      Removal removal = maildrop.delete(indices(1, 3));
      assertEquals(2, removal.removed() + removal.kept());
      assertEquals(removal.kept() > 0, removal.fault().isPresent());
      return removal.removed();
    } catch (Crash e) {
      return 0;
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsTold() throws IOException {
    Files.writeString(root.resolve("bob"), "a file where the directory should be");
    var names = new UniqueNames(Clock.systemUTC(), new Random(), "mx.example");
    var store =
        new MaildirStore(MaildirLayout.under(root), Quota.none(), new MaildirFiles(), names);
    StoreException e = assertThrows(StoreException.class, () -> store.lock(BOB));
    assertTrue(e.getMessage().startsWith("while opening the maildrop of bob: "), e.getMessage());
    assertThrows(StoreException.class, () -> store.deliver(BOB));
  }
}
