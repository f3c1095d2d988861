package org.mailshim.sasl;

import java.util.Optional;

/**
 * The server's side of one authentication: takes responses, says the next step. Octets, not Base64:
 * that is {@link ServerDialogue}'s.
 *
 * <p>The session calls {@link #begin} once, with the initial response if the AUTH command had one,
 * then {@link #respond} for each answer to a {@link Step.Challenge}, until a step is a {@link
 * Step.Success} or a {@link Step.Failure}. Data that goes with a success comes as a last challenge,
 * whose answer is empty, because neither SMTP (RFC 4954 §4) nor POP3 (RFC 5034 §4) has a place for
 * it in the last reply.
 *
 * <p>Malformed messages are failures, not exceptions. When the directory cannot be reached the step
 * is a temporary failure. One authentication per instance, one thread at a time; a call blocks as
 * long as the directory does.
 */
public interface ServerMechanism extends AutoCloseable {
  /**
   * Begins.
   *
   * @param initialResponse the client's first message; empty when the command had none, which is
   *     not the same as a message of no octets; overwritten where it was a secret
   * @return the first challenge, or the result
   */
  Step begin(Optional<byte[]> initialResponse);

  /**
   * Goes on.
   *
   * @param response the client's answer to the last challenge; overwritten where it was a secret
   * @return the next challenge, or the result
   */
  Step respond(byte[] response);

  /** Wipes what was derived of secrets. */
  @Override
  void close();
}
