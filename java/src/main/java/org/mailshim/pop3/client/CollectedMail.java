package org.mailshim.pop3.client;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was collected from a maildrop whose mail stays on the server, so that each message is
 * collected once and deleted after its time.
 *
 * <p>A value: the caller keeps its {@link #text} wherever it keeps such things, and writes it after
 * what it collected is safe. Immutable, for any thread.
 *
 * @param collected each message's key, and when it was collected; copied
 */
public record CollectedMail(Map<MessageKey, Instant> collected) {
  /** Nothing yet. */
  public static final CollectedMail NONE = new CollectedMail(Map.of());

  /** Copies the map. */
  public CollectedMail {
    collected = Map.copyOf(collected);
  }

  /**
   * Reads what {@link #text} has made. A line that is none of it is passed over: the message it
   * stood for is collected once more, which is better than never.
   *
   * @param text the lines
   * @return the memory
   */
  public static CollectedMail parse(String text) {
    Map<MessageKey, Instant> collected = new LinkedHashMap<>();
    for (String line : text.split("\n")) {
      int space = line.indexOf(' ');
      try {
        if (space > 0) {
          collected.put(
              new MessageKey(line.substring(space + 1)), Instant.parse(line.substring(0, space)));
        }
      } catch (IllegalArgumentException | DateTimeParseException e) {
        // Passed over, as said above.
      }
    }
    return new CollectedMail(collected);
  }

  /**
   * The memory as text.
   *
   * @return a line for each message: when, a space, its key, LF
   */
  public String text() {
    var text = new StringBuilder();
    for (Map.Entry<MessageKey, Instant> entry : collected.entrySet()) {
      text.append(entry.getValue()).append(' ').append(entry.getKey().text()).append('\n');
    }
    return text.toString();
  }

  /**
   * Whether a message was collected.
   *
   * @param key the message
   * @return true when it need not be again
   */
  public boolean isCollected(MessageKey key) {
    return collected.containsKey(key);
  }

  /**
   * Whether a message was collected so long ago that it may be deleted on the server.
   *
   * @param key the message
   * @param age how long it is to stay
   * @param now the time
   * @return false also for one that was never collected
   */
  public boolean isOlder(MessageKey key, Duration age, Instant now) {
    Instant at = collected.get(key);
    return at != null && !at.plus(age).isAfter(now);
  }

  /**
   * This, and one more message. The first time it was collected stays.
   *
   * @param key the message
   * @param now the time
   * @return the memory
   */
  public CollectedMail with(MessageKey key, Instant now) {
    Map<MessageKey, Instant> more = new LinkedHashMap<>(collected);
    more.putIfAbsent(key, now);
    return new CollectedMail(more);
  }

  /**
   * This without what is not on the server any more, so that it does not grow for ever. To be
   * called with a whole listing only.
   *
   * @param present the messages that are there
   * @return the memory
   */
  public CollectedMail retain(Collection<MessageKey> present) {
    Map<MessageKey, Instant> fewer = new LinkedHashMap<>(collected);
    fewer.keySet().retainAll(present);
    return new CollectedMail(fewer);
  }
}
