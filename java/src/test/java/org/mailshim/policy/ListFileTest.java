package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.ForwardPath;
import org.mailshim.queue.ManualClock;

/** Files of lists: read again, and what stays when that is not possible. */
final class ListFileTest {
  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();
  private final List<String> told = new ArrayList<>();
  private final PolicyObserver observer =
      new PolicyObserver() {
        @Override
        public void listRead(Path file, int entries) {
          told.add("read " + entries);
        }

        @Override
        public void listKept(Path file, String reason, int entries) {
          told.add("kept " + entries + ": " + reason);
        }
      };

  private Path file() {
    return directory.resolve("badlist");
  }

  /** Written so long ago. */
  private void write(String text, Duration age) throws IOException {
    Files.write(file(), text.getBytes(StandardCharsets.ISO_8859_1));
    Files.setLastModifiedTime(file(), FileTime.from(clock.instant().minus(age)));
  }

  private void write(String text) throws IOException {
    write(text, Duration.ofMinutes(1));
  }

  private void pass() {
    clock.advance(Duration.ofSeconds(5));
  }

  private ListFile open() {
    return ListFile.of(file(), clock, observer);
  }

  private List<String> told() {
    List<String> now = List.copyOf(told);
    told.clear();
    return now;
  }

  @Test
  void aFileIsReadAgainWhenItHasChanged() throws Exception {
    write("192.0.2.7\n");
    ListFile list = open();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("read 1"), told());
    write("# nobody\n198.51.100.1\nfrom:eve@example.com\n", Duration.ofSeconds(30));
    assertTrue(list.current().match(FixedQuery.usual()).isPresent(), "not looked at each time");
    pass();
    assertFalse(list.current().match(FixedQuery.usual()).isPresent());
    pass();
    list.current();
    assertEquals(List.of("read 2"), told(), "read once for each change");
  }

  @Test
  void theLastGoodStateStays() throws Exception {
    write("192.0.2.7\n");
    ListFile list = open();
    list.current();
    told();
    Files.delete(file());
    pass();
    list.current();
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("kept 1: is not there"), told(), "said once");

    write("192.0.2.8\n? $nobody=1\n");
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("kept 1: line 2: no such name as $nobody at 7: \"$nobody=1\""), told());

    write("192.0.2.8\n\0\0\0\0");
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("kept 1: has a NUL in it"), told());

    Files.delete(file());
    Files.createDirectory(file());
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("kept 1: is no regular file"), told());

    Files.delete(file());
    write("192.0.2.8\n");
    pass();
    assertFalse(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("read 1"), told());
  }

  @Test
  void aHugeFileIsNotRead() throws Exception {
    write("192.0.2.7\n");
    ListFile list = open();
    list.current();
    told();
    write("x".repeat(WatchedFile.MOST_OCTETS) + "\n");
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("kept 1: is longer than 16777216 octets"), told());
    write("x\n".repeat(WatchedFile.MOST_LINES + 1));
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("kept 1: has more than 500000 lines"), told());
  }

  @Test
  void aFileThatIsBeingWrittenIsLeftAlone() throws Exception {
    write("192.0.2.7\n");
    ListFile list = open();
    list.current();
    told();
    write("192.0.2.8\n198.51.1", Duration.ofSeconds(-5));
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    write("", Duration.ofSeconds(-5));
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    assertEquals(List.of("kept 1: is being written"), told());
    write("192.0.2.8\n198.51.100.1\n", Duration.ofSeconds(-5));
    pass();
    assertFalse(list.current().match(FixedQuery.usual()).isPresent(), "a line end is an end");
    assertEquals(List.of("read 2"), told());
  }

  @Test
  void afterAWhileALastLineNeedsNoEnd() throws Exception {
    write("192.0.2.8\n192.0.2.7", Duration.ZERO);
    ListFile list = open();
    assertFalse(list.current().match(FixedQuery.usual()).isPresent());
    pass();
    assertTrue(list.current().match(FixedQuery.usual()).isPresent());
    write("", Duration.ZERO);
    pass();
    assertFalse(list.current().match(FixedQuery.usual()).isPresent(), "somebody has emptied it");
  }

  @Test
  void otherLineEndsAndCharactersAreRead() throws Exception {
    write("# caf\u00e9\r192.0.2.8\r\nann@\n");
    assertEquals(2, open().current().size());
  }

  @Test
  void nobodyGoesByAnEmptyListWhileTheFileIsReadForTheFirstTime() throws Exception {
    write("from:eve@example.com\n".repeat(100_000));
    ListFile list = open();
    var begin = new CountDownLatch(1);
    var empty = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                awaitQuietly(begin);
                if (list.current().size() == 0) {
                  empty.incrementAndGet();
                }
              }));
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, empty.get());
    assertEquals(List.of("read 100000"), told());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void manyLinesAreReadAndAsked() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("10.").append(i >> 16).append('.').append(i >> 8 & 255).append('.');
      text.append(i & 255).append("\nfrom:user").append(i).append("@example.com\n");
    }
    write(text + "from:ann@example.org\n");
    AccessList list = open().current();
    assertEquals(200_001, list.size());
    assertTrue(list.match(FixedQuery.usual()).isPresent());
    assertTrue(list.match(FixedQuery.notice()).isEmpty());
  }

  @Test
  void linesAreAddedAndTakenOut() throws Exception {
    ListFile list = open();
    assertTrue(list.add("192.0.2.7"));
    assertTrue(list.current().match(FixedQuery.usual()).isPresent(), "at once");
    assertFalse(list.add(" 192.0.2.7 "));
    write("# mine\r\n192.0.2.7\r\nlast");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertTrue(list.add("from:@example.com"));
    assertEquals("# mine\n192.0.2.7\nlast\nfrom:@example.com\n", Files.readString(file()));
    assertEquals(
        PosixFilePermissions.fromString("rw-r--r--"), Files.getPosixFilePermissions(file()));
    assertTrue(list.remove("192.0.2.7"));
    assertFalse(list.remove("192.0.2.7"));
    assertFalse(list.current().match(FixedQuery.usual()).isPresent());
    for (String wrong : List.of("", "# x", "? $nobody", "ip:x", "a\nb")) {
      assertThrows(ListSyntaxException.class, () -> list.add(wrong), wrong);
    }
    assertEquals("# mine\nlast\nfrom:@example.com\n", Files.readString(file()));
    try (var files = Files.list(directory)) {
      assertEquals(1, files.count(), "nothing is left behind");
    }
  }

  @Test
  void usersHaveFilesOfTheirOwn() throws Exception {
    Files.createDirectories(directory.resolve("bob"));
    Files.createDirectories(directory.resolve("eve@example.net"));
    Files.writeString(directory.resolve("bob/badlist"), "192.0.2.7\n");
    Files.writeString(directory.resolve("eve@example.net/goodlist"), "192.0.2.7\n");
    Files.writeString(directory.resolve("badlist"), "192.0.2.7\n");
    var users = new UserListFiles(directory, clock, observer);
    assertEquals(ListColor.BAD, color(users, "Bob@example.net"));
    assertEquals(ListColor.BAD, color(users, "bob@example.org"));
    assertEquals(ListColor.GOOD, color(users, "eve@Example.net"));
    for (String other :
        List.of(
            "carl@example.net",
            "\"../x\"@example.net",
            "\"..\"@example.net",
            "Postmaster",
            "\"a/b\"@example.net")) {
      assertEquals(AccessLists.Match.class, match(users, other).getClass(), other);
      assertEquals("none", match(users, other).entry(), other);
    }
  }

  private static ListColor color(UserLists users, String recipient) {
    return match(users, recipient).color();
  }

  private static AccessLists.Match match(UserLists users, String recipient) {
    return AccessLists.find(
            FixedQuery.usual(), AccessLists.EMPTY, users.of(ForwardPath.parse(recipient)))
        .orElse(new AccessLists.Match(ListColor.GRAY, "none"));
  }

  @Test
  void goodWinsOverBadAndBadOverGrayWhoseverListItIs() {
    ListSource listed = AccessList.parse(List.of("192.0.2.7"));
    ListSource none = ListSource.EMPTY;
    AccessLists good = new AccessLists(listed, none, none);
    AccessLists bad = new AccessLists(none, listed, none);
    AccessLists gray = new AccessLists(none, none, listed);
    List<AccessLists> all = List.of(good, bad, gray);
    for (int everybodys = 0; everybodys < 3; everybodys++) {
      for (int users = 0; users < 3; users++) {
        assertEquals(
            ListColor.values()[Math.min(everybodys, users)],
            AccessLists.find(FixedQuery.usual(), all.get(everybodys), all.get(users))
                .orElseThrow()
                .color());
      }
    }
  }
}
