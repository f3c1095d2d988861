package org.mailshim.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.message.MailData;

/** On Linux only, where /proc tells which files are open and whether they have names. */
@EnabledOnOs(OS.LINUX)
class SpoolTest {

  private static final SpoolMemory PLENTY = new SpoolMemory(Long.MAX_VALUE);

  @TempDir Path directory;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] contents(MailData data) throws IOException {
    try (InputStream in = data.open()) {
      return in.readAllBytes();
    }
  }

  /** How many spool files have a name, and how many are open without one. */
  private static List<String> openFiles(Path directory) throws IOException {
    List<String> found = new ArrayList<>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        String target;
        try {
          target = Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
          continue; // the descriptor of this very listing
        }
        if (target.startsWith(directory + "/mailshim-")) {
          found.add(target);
        }
      }
    }
    return found;
  }

  private static List<Path> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  private Spool spool(int threshold, SpoolMemory memory) {
    return new Spool(threshold, memory, () -> new TempFile(directory));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 8 * 1024, 10_000, 70_000})
  void goesToTheFileWhenThereIsNoMemoryLeft(int limit) throws Exception {
    SpoolMemory memory = new SpoolMemory(limit);
    byte[] bytes = random(20_000);
    for (int piece : new int[] {1, 999, 20_000}) {
      try (Spool spool = spool(1 << 20, memory)) {
        for (int at = 0; at < bytes.length; at += piece) {
          spool.append(bytes, at, Math.min(at + piece, bytes.length));
          assertTrue(memory.held() <= limit);
        }
        assertEquals(bytes.length, spool.octets());
        assertArrayEquals(bytes, contents(spool.complete()));
        assertEquals(limit < bytes.length ? 1 : 0, openFiles(directory).size());
      }
      assertEquals(0, memory.held(), "given back");
    }
  }

  @Test
  void theFirstOnesHaveTheMemory() throws Exception {
    SpoolMemory memory = new SpoolMemory(20_000);
    byte[] bytes = random(10_000);
    try (Spool one = spool(10_000, memory);
        Spool two = spool(10_000, memory);
        Spool three = spool(10_000, memory)) {
      for (Spool each : List.of(one, two, three)) {
        each.append(bytes, 0, bytes.length);
      }
      assertEquals(1, openFiles(directory).size());
      for (Spool each : List.of(one, two, three)) {
        assertArrayEquals(bytes, contents(each.complete()));
      }
      assertEquals(20_000, memory.held(), "what waits in memory is counted");
    }
    assertEquals(0, memory.held());
  }

  @Test
  void givesItsMemoryBackWhenAllIsInTheFile() throws Exception {
    SpoolMemory memory = new SpoolMemory(1000);
    try (Spool spool = spool(100, memory)) {
      spool.append(random(250), 0, 250);
      spool.append(random(50), 0, 50);
      assertEquals(100, memory.held());
      assertEquals(300, spool.complete().octets());
      assertEquals(0, memory.held());
    }
    assertEquals(0, memory.held());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 99, 100, 101, 1000, 1 << 20})
  void returnsWhatItWasGivenInPiecesOfAnySize(int threshold) throws Exception {
    byte[] bytes = random(1000);
    for (int piece : new int[] {1, 7, 99, 100, 101, 999, 1000}) {
      try (Spool spool = new Spool(threshold, directory)) {
        for (int from = 0; from < bytes.length; from += piece) {
          spool.append(bytes, from, Math.min(bytes.length, from + piece));
        }
        assertEquals(bytes.length, spool.octets());
        MailData data = spool.complete();
        assertEquals(bytes.length, data.octets());
        assertArrayEquals(bytes, contents(data));
        assertArrayEquals(bytes, contents(data), "a second time");
      }
    }
    assertEquals(List.of(), names(directory));
  }

  @Test
  void makesAFileOnlyBeyondTheThreshold() throws Exception {
    int threshold = 20_000;
    for (int length : new int[] {threshold - 1, threshold, threshold + 1}) {
      byte[] bytes = random(length);
      try (Spool spool = new Spool(threshold, directory)) {
        spool.append(bytes, 0, 1);
        spool.append(bytes, 1, length);
        assertArrayEquals(bytes, contents(spool.complete()));
        assertEquals(length > threshold ? 1 : 0, openFiles(directory).size());
      }
      assertEquals(List.of(), openFiles(directory));
    }
  }

  @Test
  void theFileHasNoNameWhileItIsOpen() throws Exception {
    try (Spool spool = new Spool(10, directory)) {
      spool.append(random(50), 0, 50);
      assertEquals(List.of(), names(directory));
      String open = openFiles(directory).getFirst();
      String pid = "mailshim-" + ProcessHandle.current().pid() + "-";
      assertTrue(open.startsWith(directory + "/" + pid), open);
      assertTrue(open.endsWith(".spool (deleted)"), open);
      Path descriptor = onlyDescriptor(open);
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(descriptor));
      assertEquals("rw-------", mode);
    }
  }

  private static Path onlyDescriptor(String target) throws IOException {
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().equals(target)) {
          return descriptor;
        }
      }
    }
    throw new AssertionError("no descriptor for " + target);
  }

  @Test
  void anEmptyMessageIsData() throws Exception {
    try (Spool spool = new Spool()) {
      spool.append(new byte[0], 0, 0);
      MailData data = spool.complete();
      assertEquals(0, data.octets());
      assertArrayEquals(new byte[0], contents(data));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1 << 20})
  void isReadBySeveralThreadsAtOnce(int threshold) throws Exception {
    byte[] bytes = random(300_000);
    int readers = 8;
    try (Spool spool = new Spool(threshold, directory);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      spool.append(bytes, 0, bytes.length);
      MailData data = spool.complete();
      CountDownLatch together = new CountDownLatch(readers);
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        int piece = 1000 + i;
        results.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return readInPieces(data, piece);
                }));
      }
      for (Future<byte[]> result : results) {
        assertArrayEquals(bytes, result.get(20, TimeUnit.SECONDS));
      }
    }
  }

  private static byte[] readInPieces(MailData data, int piece) throws IOException {
    byte[] all = new byte[(int) data.octets()];
    int at = 0;
    try (InputStream in = data.open()) {
      while (at < all.length) {
        int count = in.read(all, at, Math.min(piece, all.length - at));
        assertTrue(count > 0, "ended at " + at);
        at += count;
      }
      assertEquals(-1, in.read());
    }
    return all;
  }

  @Test
  void aReaderThatIsInterruptedHarmsNobody() throws Exception {
    byte[] bytes = random(5000);
    try (Spool spool = new Spool(100, directory)) {
      spool.append(bytes, 0, bytes.length);
      MailData data = spool.complete();
      Thread.currentThread().interrupt();
      try {
        assertArrayEquals(bytes, contents(data));
      } finally {
        assertTrue(Thread.interrupted());
      }
      assertArrayEquals(bytes, contents(data));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1000})
  void closesTwiceAndIsClosedThen(int threshold) throws Exception {
    Spool spool = new Spool(threshold, directory);
    spool.append(random(100), 0, 100);
    MailData data = spool.complete();
    InputStream reading = data.open();
    assertTrue(reading.read() >= 0);
    spool.close();
    spool.close();
    assertThrows(IOException.class, reading::read);
    assertThrows(IOException.class, () -> contents(data));
    assertEquals(List.of(), openFiles(directory));
  }

  @Test
  void refusesToAppendAfterTheEnd() {
    try (Spool spool = new Spool()) {
      spool.complete();
      assertThrows(IllegalStateException.class, () -> spool.append(new byte[1], 0, 1));
      assertThrows(IllegalStateException.class, spool::complete);
    }
    Spool closed = new Spool();
    closed.close();
    assertThrows(SpoolException.class, () -> closed.append(new byte[1], 0, 1));
    assertThrows(SpoolException.class, closed::complete);
  }

  /** A disk with room for a number of octets. */
  private static final class SmallDisk extends TempFile {
    private final long room;

    SmallDisk(Path directory, long room) throws IOException {
      super(directory);
      this.room = room;
    }

    @Override
    void write(long position, byte[] bytes, int from, int to) throws IOException {
      if (position + to - from > room) {
        throw new IOException("No space left on device");
      }
      super.write(position, bytes, from, to);
    }
  }

  @Test
  void aFullDiskLeavesASpoolToClose() throws Exception {
    Spool spool = new Spool(100, PLENTY, () -> new SmallDisk(directory, 250));
    byte[] bytes = random(100);
    spool.append(bytes, 0, 100);
    spool.append(bytes, 0, 100);
    spool.append(bytes, 0, 100);
    SpoolException full = assertThrows(SpoolException.class, () -> spool.append(bytes, 0, 100));
    assertTrue(full.getMessage().contains("No space left on device"), full.getMessage());
    assertThrows(SpoolException.class, () -> spool.append(bytes, 0, 1));
    assertThrows(SpoolException.class, spool::complete);
    assertEquals(1, openFiles(directory).size());
    spool.close();
    assertEquals(List.of(), openFiles(directory));
  }

  @Test
  void aFullDiskIsNoticedAtTheEndToo() {
    try (Spool spool = new Spool(100, PLENTY, () -> new SmallDisk(directory, 120))) {
      spool.append(random(130), 0, 101);
      spool.append(random(130), 0, 30);
      assertThrows(SpoolException.class, spool::complete);
    }
  }

  @Test
  void aMissingDirectoryIsTroubleOnlyWhenNeeded() {
    try (Spool spool = new Spool(100, directory.resolve("absent"))) {
      spool.append(new byte[100], 0, 100);
      SpoolException missing =
          assertThrows(SpoolException.class, () -> spool.append(new byte[1], 0, 1));
      String message = missing.getMessage();
      String start = "cannot keep mail data in a file: no such directory for " + directory;
      assertTrue(message.startsWith(start + "/absent/mailshim-"), message);
      assertInstanceOf(NoSuchFileException.class, missing.getCause());
    }
  }

  @Test
  void aCloseDuringAnAppendLeavesNoFile() throws Exception {
    for (int i = 0; i < 50; i++) {
      Spool spool = new Spool(10, directory);
      CountDownLatch together = new CountDownLatch(2);
      Thread closing =
          Thread.ofPlatform()
              .start(
                  () -> {
                    together.countDown();
                    spool.close();
                  });
      together.countDown();
      byte[] bytes = new byte[100];
      assertThrows(
          SpoolException.class,
          () -> {
            while (true) {
              spool.append(bytes, 0, bytes.length);
            }
          });
      closing.join();
      assertEquals(List.of(), openFiles(directory));
    }
  }

  /** That this needs no heap is seen in the C tests, which send a gibibyte. */
  @Test
  void aLargeMessageComesBackAsItWas() throws Exception {
    long total = 64L << 20;
    byte[] piece = random(64 * 1024);
    try (Spool spool = new Spool(Spool.DEFAULT_THRESHOLD, directory)) {
      for (long sent = 0; sent < total; sent += piece.length) {
        spool.append(piece, 0, piece.length);
      }
      MailData data = spool.complete();
      assertEquals(total, data.octets());
      byte[] back = new byte[piece.length];
      try (InputStream in = data.open()) {
        for (long read = 0; read < total; read += piece.length) {
          assertEquals(piece.length, in.readNBytes(back, 0, back.length));
          assertTrue(Arrays.equals(piece, back), "differs after octet " + read);
        }
        assertEquals(-1, in.read());
      }
    }
  }
}
