package org.mailshim.abi.srv;

import java.util.ArrayList;
import java.util.List;

/**
 * The language of configuration files, that of the vendor's server: words, separated by spaces,
 * tabs and line ends, as many on a line as one likes.
 *
 * <pre>
 *   # a comment, to the end of the line, where a word could begin
 *   smtp_name=mail.example.org queue_threads=4
 *   msgspam="We don't want it"   a value with spaces stands between ", ' or `
 *   smtp_passw="it's "'"secret"' pieces that touch are one value
 *   smtptls                      a name alone turns a flag on
 *   nosmtp_max                   with no before it, off
 *   @users.cfg                   reads another file here
 * </pre>
 *
 * <p>A quote within a value that does not begin with one is itself, and so are {@code #} and {@code
 * @} inside of words. A backslash is no escape. There is no way to write a control character, and
 * no need: no value has one. {@link #quoted} writes any value so that {@link #parse} reads it.
 *
 * <p>Stateless and without I/O.
 */
final class ConfigurationText {
  /** A value has room for it in {@link Configuration}; whatever is longer is a file gone wrong. */
  static final int LONGEST_WORD = Configuration.LONGEST_VALUE + 256;

  private static final String QUOTES = "\"'`";

  /** What a word says. */
  sealed interface Item {
    /** The line that it begins on, from 1. */
    int line();
  }

  /**
   * A parameter and its value.
   *
   * @param line the line
   * @param name as it is written
   * @param value without its quotes
   */
  record Setting(int line, String name, String value) implements Item {}

  /**
   * A name alone.
   *
   * @param line the line
   * @param name as it is written, with {@code no} if it has that
   */
  record Flag(int line, String name) implements Item {}

  /**
   * Another file, to be read at this place.
   *
   * @param line the line
   * @param file its name
   */
  record Include(int line, String file) implements Item {}

  private final String file;
  private final String text;
  private final List<Item> items = new ArrayList<>();
  private int at;
  private int line = 1;

  private ConfigurationText(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads a text.
   *
   * @param file where it comes from, for messages
   * @throws ConfigurationException of kind SYNTAX for the first word that cannot be one, with file
   *     and line
   */
  static List<Item> parse(String file, String text) {
    var parser = new ConfigurationText(file, text);
    parser.parse();
    return List.copyOf(parser.items);
  }

  private void parse() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isBlank(c)) {
        skipBlank(c);
      } else if (c == '#') {
        at = endOfLine();
      } else {
        items.add(c == '@' ? include() : word());
      }
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private void skipBlank(char c) {
    if (c == '\n') {
      line++;
    } else if (c == '\r' && (at + 1 == text.length() || text.charAt(at + 1) != '\n')) {
      throw wrong("a carriage return without a line feed", "\r");
    }
    at++;
  }

  private int endOfLine() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private Item include() {
    at++;
    String name = value("@");
    if (name.isEmpty()) {
      throw wrong("no name of a file behind it", "@");
    }
    return new Include(line, name);
  }

  private Item word() {
    int from = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    String name = text.substring(from, at);
    boolean ends = at == text.length() || isBlank(text.charAt(at));
    if (name.isEmpty() || (!ends && text.charAt(at) != '=')) {
      throw wrong("no name of a parameter, and no name=value", wordFrom(from));
    }
    if (ends) {
      return new Flag(line, checked(name, name));
    }
    at++;
    return new Setting(line, checked(name, name), value(name));
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }

  /** From here to where a space ends it, or the quote that it begins with and no further one. */
  private String value(String name) {
    if (at == text.length() || QUOTES.indexOf(text.charAt(at)) < 0) {
      int from = at;
      while (at < text.length() && !isBlank(text.charAt(at))) {
        at++;
      }
      return checked(name, text.substring(from, at));
    }
    StringBuilder value = new StringBuilder();
    while (at < text.length() && QUOTES.indexOf(text.charAt(at)) >= 0) {
      value.append(piece(name));
    }
    if (at < text.length() && !isBlank(text.charAt(at))) {
      throw wrong("more behind the quote that ends the value", name);
    }
    return checked(name, value.toString());
  }

  private String piece(String name) {
    char quote = text.charAt(at);
    int end = text.indexOf(quote, at + 1);
    if (end < 0 || end > endOfLine()) {
      throw wrong("the quote " + quote + " is not closed on its line", name);
    }
    String piece = text.substring(at + 1, end);
    at = end + 1;
    return piece;
  }

  /** Names and values are what {@link Configuration} can take, or the whole file is not. */
  private String checked(String name, String value) {
    if (value.length() > LONGEST_WORD) {
      throw wrong("longer than " + LONGEST_WORD + " characters", name);
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' && value.charAt(i) != '\t') {
        throw wrong("a control character in it", name);
      }
    }
    return value;
  }

  private String wordFrom(int from) {
    int end = from;
    while (end < text.length() && !isBlank(text.charAt(end))) {
      end++;
    }
    return text.substring(from, end);
  }

  private ConfigurationException wrong(String what, String word) {
    return ConfigurationException.syntax(file, line, word, what);
  }

  /**
   * A value as it can stand behind {@code name=}.
   *
   * @param value without control characters
   */
  static String quoted(String value) {
    if (!value.isEmpty() && isPlain(value)) {
      return value;
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    do {
      char quote = quoteFor(value, from);
      int end = endOfPiece(value, from, quote);
      out.append(quote).append(value, from, end).append(quote);
      from = end;
    } while (from < value.length());
    return out.toString();
  }

  private static boolean isPlain(String value) {
    if (QUOTES.indexOf(value.charAt(0)) >= 0) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (isBlank(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The quote that the rest does without for longest. */
  private static char quoteFor(String value, int from) {
    char best = QUOTES.charAt(0);
    for (int i = 1; i < QUOTES.length(); i++) {
      char other = QUOTES.charAt(i);
      if (endOfPiece(value, from, other) > endOfPiece(value, from, best)) {
        best = other;
      }
    }
    return best;
  }

  private static int endOfPiece(String value, int from, char quote) {
    int end = value.indexOf(quote, from);
    return end < 0 ? value.length() : end;
  }
}
