package org.mailshim.queue;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that only this process can reach and that nobody has to clean up.
 *
 * <p>It is readable for the owner alone (0600) and, where the operating system lets an open file
 * lose its name, has none from the moment it is open: whatever becomes of the process, the space
 * comes back. Elsewhere (Windows) the name goes at {@link #close}. A crash in between leaves a file
 * called {@code mailshim-‹process id›-‹unique›.spool}, which is garbage if no such process runs.
 *
 * <p>A {@link RandomAccessFile} rather than a {@link java.nio.channels.FileChannel}: a thread that
 * is interrupted while it uses a channel closes it for everybody, and a message must not be lost
 * because one of its readers was cancelled. Its position is shared, so every access takes the lock.
 *
 * <p>Any thread, several at once; {@link #close} waits for the access that is going on and makes
 * every later one fail with an {@link IOException}.
 */
class TempFile {

  private static final int MOST_NAMES = 16;

  private final RandomAccessFile file;
  private final Path path;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean named;

  /**
   * Creates and opens a new file.
   *
   * @param directory an existing directory, preferably on a disk and not in memory
   * @throws IOException if that is not possible
   */
  TempFile(Path directory) throws IOException {
    path = create(directory);
    try {
      file = new RandomAccessFile(path.toFile(), "rw");
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
    named = true;
    unname();
  }

  private static Path create(Path directory) throws IOException {
    String prefix = "mailshim-" + processId() + "-";
    FileAttribute<?>[] attributes = {};
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Set<PosixFilePermission> owner =
          Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      attributes = new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
    }
    for (int attempt = 1; ; attempt++) {
      // Only to be unlike the others; a secret would cost the security providers' 30 ms, and the
      // file is created exclusively.
      String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
      Path name = directory.resolve(prefix + unique + ".spool");
      try {
        return Files.createFile(name, attributes);
      } catch (FileAlreadyExistsException e) {
        if (attempt == MOST_NAMES) {
          throw e;
        }
      }
    }
  }

  /**
   * Where {@code /proc} tells it, that saves some 10 ms of loading what {@link ProcessHandle} can.
   */
  private static long processId() {
    try {
      return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
    } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
      return ProcessHandle.current().pid();
    }
  }

  /** Takes the name away if the file still has it; where that fails now, {@link #close} repeats. */
  private void unname() {
    if (named) {
      try {
        Files.deleteIfExists(path);
        named = false;
      } catch (IOException e) {
        named = true;
      }
    }
  }

  /**
   * Writes at a place in the file, which grows as needed.
   *
   * @throws IOException if the disk is full or broken, or the file is closed; any part of the bytes
   *     may have been written
   */
  void write(long position, byte[] bytes, int from, int to) throws IOException {
    lock.lock();
    try {
      file.seek(position);
      file.write(bytes, from, to - from);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + " in " + path.getParent(), e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads from a place in the file.
   *
   * @return how many bytes were read, at least one
   * @throws EOFException if the place is not inside the file
   * @throws IOException if the disk is broken or the file is closed
   */
  int read(long position, byte[] bytes, int from, int to) throws IOException {
    lock.lock();
    try {
      file.seek(position);
      int count = file.read(bytes, from, to - from);
      if (count < 0) {
        throw new EOFException("a spool file ends at octet " + file.length());
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Closes and thereby deletes the file; a second call does nothing. */
  void close() throws IOException {
    lock.lock();
    try {
      file.close();
      unname();
    } finally {
      lock.unlock();
    }
  }
}
