package org.mailshim.smtp.server;

import org.mailshim.smtp.Reply;

/**
 * What a hook decides: to let the server go on, to answer no, or to take over in a way that depends
 * on the hook ({@link ServerHooks}).
 *
 * @param <T> what a hook gives to take over
 */
public sealed interface Decision<T> {
  /** The server goes on as it would without the hook. */
  record GoOn<T>() implements Decision<T> {}

  /**
   * The answer is no.
   *
   * @param reply the answer, 4yz or 5yz; with 421 or 521 the session ends
   * @param isSilent whether a client that has just connected is not even told, but hung up on; at
   *     any later moment it is told
   */
  record Reject<T>(Reply reply, boolean isSilent) implements Decision<T> {
    /**
     * Checks the answer.
     *
     * @throws IllegalArgumentException when it is not a no
     */
    public Reject {
      if (!reply.isTransient() && !reply.isPermanent()) {
        throw new IllegalArgumentException("no refusal: " + reply);
      }
    }
  }

  /**
   * The hook takes over.
   *
   * @param with with what, by hook
   */
  record TakeOver<T>(T with) implements Decision<T> {}

  /** Lets the server go on. */
  static <T> Decision<T> goOn() {
    return new GoOn<>();
  }

  /** Answers no. */
  static <T> Decision<T> reject(Reply reply) {
    return new Reject<>(reply, false);
  }

  /** Hangs up on a client that has just connected; later, says 421 and ends the session. */
  static <T> Decision<T> hangUp() {
    return new Reject<>(Replies.CLOSING, true);
  }

  /** Takes over. */
  static <T> Decision<T> takeOver(T with) {
    return new TakeOver<>(with);
  }
}
