package org.mailshim.delivery;

import org.mailshim.queue.QueueEnvelope;

/**
 * Something that a sender is told of a recipient.
 *
 * @param recipient as it was claimed
 * @param report what the last attempt has come to
 * @param action what it means
 */
record Notice(QueueEnvelope.Recipient recipient, RecipientReport report, Action action) {
  /** The actions of RFC 3464 §2.3.3, with a failure by time told apart. */
  enum Action {
    /** It has failed. */
    FAILED("failed"),
    /** It was tried long enough. */
    EXPIRED("failed"),
    /** It is late, and is tried further. */
    DELAYED("delayed"),
    /** It is in a maildrop. */
    DELIVERED("delivered"),
    /** A server has it that will not tell. */
    RELAYED("relayed"),
    /** It went on to those whom an alias means. */
    EXPANDED("expanded");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    /** The word in the field Action. */
    String word() {
      return word;
    }

    boolean isFailure() {
      return this == FAILED || this == EXPIRED;
    }
  }
}
