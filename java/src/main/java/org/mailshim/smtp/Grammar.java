package org.mailshim.smtp;

import org.mailshim.address.Utf8;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/** The small pieces of RFC 5321's grammar that commands, parameters and replies share. */
final class Grammar {
  private Grammar() {}

  /** Refuses controls, unpaired surrogates and U+FFFD. */
  static void checkClean(Kind kind, String text) {
    int at = Utf8.firstForbidden(text);
    if (at >= 0) {
      throw new SmtpSyntaxException(kind, "control character or malformed UTF-8", text, at);
    }
  }

  /** Refuses what {@link #checkClean} refuses, and the empty text. */
  static void checkArgument(String text) {
    checkClean(Kind.ARGUMENT, text);
    if (text.isBlank()) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "argument expected", text, 0);
    }
    if (text.startsWith(" ") || text.endsWith(" ")) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "space around an argument", text, 0);
    }
  }

  /** Wants one word of printable ASCII. */
  static void checkWord(String text) {
    if (text.isEmpty()) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "argument expected", text, 0);
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
        throw new SmtpSyntaxException(
            Kind.ARGUMENT, "one word of printable ASCII expected", text, i);
      }
    }
  }

  /**
   * Reads a number of digits, as SIZE and BDAT have them.
   *
   * @return the number, or -1 when the text is none or exceeds a long
   */
  static long number(String text) {
    long number = text.isEmpty() ? -1 : 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /**
   * The refusal of a parameter's value.
   *
   * @param problem what is wrong, as a phrase without a full stop
   */
  static SmtpSyntaxException badValue(String problem, Parameter parameter) {
    int value = parameter.value().isPresent() ? parameter.keyword().length() + 1 : 0;
    return new SmtpSyntaxException(Kind.PARAMETER, problem, parameter.text(), value);
  }

  /** The refusal of a parameter that no extension on offer has (RFC 5321 §4.1.1.11). */
  static SmtpSyntaxException unknownParameter(Parameter parameter) {
    return new SmtpSyntaxException(
        Kind.UNKNOWN_PARAMETER, parameter.keyword() + " is not implemented", parameter.text(), 0);
  }

  /** The value of a parameter that must have one. */
  static String value(Parameter parameter) {
    if (parameter.value().isEmpty()) {
      throw badValue(parameter.keyword() + " wants a value", parameter);
    }
    return parameter.value().get();
  }
}
