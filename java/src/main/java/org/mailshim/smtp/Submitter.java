package org.mailshim.smtp;

import java.util.Optional;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.address.Xtext;

/**
 * Who submitted a message, as servers that trust each other tell it, the value of AUTH at MAIL (RFC
 * 4954 §5).
 *
 * <p>It is a claim: a server that does not trust its client takes {@link #UNKNOWN} for it. Not to
 * be taken for the credentials of the command AUTH.
 *
 * @param mailbox who authenticated when the message was submitted; empty when that is unknown or
 *     was not sufficient, {@code AUTH=<>}
 */
public record Submitter(Optional<Mailbox> mailbox) {
  /** Nobody known, {@code AUTH=<>}. */
  public static final Submitter UNKNOWN = new Submitter(Optional.empty());

  /**
   * Reads the value of the parameter.
   *
   * @param value {@code <>}, or a mailbox in xtext; with angle brackets round it too, as curl has
   *     it
   * @return the submitter
   * @throws AddressSyntaxException when the value is neither
   */
  static Submitter parse(String value) {
    String decoded = Xtext.decode(value);
    return new Submitter(ReversePath.parse(decoded).sender());
  }

  /**
   * The value of the parameter.
   *
   * @return {@code <>}, or the mailbox in xtext
   */
  public String text() {
    return mailbox.isPresent() ? Xtext.encode(mailbox.get().text()) : "<>";
  }
}
