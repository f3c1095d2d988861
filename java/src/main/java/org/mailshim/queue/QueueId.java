package org.mailshim.queue;

/**
 * Names one message in a queue, for as long as anybody may still ask for it. Immutable.
 *
 * <p>Its upper 42 bits are the millisecond since 1970 at which the message began, so that later
 * messages have larger names and an index grows at its end; the rest parts those of one
 * millisecond.
 *
 * @param value greater than 0
 */
public record QueueId(long value) implements Comparable<QueueId> {
  static final int UNIQUE_BITS = 21;

  private static final int DIGITS = 16;
  private static final String HEX = "0123456789abcdef";

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public QueueId {
    if (value <= 0) {
      throw new IllegalArgumentException("no name of a message: " + value);
    }
  }

  /**
   * Reads a name.
   *
   * @param text as {@link #text} wrote it
   * @return the name
   * @throws IllegalArgumentException when it is none
   */
  public static QueueId parse(String text) {
    if (text.length() != DIGITS) {
      throw new IllegalArgumentException("a name of a message has 16 digits");
    }
    return new QueueId(Long.parseLong(text, 16));
  }

  /** When the message began, in milliseconds since 1970. */
  long millis() {
    return value >>> UNIQUE_BITS;
  }

  /** The smallest name of that millisecond. */
  static long first(long millis) {
    return millis << UNIQUE_BITS;
  }

  /** The name for logs and people: 16 hexadecimal digits. */
  public String text() {
    StringBuilder text = new StringBuilder(DIGITS);
    for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
      text.append(HEX.charAt((int) (value >>> shift & 0xf)));
    }
    return text.toString();
  }

  /** The name, as {@link #text}. */
  @Override
  public String toString() {
    return text();
  }

  /** Older messages first. */
  @Override
  public int compareTo(QueueId other) {
    return Long.compare(value, other.value);
  }
}
