package org.mailshim.address;

/**
 * The right-hand side of a mailbox: a {@linkplain DomainName domain name} or an {@linkplain
 * AddressLiteral address literal} (RFC 5321 §4.1.2, §4.1.3).
 *
 * <p>Two domains are equal when they differ in case only (§2.4). Immutable, for any thread.
 */
public sealed interface Domain permits DomainName, AddressLiteral {
  /** The longest domain, in octets (RFC 5321 §4.5.3.1.2). */
  int OCTETS_LIMIT = 255;

  /**
   * Reads a domain.
   *
   * @param text a domain name, in ASCII or with U-labels, or an address literal in its square
   *     brackets
   * @return the domain, with A-labels
   * @throws AddressSyntaxException when the text is neither
   */
  static Domain parse(String text) {
    return text.startsWith("[") ? AddressLiteral.parse(text) : DomainName.parse(text);
  }

  /**
   * The domain as it is written in an SMTP command.
   *
   * @return ASCII: labels and dots with A-labels for internationalised ones, or the literal with
   *     its brackets; at most {@value #OCTETS_LIMIT} octets, the case as it was given
   */
  String ascii();
}
