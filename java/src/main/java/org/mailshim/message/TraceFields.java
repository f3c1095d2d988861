package org.mailshim.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
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
    int received = 0;
    Set<String> deliveredTo = new HashSet<>();
    for (byte[] field : HeaderBlock.of(message).fields()) {
      if (begins(field, RECEIVED)) {
        received++;
      } else if (begins(field, DELIVERED_TO)) {
        String text = new String(field, UTF_8).substring(DELIVERED_TO.length());
        deliveredTo.add(folded(text.strip()));
      }
    }
    return new TraceFields(received, deliveredTo);
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
