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
 * What the lines of a file mean, which is read again when it has changed: looked at every 5 seconds
 * at most, by whoever asks then; others go on with what is known.
 *
 * <p><b>The last good state stays</b> while a file cannot be read, is longer than {@value
 * #MOST_OCTETS} octets or {@value #MOST_LINES} lines, has lines that mean nothing, has a NUL, or is
 * gone; the observer is told once for each change. A file that is still being written is left
 * alone: one that changes while it is read, or whose last change is less than two seconds ago and
 * whose last line has no end (or that is empty). Best is to write another file and rename it, which
 * {@link #rewrite} does.
 *
 * <p>Text is UTF-8, or ISO 8859-1 where it is not. Known limit: two processes that rewrite a file
 * at the same instant may lose the change of one. Any thread.
 *
 * @param <T> what the lines mean; immutable
 */
public final class WatchedFile<T> {
  /** The most octets of a file. */
  public static final int MOST_OCTETS = 16 * 1024 * 1024;

  /** The most lines of a file. */
  public static final int MOST_LINES = 500_000;

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** Before the file was looked at. */
  private static final Instant NEVER = Instant.MIN;

  /** How lines are read. */
  public interface Format<T> {
    /** What there is before the file was read, or without it. */
    T empty();

    /**
     * Reads the lines of a file.
     *
     * @throws IllegalArgumentException when they mean nothing; with the line and the reason, and
     *     printable
     */
    T parse(List<String> lines);

    /** How many lines of it say something. */
    int entries(T content);
  }

  /** Changes the lines of a file. */
  @FunctionalInterface
  public interface Rewriting {
    /**
     * Changes them.
     *
     * @param lines without line ends; may be changed
     * @return whether anything is to be written
     */
    boolean rewrite(List<String> lines);
  }

  /** What tells a file from what it was. */
  private record Stamp(long octets, FileTime changed, @Nullable Object key) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
  }

  private final Path file;
  private final Format<T> format;
  private final boolean mayBeMissing;
  private final Clock clock;
  private final PolicyObserver observer;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile T content;
  private volatile Instant nextLook = NEVER;
  private volatile boolean known;

  // Under the lock.
  private Optional<Stamp> seen = Optional.empty();
  private String trouble = "";

  private WatchedFile(
      Path file, Format<T> format, boolean mayBeMissing, Clock clock, PolicyObserver observer) {
    this.file = file;
    this.format = format;
    this.mayBeMissing = mayBeMissing;
    this.clock = clock;
    this.observer = observer;
    this.content = format.empty();
  }

  /**
   * A file that ought to be there.
   *
   * @param <T> what its lines mean
   * @param format how they are read
   * @param clock must agree with the file system's time to within a second
   * @param observer hears when the file was read, and when it cannot be
   * @return nothing is read yet
   */
  public static <T> WatchedFile<T> of(
      Path file, Format<T> format, Clock clock, PolicyObserver observer) {
    return new WatchedFile<>(file, format, false, clock, observer);
  }

  /** As {@link #of}, of a file that need not be there: without it the content is the empty one. */
  public static <T> WatchedFile<T> optional(
      Path file, Format<T> format, Clock clock, PolicyObserver observer) {
    return new WatchedFile<>(file, format, true, clock, observer);
  }

  /** Which file. */
  public Path file() {
    return file;
  }

  /**
   * Whether {@link #current} is what the file once said, and not just nothing: false until it could
   * be read for the first time. One that need not be there says nothing by that, and is known.
   */
  public boolean isKnown() {
    current();
    return known;
  }

  /** What the file says as far as is known. Who asks first waits until it was read once. */
  public T current() {
    Instant now = clock.instant();
    if (now.isBefore(nextLook)) {
      return content;
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
    return content;
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
      content = format.empty();
      known = true;
      trouble = "";
    } else {
      keep("is not there");
    }
  }

  /**
   * Changes the file. It is written anew under another name and renamed, so that nobody reads half
   * of it; {@link #current} has the change at once. A file that was not there is made; one that is
   * gone is not, since what it said last would be lost with it.
   *
   * @return what the rewriting says
   * @throws IOException when the file cannot be read or written, or is gone; it is as it was then
   */
  public boolean rewrite(Rewriting rewriting) throws IOException {
    lock.lock();
    try {
      boolean there = Files.exists(file);
      if (!there && format.entries(content) > 0) {
        throw new IOException(file + " is gone: make an empty file to begin anew");
      }
      if (there && Files.size(file) > MOST_OCTETS) {
        throw new IOException(file + " is longer than " + MOST_OCTETS + " octets");
      }
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
      if (there && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
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
      content = format.parse(lines);
      known = true;
      trouble = "";
      observer.listRead(file, format.entries(content));
    } catch (IllegalArgumentException e) {
      keep(String.valueOf(e.getMessage()));
    }
  }

  private static String text(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }

  /** The content stays as it is, and that is said, once. */
  private void keep(String reason) {
    if (!trouble.equals(reason)) {
      trouble = reason;
      observer.listKept(file, reason, format.entries(content));
    }
  }

  /** The file's name. */
  @Override
  public String toString() {
    return file.toString();
  }
}
