package org.mailshim.pop3;

import java.util.Optional;
import org.mailshim.address.Ascii;
import org.mailshim.address.PrintableText;
import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * The first line of a POP3 response: what a server says and a client hears (RFC 1939 §3, RFC 2449
 * §8, RFC 5034 §4).
 *
 * <p>The words are whatever the other side wrote, apart from CR, LF and NUL. {@link #text} is the
 * form to show; {@link #line} the form to send. Whether more lines follow depends on the command
 * and is not told here. Immutable, for any thread.
 *
 * @param status done, refused, or to be continued
 * @param code the response code; empty when the response has none
 * @param words the text after status and code, possibly empty
 */
public record Response(Status status, Optional<ResponseCode> code, String words) {
  /** How the command ended. */
  public enum Status {
    /** It was done. */
    OK("+OK"),
    /** It was not done. */
    ERR("-ERR"),
    /** A SASL challenge, which the client answers (RFC 5034 §4); its words are base64. */
    CONTINUE("+");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /**
     * The status indicator.
     *
     * @return {@code +OK}, {@code -ERR} or {@code +}
     */
    public String text() {
      return text;
    }
  }

  /** The longest {@link #text}, about. */
  private static final int TEXT_LIMIT = 500;

  /**
   * Checks the words.
   *
   * @throws Pop3SyntaxException of kind {@link Kind#RESPONSE} when they hold CR, LF or NUL
   */
  public Response {
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new Pop3SyntaxException(Kind.RESPONSE, "CR, LF or NUL", words, i);
      }
    }
  }

  /**
   * Makes a positive response.
   *
   * @param words its text, possibly empty
   * @return {@code +OK words}
   */
  public static Response ok(String words) {
    return new Response(Status.OK, Optional.empty(), words);
  }

  /**
   * Makes a negative response without a response code.
   *
   * @param words its text
   * @return {@code -ERR words}
   */
  public static Response err(String words) {
    return new Response(Status.ERR, Optional.empty(), words);
  }

  /**
   * Makes a negative response.
   *
   * @param code its response code
   * @param words its text
   * @return {@code -ERR [code] words}
   */
  public static Response err(ResponseCode code, String words) {
    return new Response(Status.ERR, Optional.of(code), words);
  }

  /**
   * Makes a SASL challenge.
   *
   * @param base64 the challenge in base64, possibly empty
   * @return {@code + base64}
   */
  public static Response challenge(String base64) {
    return new Response(Status.CONTINUE, Optional.empty(), base64);
  }

  /**
   * Reads the first line of a response. Any letter case of the status is taken.
   *
   * @param line the line, without CRLF
   * @return the response
   * @throws Pop3SyntaxException of kind {@link Kind#RESPONSE} when it begins with no status
   *     indicator
   */
  public static Response parse(String line) {
    int end = Grammar.endOfWord(line, 0);
    int rest = Math.min(end + 1, line.length());
    String first = line.substring(0, end);
    if (Ascii.equalsIgnoringCase(first, "+OK")) {
      return withCode(Status.OK, line, rest);
    }
    if (Ascii.equalsIgnoringCase(first, "-ERR")) {
      return withCode(Status.ERR, line, rest);
    }
    if (first.equals("+")) {
      return challenge(line.substring(rest));
    }
    throw new Pop3SyntaxException(Kind.RESPONSE, "+OK, -ERR or + expected", line, 0);
  }

  private static Response withCode(Status status, String line, int at) {
    int bracket = line.startsWith("[", at) ? line.indexOf(']', at) : -1;
    if (bracket < 0 || !ResponseCode.isCode(line, at + 1, bracket)) {
      return new Response(status, Optional.empty(), line.substring(at));
    }
    var code = new ResponseCode(line.substring(at + 1, bracket));
    int rest = Grammar.skipSpaces(line, bracket + 1);
    return new Response(status, Optional.of(code), line.substring(rest));
  }

  /**
   * Whether the command was done.
   *
   * @return true for {@code +OK}
   */
  public boolean isOk() {
    return status == Status.OK;
  }

  /**
   * Whether it has a response code, or one below it.
   *
   * @param general the code
   * @return true for {@code SYS/TEMP} when asked for {@code SYS}
   */
  public boolean has(ResponseCode general) {
    return code.isPresent() && code.get().isWithin(general);
  }

  /**
   * The response as it stands on the wire.
   *
   * @return one line, without CRLF
   */
  public String line() {
    var line = new StringBuilder(16 + words.length()).append(status.text());
    if (code.isPresent()) {
      line.append(" [").append(code.get().text()).append(']');
    }
    if (!words.isEmpty() || status == Status.CONTINUE) {
      line.append(' ').append(words);
    }
    return line.toString();
  }

  /**
   * The response for a person or a log.
   *
   * @return one line, controls escaped, cut with {@code …} where it grows long; of a challenge only
   *     that it is one
   */
  public String text() {
    return status == Status.CONTINUE ? "+ (challenge)" : PrintableText.of(line(), TEXT_LIMIT);
  }

  @Override
  public String toString() {
    return text();
  }
}
