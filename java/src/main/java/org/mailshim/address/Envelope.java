package org.mailshim.address;

import java.util.List;

/**
 * The envelope of one message: where failures are told, and who receives it (RFC 5321 §2.3.1).
 *
 * <p>The header fields of the message say something else and are never looked at for it. Recipients
 * keep their order; naming one twice is allowed, and whoever sends decides what that means.
 * Immutable, for any thread.
 *
 * @param reversePath the reverse-path
 * @param forwardPaths the recipients, at least one; copied
 */
public record Envelope(ReversePath reversePath, List<ForwardPath> forwardPaths) {
  /**
   * Copies the recipients.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Envelope {
    forwardPaths = List.copyOf(forwardPaths);
    if (forwardPaths.isEmpty()) {
      throw new IllegalArgumentException("an envelope has at least one recipient");
    }
  }

  /**
   * Whether a server without SMTPUTF8 (RFC 6531) can be given this envelope.
   *
   * @return true when every path is ASCII
   */
  public boolean isAscii() {
    for (ForwardPath path : forwardPaths) {
      if (!path.isAscii()) {
        return false;
      }
    }
    return reversePath.isAscii();
  }
}
