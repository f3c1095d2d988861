package org.mailshim.abi.srv;

import org.mailshim.address.PrintableText;

/**
 * A configuration file that cannot be read or written. The message names the file, and the line and
 * word where there is one; it shows no value, since that may be a password.
 */
final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_WORD = 60;

  /** What went wrong, as {@code LoadConfig} and {@code SaveConfig} tell it. */
  enum Kind {
    /** There is no such file. */
    NOT_FOUND(-1),
    /** It is there, and cannot be read or written. */
    UNREADABLE(-2),
    /** It is no configuration. */
    SYNTAX(-3);

    private final int result;

    Kind(int result) {
      this.result = result;
    }

    /** What the C function returns. */
    int result() {
      return result;
    }
  }

  private final Kind kind;

  /** Says what went wrong with a file. */
  ConfigurationException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** Says which word is none. */
  static ConfigurationException syntax(String file, int line, String word, String what) {
    return new ConfigurationException(
        Kind.SYNTAX,
        file + ", line " + line + ", \"" + PrintableText.of(word, LONGEST_WORD) + "\": " + what);
  }

  Kind kind() {
    return kind;
  }
}
