package org.mailshim.delivery;

import java.time.Duration;

/**
 * What senders are told of their messages (RFC 3461, RFC 3464).
 *
 * @param lateAfter when a message is late: its sender is told once, where NOTIFY=DELAY asks for it
 * @param warnsUnasked whether the sender is told also where NOTIFY is not given
 * @param mostQuoted of how many octets a message may be to come back whole where RET=FULL asks for
 *     it; of a longer one its header section does
 * @param undeliverable what becomes of notices that cannot be delivered
 */
public record NoticeSettings(
    Duration lateAfter, boolean warnsUnasked, long mostQuoted, UndeliverableNotices undeliverable) {
  /**
   * Late after 4 hours, told where asked for; up to 1 MiB come back; double bounces are dropped.
   */
  public static final NoticeSettings DEFAULT =
      new NoticeSettings(Duration.ofHours(4), false, 1024 * 1024, UndeliverableNotices.DROPPED);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when the time is not positive or the size negative
   */
  public NoticeSettings {
    if (!lateAfter.isPositive() || mostQuoted < 0) {
      throw new IllegalArgumentException("a setting of notices is out of range");
    }
  }

  /** These with another way for double bounces. */
  public NoticeSettings withUndeliverable(UndeliverableNotices other) {
    return new NoticeSettings(lateAfter, warnsUnasked, mostQuoted, other);
  }

  /** These with another time, and with or without a warning that nobody asked for. */
  public NoticeSettings withWarning(Duration after, boolean unasked) {
    return new NoticeSettings(after, unasked, mostQuoted, undeliverable);
  }
}
