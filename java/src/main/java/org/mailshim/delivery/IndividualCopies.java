package org.mailshim.delivery;

import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;

/**
 * Knows of messages whose recipients get a copy with something of their own each: a mailing list's,
 * whose reverse-path names the recipient (VERP) so that a bounce tells by its address who it is
 * about. Such a message lies in the queue once and is sent in a transaction for each recipient, on
 * a session that is kept.
 *
 * <p>Asked for each message on the thread of its delivery; several at once; must not block.
 */
public interface IndividualCopies {
  /** No message's. */
  IndividualCopies NONE =
      new IndividualCopies() {
        @Override
        public boolean areOf(ReversePath reversePath) {
          return false;
        }

        @Override
        public Copy of(ReversePath reversePath, ForwardPath recipient) {
          return new Copy(reversePath, "");
        }
      };

  /**
   * What one recipient gets.
   *
   * @param reversePath the sender in that transaction
   * @param fields header fields for the top of the message, each with its line end; may be empty
   */
  record Copy(ReversePath reversePath, String fields) {}

  /** Whether a message with that reverse-path is one of these. */
  boolean areOf(ReversePath reversePath);

  /**
   * The copy of one recipient, of a message that is one of these.
   *
   * @param reversePath as it is in the queue
   */
  Copy of(ReversePath reversePath, ForwardPath recipient);
}
