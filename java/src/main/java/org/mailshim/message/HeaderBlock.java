package org.mailshim.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The header section at the start of a message, octet for octet (RFC 5322 §2.1). Immutable.
 *
 * @param fields each with its name, folds and line end; a line that is no field counts as one
 * @param octets how long the section is, without the empty line behind it
 * @param isWhole whether its end was found; false when it is longer than what is looked at
 */
public record HeaderBlock(List<byte[]> fields, int octets, boolean isWhole) {
  /** More of a message is not looked at. */
  public static final int MOST_OCTETS = 256 * 1024;

  /** Copies the list. */
  public HeaderBlock {
    fields = List.copyOf(fields);
  }

  /**
   * Reads the header section of a message.
   *
   * @throws IOException when the message cannot be read
   */
  public static HeaderBlock of(MailData message) throws IOException {
    try (InputStream in = message.open()) {
      return read(in);
    }
  }

  private static HeaderBlock read(InputStream in) throws IOException {
    byte[] octets = in.readNBytes(8 * 1024);
    boolean more = octets.length == 8 * 1024;
    int end = end(octets);
    while (end < 0 && more && octets.length < MOST_OCTETS) {
      byte[] next = in.readNBytes(octets.length);
      more = next.length > 0;
      byte[] longer = Arrays.copyOf(octets, octets.length + next.length);
      System.arraycopy(next, 0, longer, octets.length, next.length);
      octets = longer;
      end = end(octets);
    }
    byte[] section = end < 0 ? octets : Arrays.copyOf(octets, end);
    boolean whole = end >= 0 || octets.length < MOST_OCTETS;
    return new HeaderBlock(EntityHeader.of(section).fields(), section.length, whole);
  }

  /** Where the empty line begins; -1 when there is none. */
  private static int end(byte[] octets) {
    int start = 0;
    for (int at = 0; at < octets.length; at++) {
      if (octets[at] == '\n') {
        boolean empty = at == start || (at == start + 1 && octets[start] == '\r');
        if (empty) {
          return start;
        }
        start = at + 1;
      }
    }
    return -1;
  }

  /** The name of a field in lower case, without white space before the colon; empty for none. */
  public static String name(byte[] field) {
    int colon = 0;
    while (colon < field.length && field[colon] != ':' && field[colon] != '\n') {
      colon++;
    }
    boolean is = colon < field.length && field[colon] == ':';
    return is ? new String(field, 0, colon, ISO_8859_1).strip().toLowerCase(Locale.ROOT) : "";
  }
}
