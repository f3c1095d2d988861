package org.mailshim.store;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What a Maildir asks of the file system, one method for each step that can fail by itself, so that
 * a test can let any of them be the last before a crash.
 *
 * <p>Any thread. Each method throws {@link IOException} when the step fails.
 */
class MaildirFiles {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** Makes a directory with its parents, for the owner alone; nothing when it is there. */
  void makeDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, attributes(directory, "rwx------"));
  }

  /** Creates a file that must not be there, for the owner alone. */
  FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, NEW, attributes(file, "rw-------"));
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  /** Writes all of the octets at the end. */
  void write(FileChannel file, byte[] octets, int from, int to) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(octets, from, to - from);
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
  }

  /** Makes what was written durable. */
  void force(FileChannel file) throws IOException {
    file.force(true);
  }

  /** Gives a file another name in the same file system; at no moment it has none or both. */
  void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Makes a directory's entries durable. Where directories cannot be opened (Windows) the system
   * sees to that.
   */
  void forceDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Deletes a file; {@link NoSuchFileException} when it is not there. */
  void delete(Path file) throws IOException {
    // Some microseconds faster than Files.delete, which also tells why not.
    if (!file.toFile().delete()) {
      Files.delete(file);
    }
  }

  /** The names in a directory, in no order. */
  String[] list(Path directory) throws IOException {
    // Much faster than a DirectoryStream, which on the other hand says what is wrong.
    String[] names = directory.toFile().list();
    if (names == null) {
      Files.newDirectoryStream(directory).close();
      throw new IOException(directory + " cannot be listed");
    }
    return names;
  }

  /** When a file or directory was changed last, in nanoseconds since 1970 by the file system. */
  long modified(Path path) throws IOException {
    var time = Files.getLastModifiedTime(path).toInstant();
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  /** Opens a message; {@link FileNotFoundException} for whatever is wrong. */
  FileInputStream open(Path directory, String name) throws FileNotFoundException {
    return new FileInputStream(new File(directory.toFile(), name));
  }
}
