package org.mailshim.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.mailshim.message.MailData;

/**
 * What a part holds, not encoded: octets that can be read as often as it takes. Any thread may open
 * it; the streams are independent of each other.
 */
public interface Content {
  /** Nothing. */
  Content EMPTY = of(new byte[0]);

  /**
   * Opens it at its start.
   *
   * @return a new stream, which the caller closes
   * @throws IOException when the place that holds it fails
   */
  InputStream open() throws IOException;

  /**
   * How much it is.
   *
   * @return exactly how many octets each stream gives; empty when that is known only after reading
   * @throws IOException when the place that holds it fails
   */
  OptionalLong octets() throws IOException;

  /**
   * Octets in memory.
   *
   * @param octets not copied, and not to be changed any more
   * @return the content
   */
  static Content of(byte[] octets) {
    return new InMemory(octets);
  }

  /**
   * A text.
   *
   * @param text the text, in UTF-8
   * @return the content
   */
  static Content of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A file, which is read when it is needed and must not change meanwhile.
   *
   * @param file the file
   * @return the content
   */
  static Content of(Path file) {
    return new Content() {
      @Override
      public InputStream open() throws IOException {
        if (Files.isDirectory(file)) { // which opens all the same, and fails without its name
          throw new FileSystemException(file.toString(), null, "is a directory");
        }
        return Files.newInputStream(file);
      }

      @Override
      public OptionalLong octets() throws IOException {
        return OptionalLong.of(Files.size(file));
      }
    };
  }

  /**
   * A message.
   *
   * @param data the message
   * @return the content
   */
  static Content of(MailData data) {
    return new Content() {
      @Override
      public InputStream open() throws IOException {
        return data.open();
      }

      @Override
      public OptionalLong octets() {
        return OptionalLong.of(data.octets());
      }
    };
  }

  /**
   * Octets in memory.
   *
   * @param array the octets
   */
  record InMemory(byte[] array) implements Content {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(array);
    }

    @Override
    public OptionalLong octets() {
      return OptionalLong.of(array.length);
    }
  }
}
