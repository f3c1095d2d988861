package org.mailshim.delivery;

import java.nio.file.Path;
import org.mailshim.address.Mailbox;

/**
 * What becomes of a message that cannot be delivered and has nobody to tell, since its reverse-path
 * is null: most often a notice itself (a double bounce). The {@link QueueObserver} hears of each
 * anyway.
 */
public sealed interface UndeliverableNotices {
  /** It is dropped. */
  UndeliverableNotices DROPPED = new Dropped();

  /** It is dropped. */
  record Dropped() implements UndeliverableNotices {}

  /**
   * Somebody gets a notice with all of it. When that notice cannot be delivered either, it is
   * dropped.
   *
   * @param postmaster who
   */
  record ToPostmaster(Mailbox postmaster) implements UndeliverableNotices {}

  /**
   * It is kept as a file {@code ‹name in the queue›-‹lease›.eml}, which begins with fields
   * X-Failed- Recipient and X-Failed-Reply; they are for somebody to look at, and to delete.
   *
   * @param directory made when it is needed
   */
  record ToFolder(Path directory) implements UndeliverableNotices {}
}
