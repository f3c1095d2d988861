package org.mailshim.retrieval;

/**
 * Why a collection ended early. Immutable.
 *
 * @param kind whose trouble it is
 * @param reason one line: what was attempted, with whom, what came back; no secret
 */
public record CollectionFailure(Kind kind, String reason) {
  /** Whose trouble it is. */
  public enum Kind {
    /** The server was not reached, or the conversation with it broke. */
    CONNECTION,
    /** The server does not accept our credentials, or offers nothing that suits them. */
    LOGIN,
    /** The server has the maildrop in use, or asks to come later. */
    NOT_NOW,
    /** The messages could not be kept here, or not noted down. */
    LOCAL,
    /** The server did not delete all that it was asked to; they are asked for again. */
    DELETION,
    /** It was stopped. */
    CANCELLED
  }
}
