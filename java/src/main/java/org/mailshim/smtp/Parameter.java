package org.mailshim.smtp;

import java.util.List;
import java.util.Optional;
import org.mailshim.address.Ascii;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * A parameter of MAIL or RCPT: {@code SIZE=5000}, {@code SMTPUTF8} (RFC 5321 §4.1.2, esmtp-param).
 *
 * <p>The keyword is kept in upper case, the value as given. Values that need spaces, {@code =} or
 * controls are encoded by their extension ({@link org.mailshim.address.Xtext}); raw they are
 * refused.
 *
 * @param keyword letters, digits and inner hyphens; put into upper case
 * @param value what stands after {@code =}; empty when there is no {@code =}
 */
public record Parameter(String keyword, Optional<String> value) {
  /** Announces internationalised addresses or header fields in this transaction (RFC 6531 §3.4). */
  public static final Parameter SMTPUTF8 = new Parameter("SMTPUTF8", Optional.empty());

  /** Announces mail data with octets above 127 (RFC 6152 §3). */
  public static final Parameter BODY_8BITMIME = new Parameter("BODY", Optional.of("8BITMIME"));

  /**
   * Checks keyword and value.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when one of them is none
   */
  public Parameter {
    checkKeyword(keyword);
    keyword = Ascii.upperCase(keyword);
    if (value.isPresent()) {
      checkValue(value.get());
    }
  }

  /**
   * Makes a parameter with a value.
   *
   * @param keyword the keyword
   * @param value the value, already encoded as its extension wants it
   * @return the parameter
   * @throws SmtpSyntaxException when one of them is none
   */
  public static Parameter of(String keyword, String value) {
    return new Parameter(keyword, Optional.of(value));
  }

  /**
   * Announces the size of the mail data (RFC 1870 §5).
   *
   * @param octets the size with CRLF line ends and without doubled dots, in octets, at least 0
   * @return the SIZE parameter
   */
  public static Parameter size(long octets) {
    return of("SIZE", Long.toString(octets));
  }

  /**
   * Reads a parameter.
   *
   * @param text {@code keyword} or {@code keyword=value}
   * @return the parameter
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when the text is none
   */
  public static Parameter parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Parameter(text, Optional.empty())
        : of(text.substring(0, equals), text.substring(equals + 1));
  }

  /**
   * Finds a parameter by its keyword.
   *
   * @param parameters where to look
   * @param keyword what to look for, in upper case
   * @return the parameter; empty when it is not there
   */
  public static Optional<Parameter> find(List<Parameter> parameters, String keyword) {
    for (Parameter parameter : parameters) {
      if (parameter.keyword.equals(keyword)) {
        return Optional.of(parameter);
      }
    }
    return Optional.empty();
  }

  /**
   * The parameter as it stands in a command.
   *
   * @return {@code KEYWORD} or {@code KEYWORD=value}
   */
  public String text() {
    return value.isPresent() ? keyword + "=" + value.get() : keyword;
  }

  /** The parameter, as {@link #text}. */
  @Override
  public String toString() {
    return text();
  }

  private static void checkKeyword(String keyword) {
    if (keyword.isEmpty()) {
      throw new SmtpSyntaxException(Kind.PARAMETER, "keyword expected", keyword, 0);
    }
    for (int i = 0; i < keyword.length(); i++) {
      char c = keyword.charAt(i);
      if (!Ascii.isLetterOrDigit(c) && (c != '-' || i == 0)) {
        throw new SmtpSyntaxException(Kind.PARAMETER, "no character of a keyword", keyword, i);
      }
    }
  }

  private static void checkValue(String value) {
    Grammar.checkClean(Kind.PARAMETER, value);
    if (value.isEmpty()) {
      throw new SmtpSyntaxException(Kind.PARAMETER, "value expected", value, 0);
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) == ' ' || value.charAt(i) == '=') {
        throw new SmtpSyntaxException(Kind.PARAMETER, "no character of a value", value, i);
      }
    }
  }
}
