package org.mailshim.address;

import java.util.Optional;

/**
 * The reverse-path, what stands in MAIL FROM: the mailbox that hears of failures, or nothing (RFC
 * 5321 §3.3, §4.1.2).
 *
 * <p>The null reverse-path {@code <>} marks a message about another message, to which no bounce may
 * be sent (§4.5.5). Immutable, for any thread.
 */
public sealed interface ReversePath {
  /** The null reverse-path, {@code <>}. */
  ReversePath NULL = new Null();

  /** The null reverse-path; {@link #NULL} is the one to use. */
  record Null() implements ReversePath {
    @Override
    public String text() {
      return "<>";
    }

    /** The path, as {@link #text}. */
    @Override
    public String toString() {
      return text();
    }

    @Override
    public Optional<Mailbox> sender() {
      return Optional.empty();
    }

    @Override
    public boolean isAscii() {
      return true;
    }
  }

  /**
   * A reverse-path with a mailbox.
   *
   * @param mailbox the mailbox
   */
  record Of(Mailbox mailbox) implements ReversePath {
    @Override
    public String text() {
      return "<" + mailbox.text() + ">";
    }

    /** The path, as {@link #text}. */
    @Override
    public String toString() {
      return text();
    }

    @Override
    public Optional<Mailbox> sender() {
      return Optional.of(mailbox);
    }

    @Override
    public boolean isAscii() {
      return mailbox.isAscii();
    }
  }

  /**
   * Makes a reverse-path of a mailbox.
   *
   * @param mailbox the mailbox
   * @return the path
   */
  static ReversePath of(Mailbox mailbox) {
    return new Of(mailbox);
  }

  /**
   * Reads a reverse-path.
   *
   * @param text a mailbox, with or without angle brackets; {@code <>} or {@code ""} for the null
   *     reverse-path. A source route before the mailbox is accepted and dropped (RFC 5321 §4.1.1.3,
   *     appendix C).
   * @return the path
   * @throws AddressSyntaxException when the text is no path
   */
  static ReversePath parse(String text) {
    return Paths.withoutBrackets(text).isEmpty() ? NULL : new Of(Paths.mailbox(text));
  }

  /**
   * The path as it stands after {@code MAIL FROM:}.
   *
   * @return the path in its angle brackets, at most 256 octets in UTF-8
   */
  String text();

  /**
   * Who is to hear of failures.
   *
   * @return the mailbox; empty for the null reverse-path
   */
  Optional<Mailbox> sender();

  /**
   * Whether a server without SMTPUTF8 can be given this path.
   *
   * @return true when the path is ASCII
   */
  boolean isAscii();
}
