package org.mailshim.mime;

/**
 * What was given is no message, or not one that can be sent. Thrown before anything is sent; its
 * message is one printable line.
 */
public final class MessageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** The message lacks a sender, a recipient or a body. */
    INCOMPLETE,
    /** An address is none, or one that US-ASCII cannot have where the message is to be that. */
    ADDRESS,
    /** A header field has no name or no text, or holds a control character. */
    HEADER,
    /** The body was given in two ways that exclude each other. */
    BODY,
    /** A transfer encoding that cannot be used for what it is to encode. */
    ENCODING
  }

  private final Kind kind;

  /**
   * Makes one.
   *
   * @param kind what is wrong
   * @param message what is wrong, in words
   */
  public MessageException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /**
   * Makes one with its cause.
   *
   * @param kind what is wrong
   * @param message what is wrong, in words
   * @param cause why
   */
  public MessageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /**
   * What is wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
