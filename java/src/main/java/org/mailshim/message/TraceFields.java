package org.mailshim.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The way that a message has come, as its header section tells it: the number of its Received
 * fields (RFC 5321 §6.3) and the recipients in its Delivered-To fields, which no standard has and
 * every host writes. Both show a loop. Immutable.
 *
 * @param received how many servers have passed it on
 * @param deliveredTo whom it was delivered to or expanded for, in lower case
 */
public record TraceFields(int received, Set<String> deliveredTo) {
  /** More of a message is not looked at. */
  private static final int MOST_OCTETS = 256 * 1024;

  private static final String RECEIVED = "received:";
  private static final String DELIVERED_TO = "delivered-to:";

  /** Copies the set. */
  public TraceFields {
    deliveredTo = Set.copyOf(deliveredTo);
  }

  /**
   * Reads a message's header section.
   *
   * @throws IOException when it cannot be read
   */
  public static TraceFields of(MailData message) throws IOException {
    byte[] section;
    try (InputStream in = message.open()) {
      section = header(in);
    }
    int received = 0;
    Set<String> deliveredTo = new HashSet<>();
    for (byte[] field : EntityHeader.of(section).fields()) {
      if (begins(field, RECEIVED)) {
        received++;
      } else if (begins(field, DELIVERED_TO)) {
        String text = new String(field, UTF_8).substring(DELIVERED_TO.length());
        deliveredTo.add(folded(text.strip()));
      }
    }
    return new TraceFields(received, deliveredTo);
  }

  private static byte[] header(InputStream in) throws IOException {
    byte[] octets = in.readNBytes(8 * 1024);
    int end = end(octets);
    while (end < 0 && octets.length < MOST_OCTETS) {
      byte[] more = in.readNBytes(octets.length);
      if (more.length == 0) {
        break;
      }
      byte[] longer = Arrays.copyOf(octets, octets.length + more.length);
      System.arraycopy(more, 0, longer, octets.length, more.length);
      octets = longer;
      end = end(octets);
    }
    return end < 0 ? octets : Arrays.copyOf(octets, end);
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

  private static boolean begins(byte[] field, String name) {
    if (field.length < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      int octet = field[i] >= 'A' && field[i] <= 'Z' ? field[i] + 'a' - 'A' : field[i];
      if (octet != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String folded(String address) {
    return address.toLowerCase(Locale.ROOT);
  }

  /** Whether the message was with that recipient before. */
  public boolean wasDeliveredTo(String address) {
    return deliveredTo.contains(folded(address));
  }
}
