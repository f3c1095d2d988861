package org.mailshim.sasl;

/**
 * An authentication cannot go on: the peer's message is malformed or forged, or what we have does
 * not do.
 *
 * <p>The message names the mechanism, the step and the trouble, and holds neither secrets nor
 * anything of the peer's that was not made printable. After it the mechanism is of no more use; the
 * client cancels the exchange ({@code *}, RFC 4954 §4).
 */
public final class SaslException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, which decides whether another mechanism may be tried. */
  public enum Kind {
    /** The peer's message breaks the grammar, a limit or the order of messages. */
    MALFORMED,
    /**
     * The peer has not proven that it knows the password, or somebody between has changed a
     * message. Nothing weaker should be tried with this peer.
     */
    FORGED,
    /** Our side: no token, a password that the mechanism cannot use, an algorithm not there. */
    CREDENTIALS
  }

  private final Kind kind;
  private final Mechanism mechanism;

  /**
   * Makes the exception.
   *
   * @param kind what went wrong
   * @param mechanism where
   * @param problem the trouble in a phrase, with no secret in it
   */
  public SaslException(Kind kind, Mechanism mechanism, String problem) {
    super(mechanism.text() + ": " + problem);
    this.kind = kind;
    this.mechanism = mechanism;
  }

  /**
   * Makes the exception with a cause.
   *
   * @param kind what went wrong
   * @param mechanism where
   * @param problem the trouble in a phrase, with no secret in it
   * @param cause what was thrown, with no secret in it
   */
  public SaslException(Kind kind, Mechanism mechanism, String problem, Throwable cause) {
    super(mechanism.text() + ": " + problem, cause);
    this.kind = kind;
    this.mechanism = mechanism;
  }

  /**
   * What went wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Where it went wrong.
   *
   * @return the mechanism
   */
  public Mechanism mechanism() {
    return mechanism;
  }
}
