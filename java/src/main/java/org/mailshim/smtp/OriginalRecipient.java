package org.mailshim.smtp;

import org.mailshim.address.Ascii;
import org.mailshim.address.Utf8;
import org.mailshim.address.Utf8AddressXtext;
import org.mailshim.address.Xtext;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * Whom the sender addressed, before any alias or list changed it, the value of ORCPT (RFC 3461
 * §4.2, RFC 6533 §3).
 *
 * <p>The address is a text, not a {@link org.mailshim.address.Mailbox}: its type need not be mail,
 * and it is for people and programs that know the type. On the wire it is in ASCII always: xtext,
 * or for the type {@code utf-8} utf-8-addr-xtext; the raw UTF-8 form that a server with SMTPUTF8
 * accepts is read too.
 *
 * @param addressType the type, {@code rfc822} or {@code utf-8} or another atom; put into lower case
 * @param address the address, decoded
 */
public record OriginalRecipient(String addressType, String address) {
  /** The type of an address in US-ASCII. */
  public static final String RFC822 = "rfc822";

  /** The type of an internationalised address (RFC 6533 §3). */
  public static final String UTF_8 = "utf-8";

  /** The longest value of ORCPT, in octets (RFC 3461 §4.2). */
  public static final int OCTETS_LIMIT = 500;

  /**
   * Checks type and address.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when the type is no atom, the
   *     address is empty or holds a control, or the value is longer than {@value #OCTETS_LIMIT}
   *     octets
   */
  public OriginalRecipient {
    checkType(addressType);
    addressType = lowerCase(addressType);
    Grammar.checkClean(Kind.PARAMETER, address);
    if (address.isEmpty()) {
      throw new SmtpSyntaxException(Kind.PARAMETER, "ORCPT wants an address", address, 0);
    }
    if (addressType.length() + 1 + encoded(addressType, address).length() > OCTETS_LIMIT) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "ORCPT longer than 500 octets", address, address.length());
    }
  }

  /**
   * The original recipient for a recipient as it is given here, of type {@code rfc822} when the
   * address is ASCII and {@code utf-8} when it is not.
   *
   * @param address a mailbox as text
   * @return the original recipient
   * @throws SmtpSyntaxException as the constructor does
   */
  public static OriginalRecipient of(String address) {
    return new OriginalRecipient(Utf8.isAscii(address) ? RFC822 : UTF_8, address);
  }

  /**
   * Reads the value of the parameter.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when the value is none
   * @throws org.mailshim.address.AddressSyntaxException when its address is badly encoded
   */
  static OriginalRecipient parse(String value) {
    int semicolon = value.indexOf(';');
    if (semicolon < 0) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "ORCPT wants a type, ; and an address", value, value.length());
    }
    String type = value.substring(0, semicolon);
    String encoded = value.substring(semicolon + 1);
    boolean unicode = Ascii.equalsIgnoringCase(type, UTF_8);
    return new OriginalRecipient(
        type, unicode ? Utf8AddressXtext.decode(encoded) : Xtext.decode(encoded));
  }

  /**
   * The value of the parameter.
   *
   * @return type, semicolon and encoded address, in ASCII
   */
  public String text() {
    return addressType + ";" + encoded(addressType, address);
  }

  private static String encoded(String type, String address) {
    return type.equals(UTF_8) ? Utf8AddressXtext.encode(address) : Xtext.encode(address);
  }

  private static void checkType(String type) {
    for (int i = 0; i < type.length(); i++) {
      char c = type.charAt(i);
      if (!Ascii.isLetterOrDigit(c) && "!#$%&'*+-/?^_`{|}~".indexOf(c) < 0) {
        throw new SmtpSyntaxException(Kind.PARAMETER, "no character of an address type", type, i);
      }
    }
    if (type.isEmpty()) {
      throw new SmtpSyntaxException(Kind.PARAMETER, "ORCPT wants an address type", type, 0);
    }
  }

  private static String lowerCase(String type) {
    char[] letters = type.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] >= 'A' && letters[i] <= 'Z') {
        letters[i] += 'a' - 'A';
      }
    }
    return new String(letters);
  }
}
