package org.mailshim.smtp;

import java.util.Optional;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Ascii;
import org.mailshim.address.Xtext;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * One thing that a trusted proxy says of the client behind it: {@code ADDR=192.0.2.1} (Postfix,
 * XCLIENT_README).
 *
 * <p>The value is what it means, without its xtext. {@value #UNAVAILABLE} stands for what the proxy
 * cannot know, {@value #TEMPORARILY_UNAVAILABLE} for what it could not find out just now, such as a
 * name when the name servers do not answer. An ADDR or DESTADDR of IPv6 begins with {@code IPV6:}.
 *
 * @param name what is said
 * @param value the value, at least one character; of PORT and DESTPORT a number of 0 to 65535, of
 *     PROTO SMTP or ESMTP
 */
public record XclientAttribute(Name name, String value) {
  /** The value that the proxy cannot know. */
  public static final String UNAVAILABLE = "[UNAVAILABLE]";

  /** The value that the proxy could not find out for the moment. */
  public static final String TEMPORARILY_UNAVAILABLE = "[TEMPUNAVAIL]";

  private static final int PORT_LIMIT = 65535;

  /** What can be said of a client. */
  public enum Name {
    /** Its host name, which has its address. */
    NAME,
    /** The host name that its address leads to, whether or not that has its address. */
    REVERSE_NAME,
    /** Its network address. */
    ADDR,
    /** Its port. */
    PORT,
    /** Whether it said HELO or EHLO: SMTP or ESMTP. */
    PROTO,
    /** What it said in HELO or EHLO. */
    HELO,
    /** As whom it authenticated. */
    LOGIN,
    /** Which address of the proxy it connected to. */
    DESTADDR,
    /** Which port of the proxy it connected to. */
    DESTPORT;

    private static final Name[] ALL = values();

    /**
     * Finds an attribute's name.
     *
     * @param text the name in any case
     * @return the name; empty when there is none such
     */
    public static Optional<Name> of(String text) {
      for (Name name : ALL) {
        if (Ascii.equalsIgnoringCase(name.name(), text)) {
          return Optional.of(name);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Checks the value.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#ARGUMENT} when it is empty, holds a control or
   *     is none for the name
   */
  public XclientAttribute {
    Grammar.checkClean(Kind.ARGUMENT, value);
    if (value.isEmpty()) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, name + " wants a value", value, 0);
    }
    if (isKnown(value) && !fits(name, value)) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "no value of " + name, value, 0);
    }
  }

  /**
   * Reads an attribute.
   *
   * @param text {@code NAME=value} with the value in xtext
   * @return the attribute
   * @throws SmtpSyntaxException of kind {@link Kind#ARGUMENT} when the text is none
   */
  static XclientAttribute parse(String text) {
    int equals = text.indexOf('=');
    Optional<Name> name = equals < 0 ? Optional.empty() : Name.of(text.substring(0, equals));
    if (name.isEmpty()) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "attribute of XCLIENT expected", text, 0);
    }
    try {
      return new XclientAttribute(name.get(), Xtext.decode(text.substring(equals + 1)));
    } catch (AddressSyntaxException noXtext) {
      throw new SmtpSyntaxException(
          Kind.ARGUMENT, "xtext expected", text, equals + 1 + noXtext.position());
    }
  }

  /**
   * Whether the proxy knows the value.
   *
   * @return false when it says that the value is unavailable, for ever or for now
   */
  public boolean isAvailable() {
    return isKnown(value);
  }

  /**
   * The attribute as it stands in the command.
   *
   * @return {@code NAME=value}, the value in xtext
   */
  public String text() {
    return name + "=" + Xtext.encode(value);
  }

  private static boolean isKnown(String value) {
    return !Ascii.equalsIgnoringCase(value, UNAVAILABLE)
        && !Ascii.equalsIgnoringCase(value, TEMPORARILY_UNAVAILABLE);
  }

  private static boolean fits(Name name, String value) {
    return switch (name) {
      case PORT, DESTPORT -> value.length() <= 5 && isPort(Grammar.number(value));
      case PROTO ->
          Ascii.equalsIgnoringCase(value, "SMTP") || Ascii.equalsIgnoringCase(value, "ESMTP");
      case NAME, REVERSE_NAME, ADDR, HELO, LOGIN, DESTADDR -> true;
    };
  }

  private static boolean isPort(long number) {
    return number >= 0 && number <= PORT_LIMIT;
  }
}
