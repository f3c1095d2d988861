package org.mailshim.retrieval;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailshim.pop3.client.IdentifiedMessage;
import org.mailshim.pop3.client.MessageKey;

/**
 * How long collected mail stays on its server. What was not collected is never deleted. Immutable.
 *
 * @param stay how long after it was collected; empty for ever
 */
public record Retention(Optional<Duration> stay) {
  /** It is deleted in the session that has collected it. */
  public static final Retention NONE = new Retention(Optional.of(Duration.ZERO));

  /** It is never deleted. */
  public static final Retention FOREVER = new Retention(Optional.empty());

  /**
   * Checks the duration.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public Retention {
    if (stay.isPresent() && stay.get().isNegative()) {
      throw new IllegalArgumentException("a retention of " + stay.get());
    }
  }

  /**
   * It is deleted in the first session after some time.
   *
   * @param stay how long after it was collected
   * @return the retention
   * @throws IllegalArgumentException when it is negative
   */
  public static Retention of(Duration stay) {
    return new Retention(Optional.of(stay));
  }

  /** Whether the time of a message collected at {@code collected} is over. */
  private boolean isOver(Instant collected, Instant now) {
    return stay.isPresent() && !collected.plus(stay.get()).isAfter(now);
  }

  /** The numbers of those messages that were collected, and whose time is over. */
  int[] over(List<IdentifiedMessage> listed, Map<MessageKey, Instant> collected, Instant now) {
    int[] numbers = new int[listed.size()];
    int count = 0;
    for (IdentifiedMessage message : listed) {
      Instant at = collected.get(message.key());
      if (at != null && isOver(at, now)) {
        numbers[count++] = message.number();
      }
    }
    return Arrays.copyOf(numbers, count);
  }
}
