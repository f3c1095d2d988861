package org.mailshim.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A list in a file, which is read again when it has changed: looked at every 5 seconds at most, by
 * whoever asks for the list then; others go on with the list as it is.
 *
 * <p><b>The last good state stays</b> while a file cannot be read, is longer than {@value
 * #MOST_OCTETS} octets or {@value #MOST_LINES} lines, has a line that means nothing, has a NUL, or
 * is gone; the observer is told once for each change. A file that is still being written is left
 * alone: one that changes while it is read, or whose last change is less than two seconds ago and
 * whose last line has no end (or that is empty). Best is to write another file and rename it.
 *
 * <p>Text is UTF-8, or ISO 8859-1 where it is not. Any thread.
 */
public final class ListFile implements ListSource {
  /** The most octets of a file. */
  public static final int MOST_OCTETS = 16 * 1024 * 1024;

  /** The most lines of a file. */
  public static final int MOST_LINES = 500_000;

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** Before the file was looked at. */
  private static final Instant NEVER = Instant.MIN;

  /** What tells a file from what it was. */
  private record Stamp(long octets, FileTime changed, @Nullable Object key) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
  }

  private final Path file;
  private final boolean mayBeMissing;
  private final Clock clock;
  private final PolicyObserver observer;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile AccessList list = AccessList.EMPTY;
  private volatile Instant nextLook = NEVER;

  // Under the lock.
  private Optional<Stamp> seen = Optional.empty();
  private String trouble = "";

  private ListFile(Path file, boolean mayBeMissing, Clock clock, PolicyObserver observer) {
    this.file = file;
    this.mayBeMissing = mayBeMissing;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * A file that ought to be there.
   *
   * @param clock must agree with the file system's time to within a second
   * @param observer hears when the file was read, and when it cannot be
   */
  public static ListFile of(Path file, Clock clock, PolicyObserver observer) {
    return new ListFile(file, false, clock, observer);
  }

  /** A file that need not be there: without it the list is empty. */
  public static ListFile optional(Path file, Clock clock, PolicyObserver observer) {
    return new ListFile(file, true, clock, observer);
  }

  @Override
  public Optional<String> match(AccessQuery query) {
    return current().match(query);
  }

  /** The list as it is now. Who asks first waits until the file was read once. */
  public AccessList current() {
    Instant now = clock.instant();
    if (now.isBefore(nextLook)) {
      return list;
    }
    boolean mayLook = !nextLook.equals(NEVER) ? lock.tryLock() : lockFirst();
    if (mayLook) {
      try {
        if (!now.isBefore(nextLook)) {
          look(now);
          nextLook = now.plus(INTERVAL);
        }
      } finally {
        lock.unlock();
      }
    }
    return list;
  }

  private boolean lockFirst() {
    lock.lock();
    return true;
  }

  private void look(Instant now) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Optional<Stamp> stamp = Optional.of(Stamp.of(attributes));
      if (!stamp.equals(seen) && read(attributes, now)) {
        seen = stamp;
      }
    } catch (NoSuchFileException e) {
      missing();
    } catch (IOException e) {
      seen = Optional.empty();
      keep("cannot be read: " + e);
    }
  }

  private void missing() {
    seen = Optional.empty();
    if (mayBeMissing) {
      list = AccessList.EMPTY;
      trouble = "";
    } else {
      keep("is not there");
    }
  }

  /**
   * Adds a line at the end, if the file has none like it. The file is written anew under another
   * name and renamed, so that nobody reads half of it; {@link #current} has the line at once.
   *
   * @return whether the line was not there
   * @throws ListSyntaxException when the line means nothing
   * @throws IOException when the file cannot be read or written; it is as it was then
   */
  public boolean add(String line) throws IOException {
    String entry = line.strip();
    if (entry.indexOf('\n') >= 0 || entry.indexOf('\r') >= 0 || entry.indexOf(0) >= 0) {
      throw new ListSyntaxException("more than a line", entry);
    }
    if (AccessList.parse(List.of(entry)).size() == 0) {
      throw new ListSyntaxException("nothing to put on a list", entry);
    }
    return rewrite(lines -> !lines.contains(entry) && lines.add(entry));
  }

  /**
   * Takes a line out, as often as it is there. As {@link #add}.
   *
   * @return whether it was there
   * @throws IOException when the file cannot be read or written; it is as it was then
   */
  public boolean remove(String line) throws IOException {
    String entry = line.strip();
    return rewrite(lines -> lines.removeIf(each -> each.strip().equals(entry)));
  }

  /** Changes lines; false when there is nothing to change. */
  private interface Rewriting {
    boolean rewrite(List<String> lines);
  }

  private boolean rewrite(Rewriting rewriting) throws IOException {
    lock.lock();
    try {
      boolean there = Files.exists(file);
      List<String> lines = new ArrayList<>(there ? lines(text(octets())) : List.of());
      boolean changed = rewriting.rewrite(lines);
      if (changed) {
        replace(String.join("\n", lines) + (lines.isEmpty() ? "" : "\n"), there);
        nextLook = NEVER;
      }
      return changed;
    } finally {
      lock.unlock();
    }
  }

  private void replace(String text, boolean there) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(directory, ".list", ".tmp");
    try {
      Files.writeString(fresh, text);
      if (there && Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** The lines, without what stands behind the last line end when that is nothing. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\r\n|\n|\r", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  /** Reads the file; false when it is to be looked at again though it may not change any more. */
  private boolean read(BasicFileAttributes attributes, Instant now) throws IOException {
    if (!attributes.isRegularFile()) {
      keep("is no regular file");
      return true;
    }
    if (attributes.size() > MOST_OCTETS) {
      keep("is longer than " + MOST_OCTETS + " octets");
      return true;
    }
    byte[] octets = octets();
    Stamp after = Stamp.of(Files.readAttributes(file, BasicFileAttributes.class));
    if (!after.equals(Stamp.of(attributes)) || isBeingWritten(octets, attributes, now)) {
      keep("is being written");
      return false;
    }
    take(octets);
    return true;
  }

  /** A file may grow while it is read; what is too long then is seen by its stamp. */
  private byte[] octets() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_OCTETS + 1);
    }
  }

  private static boolean isBeingWritten(
      byte[] octets, BasicFileAttributes attributes, Instant now) {
    boolean ended = octets.length > 0 && octets[octets.length - 1] == '\n';
    Duration age = Duration.between(attributes.lastModifiedTime().toInstant(), now);
    return !ended && age.abs().compareTo(SETTLING) < 0;
  }

  private void take(byte[] octets) {
    String text = text(octets);
    if (text.indexOf(0) >= 0) {
      keep("has a NUL in it");
      return;
    }
    List<String> lines = lines(text);
    if (lines.size() > MOST_LINES) {
      keep("has more than " + MOST_LINES + " lines");
      return;
    }
    try {
      list = AccessList.parse(lines);
      trouble = "";
      observer.listRead(file, list.size());
    } catch (ListSyntaxException e) {
      keep(e.getMessage());
    }
  }

  private static String text(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }

  /** The list stays as it is, and that is said, once. */
  private void keep(String reason) {
    if (!trouble.equals(reason)) {
      trouble = reason;
      observer.listKept(file, reason, list.size());
    }
  }

  /** The file's name. */
  @Override
  public String toString() {
    return file.toString();
  }
}
