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
import java.util.List;
import org.mailshim.queue.Claim;

/**
 * Keeps what cannot be delivered as files, each whole or not at all: it is written under another
 * name, synced and renamed. Any thread.
 */
final class ErrorFolder {
  private static final int PIECE = 16 * 1024;

  private final Path directory;

  ErrorFolder(Path directory) {
    this.directory = directory;
  }

  /**
   * Keeps a message.
   *
   * @param failed who did not get it
   * @throws IOException when it cannot be read, or not written
   */
  void keep(Claim claim, List<Notice> failed) throws IOException {
    Files.createDirectories(directory);
    String name = claim.id().text() + "-" + Long.toHexString(claim.lease());
    Path whole = directory.resolve(name + ".eml");
    Path partial = directory.resolve(name + ".tmp");
    try (FileChannel file =
            FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        InputStream in = claim.data().open()) {
      write(file, ByteBuffer.wrap(fields(failed).getBytes(UTF_8)));
      byte[] buffer = new byte[PIECE];
      for (int count; (count = in.read(buffer)) > 0; ) {
        write(file, ByteBuffer.wrap(buffer, 0, count));
      }
      file.force(true);
    }
    Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String fields(List<Notice> failed) {
    StringBuilder fields = new StringBuilder();
    for (Notice notice : failed) {
      String recipient = notice.recipient().forwardPath().text();
      fields.append("X-Failed-Recipient: ").append(recipient).append("\r\n");
      String reply = notice.report().reply().text();
      fields.append("X-Failed-Reply: ").append(reply).append("\r\n");
    }
    return fields.toString();
  }

  private static void write(FileChannel file, ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      file.write(octets);
    }
  }
}
