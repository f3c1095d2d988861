package org.mailshim.address;

/**
 * A domain name as RFC 5321 §4.1.2 wants it: labels of letters, digits and inner hyphens, with dots
 * between.
 *
 * <p>Internationalised names (RFC 5890) are turned into A-labels when they are parsed ({@link
 * ALabels}, with its limits). Known limits: an underscore is accepted in a label, against the RFC's
 * letter, because such hosts exist and receive mail; a name of digits only ({@code 192.0.2.1}) is a
 * name, not an address; a trailing dot is refused, since the grammar has none.
 *
 * @param ascii the name with A-labels, case as given; at most 255 octets, each label at most 63
 */
public record DomainName(String ascii) implements Domain {
  private static final int LABEL_LIMIT = 63;

  /**
   * Checks the name.
   *
   * @throws AddressSyntaxException when it is not a name in ASCII, or too long
   */
  public DomainName {
    int labelStart = 0;
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      if (c == '.') {
        checkLabel(ascii, labelStart, i);
        labelStart = i + 1;
      } else if (!isLabelCharacter(c)) {
        throw new AddressSyntaxException("no character of a domain name", ascii, i);
      }
    }
    checkLabel(ascii, labelStart, ascii.length());
    if (ascii.length() > OCTETS_LIMIT) {
      throw new AddressSyntaxException("domain longer than 255 octets", ascii, OCTETS_LIMIT);
    }
  }

  /**
   * Reads a domain name.
   *
   * @param text the name in ASCII or with U-labels
   * @return the name with A-labels
   * @throws AddressSyntaxException when the text is no domain name
   */
  public static DomainName parse(String text) {
    AddressSyntaxException.refuseForbidden(text);
    return Utf8.isAscii(text) ? new DomainName(text) : withALabels(text);
  }

  private static DomainName withALabels(String text) {
    if (text.length() > OCTETS_LIMIT) {
      // A-labels are no shorter, and the conversion takes quadratic time.
      throw new AddressSyntaxException("domain longer than 255 octets", text, OCTETS_LIMIT);
    }
    try {
      return new DomainName(ALabels.of(text));
    } catch (AddressSyntaxException noName) {
      // Said of the text as it was given, and not of its A-labels.
      throw new AddressSyntaxException("no internationalised domain name", text, 0);
    }
  }

  private static void checkLabel(String name, int from, int to) {
    if (from == to) {
      throw new AddressSyntaxException("empty label in a domain name", name, from);
    }
    if (name.charAt(from) == '-') {
      throw new AddressSyntaxException("label begins with a hyphen", name, from);
    }
    if (name.charAt(to - 1) == '-') {
      throw new AddressSyntaxException("label ends with a hyphen", name, to - 1);
    }
    if (to - from > LABEL_LIMIT) {
      throw new AddressSyntaxException("label longer than 63 octets", name, from + LABEL_LIMIT);
    }
  }

  private static boolean isLabelCharacter(char c) {
    return Ascii.isLetterOrDigit(c) || c == '-' || c == '_';
  }

  /** Whether the other is the same name, letter case aside (RFC 5321 §2.4). */
  @Override
  public boolean equals(Object other) {
    return other instanceof DomainName name && Ascii.equalsIgnoringCase(ascii, name.ascii);
  }

  /** Consistent with {@link #equals}: letter case does not count. */
  @Override
  public int hashCode() {
    return Ascii.hashIgnoringCase(ascii);
  }

  /** The name, as {@link #ascii}. */
  @Override
  public String toString() {
    return ascii;
  }
}
