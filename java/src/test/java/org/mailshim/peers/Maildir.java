package org.mailshim.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where a server has put its messages. */
record Maildir(Path path) {

  /** Waits for so many messages; gives them as text of one octet per character, LF line ends. */
  List<String> await(int count) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    List<String> messages = messages();
    while (messages.size() < count && System.nanoTime() < deadline) {
      // A message is moved into new/ when it is complete; nobody tells when.
      Thread.sleep(10);
      messages = messages();
    }
    return messages;
  }

  private List<String> messages() throws IOException {
    Path arrived = path.resolve("new");
    if (!Files.isDirectory(arrived)) {
      return List.of();
    }
    List<String> messages = new ArrayList<>();
    try (Stream<Path> files = Files.list(arrived)) {
      for (Path file : files.sorted().toList()) {
        messages.add(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return messages;
  }
}
