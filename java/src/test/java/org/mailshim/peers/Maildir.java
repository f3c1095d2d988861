package org.mailshim.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mailshim.Eventually;

/** Where a server has put its messages. */
record Maildir(Path path) {

  /**
   * Waits for so many messages, which are moved here when they are complete, as long as there is
   * hope for them; gives what is there as text of one octet per character, LF line ends.
   */
  List<String> await(int count) throws IOException {
    Eventually.holds(() -> messages().size() >= count);
    return messages();
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
