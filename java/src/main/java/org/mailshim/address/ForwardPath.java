package org.mailshim.address;

import java.util.Optional;

/**
 * The forward-path, what stands in RCPT TO: a mailbox, or the postmaster of whichever host is asked
 * (RFC 5321 §4.1.1.3).
 *
 * <p>Immutable, for any thread.
 */
public sealed interface ForwardPath {
  /** The postmaster without a domain, {@code <Postmaster>} (RFC 5321 §4.1.1.3, §4.5.1). */
  ForwardPath POSTMASTER = new Postmaster();

  /** The postmaster without a domain; {@link #POSTMASTER} is the one to use. */
  record Postmaster() implements ForwardPath {
    @Override
    public String text() {
      return "<Postmaster>";
    }

    /** The path, as {@link #text}. */
    @Override
    public String toString() {
      return text();
    }

    @Override
    public Optional<Domain> domain() {
      return Optional.empty();
    }

    @Override
    public boolean isAscii() {
      return true;
    }
  }

  /**
   * A forward-path with a mailbox.
   *
   * @param mailbox the mailbox
   */
  record Of(Mailbox mailbox) implements ForwardPath {
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
    public Optional<Domain> domain() {
      return Optional.of(mailbox.domain());
    }

    @Override
    public boolean isAscii() {
      return mailbox.isAscii();
    }
  }

  /**
   * Makes a forward-path of a mailbox.
   *
   * @param mailbox the mailbox
   * @return the path
   */
  static ForwardPath of(Mailbox mailbox) {
    return new Of(mailbox);
  }

  /**
   * Reads a forward-path.
   *
   * @param text a mailbox, with or without angle brackets, or the word {@code Postmaster} in any
   *     case. A source route before the mailbox is accepted and dropped (RFC 5321 §4.1.1.3,
   *     appendix C).
   * @return the path
   * @throws AddressSyntaxException when the text is no path, or empty
   */
  static ForwardPath parse(String text) {
    boolean bare = Ascii.equalsIgnoringCase(Paths.withoutBrackets(text), "Postmaster");
    return bare ? POSTMASTER : new Of(Paths.mailbox(text));
  }

  /**
   * The path as it stands after {@code RCPT TO:}.
   *
   * @return the path in its angle brackets, at most 256 octets in UTF-8
   */
  String text();

  /**
   * Where the recipient is, which is what routing asks.
   *
   * @return the domain; empty for the bare postmaster, who is always local
   */
  Optional<Domain> domain();

  /**
   * Whether a server without SMTPUTF8 can be given this path.
   *
   * @return true when the path is ASCII
   */
  boolean isAscii();
}
