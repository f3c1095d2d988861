package org.mailshim;

/**
 * A text is no URL of a mail server. The message never holds the URL itself, of which a password
 * may be a part.
 */
public final class MailUrlException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** It has no host, a port that is none, or escapes that are none. */
    SYNTAX,
    /** Its scheme is unknown. */
    SCHEME,
    /** It has a user without a password, or the reverse. */
    CREDENTIALS
  }

  private final Kind kind;

  MailUrlException(Kind kind, String message) {
    super(message);
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
