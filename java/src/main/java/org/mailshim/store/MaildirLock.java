package org.mailshim.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one Maildir: the file {@value #FILE} in it, locked with the operating system's means,
 * which end with the process whatever becomes of it. Other programs do not know it and need not:
 * Maildir works without locks, and this one only keeps two of our readers apart.
 *
 * <p>POSIX ties such a lock to the process, and any close of the file in it would give the lock up;
 * so within the process a set of paths decides first, and only who is in it opens the file. Two
 * class loaders that each load this class are two processes to it, that much is not caught.
 *
 * <p>The file is written when it is locked, so that its time tells what time it is for the file
 * system.
 */
final class MaildirLock implements AutoCloseable {
  static final String FILE = "mailshim.lock";

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private MaildirLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks.
   *
   * @param directory the Maildir, its path made real
   * @return the lock; empty when somebody else has it
   * @throws IOException when the file cannot be made or written
   */
  static Optional<MaildirLock> tryLock(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    @Nullable FileChannel channel = null;
    boolean done = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return Optional.empty();
      }
      channel.write(ByteBuffer.wrap("mailshim\n".getBytes(US_ASCII)), 0);
      done = true;
      return Optional.of(new MaildirLock(file, channel));
    } finally {
      if (!done) {
        HELD.remove(file);
        closeQuietly(channel);
      }
    }
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    closeQuietly(channel);
    HELD.remove(file);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Closing gives the lock up all the same.
    }
  }
}
