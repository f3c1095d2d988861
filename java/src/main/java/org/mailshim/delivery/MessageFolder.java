package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.mailshim.queue.Claim;

/**
 * Keeps messages of the queue as files {@code ‹name›.eml}, each whole or not at all: it is written
 * under another name, synced and renamed. Any thread.
 */
public final class MessageFolder {
  private static final int PIECE = 16 * 1024;

  private final Path directory;

  /**
   * A folder.
   *
   * @param directory made when it is needed
   */
  public MessageFolder(Path directory) {
    this.directory = directory;
  }

  /**
   * Keeps a message, in place of what was kept under that name before.
   *
   * @param name without its ending
   * @param fields header fields to begin with, perhaps none
   * @param claim the message
   * @throws IOException when it cannot be read, or not written
   */
  public void keep(String name, String fields, Claim claim) throws IOException {
    Files.createDirectories(directory);
    Path whole = directory.resolve(name + ".eml");
    Path partial = directory.resolve(name + ".tmp");
    try (FileChannel file =
            FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        InputStream in = claim.data().open()) {
      write(file, ByteBuffer.wrap(fields.getBytes(UTF_8)));
      byte[] buffer = new byte[PIECE];
      for (int count; (count = in.read(buffer)) > 0; ) {
        write(file, ByteBuffer.wrap(buffer, 0, count));
      }
      file.force(true);
    }
    Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(FileChannel file, ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      file.write(octets);
    }
  }
}
