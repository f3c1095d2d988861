package org.mailshim.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract, and what is Maildir's own: names, other programs in the same directory, the index.
 */
final class MaildirStoreTest extends MaildropStoreContract {
  @TempDir Path root;

  private final CountingFiles files = new CountingFiles();

  /** Counts what costs time. */
  private static final class CountingFiles extends MaildirFiles {
    int lists;
    int opens;

    @Override
    String[] list(Path directory) throws IOException {
      lists++;
      return super.list(directory);
    }

    @Override
    FileInputStream open(Path directory, String name) throws FileNotFoundException {
      opens++;
      return super.open(directory, name);
    }
  }

  @Override
  MaildropStore store(Quota quota) {
    var names = new UniqueNames(Clock.systemUTC(), new Random(), "mx.example");
    return new MaildirStore(MaildirLayout.under(root), quota, files, names);
  }

  private MaildropStore store() {
    return store(Quota.none());
  }

  private Path maildir() throws IOException {
    Path maildir = root.resolve("bob");
    for (String name : List.of("cur", "new", "tmp")) {
      Files.createDirectories(maildir.resolve(name));
    }
    return maildir;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void put(String name, String message) throws IOException {
    Files.writeString(maildir().resolve(name), message, ISO_8859_1);
  }

  /** As if the last change had been long ago, so that the index may be trusted. */
  private void settle() throws IOException {
    var before = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
    Files.setLastModifiedTime(maildir().resolve("new"), before);
    Files.setLastModifiedTime(maildir().resolve("cur"), before);
  }

  private List<String> uniqueIds() {
    List<String> ids = new ArrayList<>();
    try (Maildrop maildrop = locked(store(), BOB)) {
      for (int i = 0; i < maildrop.count(); i++) {
        ids.add(maildrop.uniqueId(i));
      }
    }
    return ids;
  }

  @Test
  void aDeliveredFileIsNamedAndKeptAsMaildirWantsIt() throws IOException {
    String id = deliver(store(), BOB, "A: b\r\n\r\nc\r\n");
    List<String> names = names(maildir().resolve("new"));
    assertEquals(List.of(id + ",S=8,W=11"), names);
    assertTrue(id.matches("[0-9]{10}\\.M[0-9]{1,6}Q[0-9]+R[0-9a-f]+\\.mx\\.example"), id);
    assertEquals(
        "A: b\n\nc\n", Files.readString(maildir().resolve("new").resolve(names.getFirst())));
    assertEquals(List.of(), names(maildir().resolve("tmp")));
    var permissions =
        Files.getPosixFilePermissions(maildir().resolve("new").resolve(names.getFirst()));
    assertEquals("[OWNER_READ, OWNER_WRITE]", new TreeSet<>(permissions).toString());
  }

  @Test
  void messagesAreInTheOrderOfTheirNamesTimes() throws IOException {
    put("cur/1700000002.M5P1.h:2,S", "3\n");
    put("new/1700000001.M20P1.h", "2\n");
    put("cur/1700000001.M3P1.h,S=2,W=3:2,", "1\n");
    put("new/1800000000.1_2.h", "4\n");
    put("new/.hidden", "x");
    put("cur/no-time-at-all", "0\n");
    try (Maildrop maildrop = locked(store(), BOB)) {
      assertEquals(5, maildrop.count());
      for (int i = 0; i < 5; i++) {
        assertEquals(i + "\r\n", message(maildrop, i));
        assertEquals(3, maildrop.octets(i));
      }
      assertEquals("1700000001.M3P1.h", maildrop.uniqueId(1));
    }
  }

  @Test
  void longAndStrangeNamesGetAHash() throws IOException {
    put("cur/" + "1".repeat(71) + ":2,", "a\n");
    put("cur/2 2.h:2,", "b\n");
    put("cur/" + "3".repeat(70) + ",S=2:2,", "c\n");
    List<String> ids = uniqueIds();
    assertTrue(ids.contains("3".repeat(70)));
    assertEquals(2, ids.stream().filter(id -> id.matches("[0-9a-f]{40}")).count());
    assertEquals(ids, uniqueIds());
  }

  @Test
  void otherProgramsRenameWhileWeRead() throws IOException {
    for (int i = 0; i < 20; i++) {
      put("new/170000000" + i / 10 + ".M" + i + "P1.h", i + "\n");
    }
    try (Maildrop maildrop = locked(store(), BOB)) {
      int lists = files.lists;
      for (String name : names(maildir().resolve("new"))) {
        Files.move(maildir().resolve("new/" + name), maildir().resolve("cur/" + name + ":2,S"));
      }
      for (int i = 0; i < 20; i++) {
        assertEquals(i + "\r\n", message(maildrop, i));
      }
      assertEquals(lists + 2, files.lists, "one listing of both directories finds them all");
      for (String name : names(maildir().resolve("cur"))) {
        Files.move(maildir().resolve("cur/" + name), maildir().resolve("cur/" + name + "T"));
      }
      assertTrue(maildrop.delete(indices(3, 4)).isComplete());
    }
    assertEquals(18, uniqueIds().size());
  }

  @Test
  void whatOthersDeleteIsGone() throws IOException {
    put("new/1700000001.M1.h", "1\n");
    put("new/1700000002.M1.h", "2\n");
    try (Maildrop maildrop = locked(store(), BOB)) {
      Files.delete(maildir().resolve("new/1700000001.M1.h"));
      StoreException gone = assertThrows(StoreException.class, () -> maildrop.open(0));
      assertEquals(StoreException.Kind.VANISHED, gone.kind());
      assertEquals(0, maildrop.octets(0));
      assertEquals(3, maildrop.octets(1));
      assertEquals(new Removal(1, 0, Optional.empty()), maildrop.delete(indices(0)));
    }
  }

  @Test
  void aMoveUnderWayCountsOnce() throws IOException {
    put("new/1700000001.M1.h", "1\n");
    put("cur/1700000001.M1.h:2,S", "1\n");
    assertEquals(List.of("1700000001.M1.h"), uniqueIds());
  }

  @Test
  void whatIsNoneOfOursStays() throws IOException {
    put("dovecot-uidlist", "3 V1 N1\n");
    put("maildirsize", "0S\n");
    Files.createDirectories(maildir().resolve(".Sent/cur"));
    deliver(store(), BOB, "1\n");
    try (Maildrop maildrop = locked(store(), BOB)) {
      maildrop.delete(indices(0));
    }
    List<String> expected =
        new ArrayList<>(List.of(".Sent", "cur", "dovecot-uidlist", "maildirsize"));
    expected.addAll(List.of("mailshim.index", "mailshim.lock", "new", "tmp"));
    assertEquals(expected, names(maildir()));
  }

  @Test
  void aMaildropWhoseNamesTellTheirSizesIsListedWithoutReading() throws IOException {
    put("cur/1700000001.M1.h,S=2,W=3:2,", "1\n");
    put("cur/1700000002.M1.h,W=3,S=2:2,S", "2\n");
    try (Maildrop maildrop = locked(store(), BOB)) {
      assertEquals(6, maildrop.octets(0) + maildrop.octets(1));
    }
    assertEquals(0, files.opens);
  }

  @Test
  void anUnchangedMaildropIsNeitherListedNorCountedAgain() throws IOException {
    put("cur/1700000001.M1.h:2,", "1\n");
    put("new/1700000002.M1.h", "22\n");
    settle();
    for (int round = 0; round < 3; round++) {
      try (Maildrop maildrop = locked(store(), BOB)) {
        assertEquals(2, maildrop.count());
        assertEquals(7, maildrop.octets(0) + maildrop.octets(1));
      }
      assertEquals(3, files.lists, "cur, new and tmp, once");
      assertEquals(2, files.opens);
    }
    Files.move(
        maildir().resolve("new/1700000002.M1.h"), maildir().resolve("cur/1700000002.M1.h:2,S"));
    try (Maildrop maildrop = locked(store(), BOB)) {
      assertEquals(7, maildrop.octets(0) + maildrop.octets(1));
      assertEquals("22\r\n", message(maildrop, 1));
    }
    assertEquals(6, files.lists);
    assertEquals(3, files.opens, "a renamed message is not counted again");
  }

  /** A change within the tick of a coarse clock leaves the directory's time as it was. */
  @Test
  void anIndexOfDirectoriesThatHaveJustChangedIsNotTrusted() throws IOException {
    put("new/1700000001.M1.h", "1\n");
    FileTime time = Files.getLastModifiedTime(maildir().resolve("new"));
    assertEquals(1, uniqueIds().size());
    put("new/1700000002.M1.h", "2\n");
    Files.setLastModifiedTime(maildir().resolve("new"), time);
    assertEquals(2, uniqueIds().size());
  }

  @Test
  void aDamagedIndexIsMadeAnew() throws IOException {
    put("cur/1700000001.M1.h:2,", "1\n");
    put("cur/1700000002.M1.h:2,", "22\n");
    settle();
    long sum = sum();
    byte[] index = Files.readAllBytes(maildir().resolve("mailshim.index"));
    for (int i = 0; i < index.length; i++) {
      byte[] damaged = index.clone();
      damaged[i] ^= 1;
      Files.write(maildir().resolve("mailshim.index"), damaged);
      assertEquals(sum, sum());
      Files.write(maildir().resolve("mailshim.index"), Arrays.copyOf(index, i));
      assertEquals(sum, sum());
    }
    Files.writeString(maildir().resolve("mailshim.index"), "not an index", UTF_8);
    assertEquals(sum, sum());
  }

  private long sum() {
    long sum = 0;
    try (Maildrop maildrop = locked(store(), BOB)) {
      for (int i = 0; i < maildrop.count(); i++) {
        sum += maildrop.octets(i);
      }
    }
    return sum;
  }

  /** Whatever happens in between, the index leads to the same listing as looking. */
  @Test
  void theIndexAgreesWithTheDirectories() throws IOException {
    var random = new Random(7);
    var expected = new TreeMap<String, String>();
    for (int step = 0; step < 150; step++) {
      change(random, expected, step);
      if (random.nextBoolean()) {
        settleInThePast(step);
      }
      try (Maildrop maildrop = locked(store(), BOB)) {
        var found = new TreeMap<String, String>();
        for (int i = 0; i < maildrop.count(); i++) {
          found.put(maildrop.uniqueId(i), message(maildrop, i));
          assertEquals(message(maildrop, i).length(), maildrop.octets(i));
        }
        assertEquals(expected, found, "step " + step);
      }
    }
  }

  /** Distinct times long ago, as changes that are well apart have them. */
  private void settleInThePast(int step) throws IOException {
    var time = FileTime.from(1_600_000_000L + 10 * step, TimeUnit.SECONDS);
    Files.setLastModifiedTime(maildir().resolve("new"), time);
    Files.setLastModifiedTime(maildir().resolve("cur"), time);
  }

  private void change(Random random, TreeMap<String, String> expected, int step)
      throws IOException {
    int choice = random.nextInt(4);
    if (choice == 0 || expected.isEmpty()) {
      expected.put(deliver(store(), BOB, "ours " + step + "\n"), "ours " + step + "\r\n");
    } else if (choice == 1) {
      String name = "16000000" + (100 + step) + ".M1P1.other";
      put("new/" + name, "theirs " + step + "\n");
      expected.put(name, "theirs " + step + "\r\n");
    } else {
      String directory = random.nextBoolean() ? "new" : "cur";
      List<String> names = names(maildir().resolve(directory));
      if (names.isEmpty()) {
        return;
      }
      String name = names.get(random.nextInt(names.size()));
      Path file = maildir().resolve(directory).resolve(name);
      if (choice == 2) {
        Files.delete(file);
        expected.remove(name.split("[,:]")[0]);
      } else {
        String flagged = name.split(":")[0] + ":2," + "FRS".charAt(random.nextInt(3));
        Files.move(file, maildir().resolve("cur").resolve(flagged));
      }
    }
  }

  @Test
  void staleFilesInTmpAreSwept() throws IOException {
    put("tmp/1700000001.old.h", "x");
    put("tmp/1700000002.young.h", "x");
    var old = FileTime.from(Instant.now().minus(Duration.ofHours(37)));
    Files.setLastModifiedTime(maildir().resolve("tmp/1700000001.old.h"), old);
    uniqueIds();
    assertEquals(List.of("1700000002.young.h"), names(maildir().resolve("tmp")));
  }

  /** The lock is between processes too: another JVM's lock is seen. */
  @Test
  void anotherProcessHoldsTheLock() throws Exception {
    maildir();
    uniqueIds();
    Path file = maildir().resolve(MaildirLock.FILE);
    Process holder = LockHolder.start(file);
    try {
      assertTrue(store().lock(BOB).isEmpty());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertEquals(List.of(), uniqueIds(), "a lock ends with its process");
  }

  @Test
  void namesThatLeadElsewhereAreRefused() {
    for (String name :
        List.of("", ".", "..", "../x", "a/b", "a\\b", "a\0b", "a\nb", "x".repeat(256))) {
      assertThrows(IllegalArgumentException.class, () -> new MaildropName(name), name);
    }
    assertFalse(MaildropName.isName("ü".repeat(128)));
    assertTrue(MaildropName.isName("ü@example.net"));
  }
}
