package org.mailshim.pop3;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.Ascii;
import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * One line of the answer to CAPA (RFC 2449 §3, §5).
 *
 * <p>Names compare without regard to case through {@link #is}; the record's own {@code equals} is
 * exact. Immutable, for any thread.
 *
 * @param name the capability's tag, as written
 * @param arguments its arguments; copied
 */
public record Capability(String name, List<String> arguments) {
  /**
   * Checks the words.
   *
   * @throws Pop3SyntaxException of kind {@link Kind#LISTING} when one is not a word of printable
   *     ASCII
   */
  public Capability {
    arguments = List.copyOf(arguments);
    Grammar.checkWord(Kind.LISTING, name, false);
    for (String argument : arguments) {
      Grammar.checkWord(Kind.LISTING, argument, false);
    }
  }

  /**
   * Makes a capability.
   *
   * @param name its tag
   * @param arguments its arguments
   * @return the capability
   */
  public static Capability of(String name, String... arguments) {
    return new Capability(name, List.of(arguments));
  }

  /**
   * Reads a line.
   *
   * @param line the line, without CRLF
   * @return the capability
   * @throws Pop3SyntaxException of kind {@link Kind#LISTING} when it is none
   */
  public static Capability parse(String line) {
    List<String> words = new ArrayList<>(4);
    int at = Grammar.skipSpaces(line, 0);
    while (at < line.length()) {
      int end = Grammar.endOfWord(line, at);
      words.add(line.substring(at, end));
      at = Grammar.skipSpaces(line, end);
    }
    if (words.isEmpty()) {
      throw new Pop3SyntaxException(Kind.LISTING, "capability expected", line, 0);
    }
    return new Capability(words.getFirst(), words.subList(1, words.size()));
  }

  /**
   * Whether it is the capability of that name.
   *
   * @param other a tag, in any case
   * @return true when it is
   */
  public boolean is(String other) {
    return Ascii.equalsIgnoringCase(name, other);
  }

  /**
   * The capability as it stands on the wire.
   *
   * @return one line, without CRLF
   */
  public String line() {
    var line = new StringBuilder(name);
    for (String argument : arguments) {
      line.append(' ').append(argument);
    }
    return line.toString();
  }
}
