package org.mailshim.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * One POP3 command as a value that renders itself: what a client says and a server hears (RFC 1939
 * §3).
 *
 * <p>A command that exists is well-formed: every constructor refuses CR, LF, NUL and other controls
 * with a {@link Pop3SyntaxException}, so {@link #line} is always one line. Rendering is canonical:
 * {@code parse(line())} gives an equal command. Whether a command may come now, and whether there
 * is such a message, is not asked here. Immutable, for any thread.
 *
 * <p>{@code toString} of {@link Pass}, {@link Apop} and {@link Auth} leaves the secret out; {@link
 * #line} has it.
 */
public sealed interface Command {
  /**
   * Reads a command line.
   *
   * <p>Tolerated, since clients do it: any letter case of keywords, spaces at the end (except after
   * PASS, where they may belong to the password), several spaces between words. A number too large
   * to be anything here is read as {@link Integer#MAX_VALUE}, which no message has.
   *
   * @param line the line, without CRLF
   * @return the command
   * @throws Pop3SyntaxException of kind {@link Kind#VERB} when the keyword is unknown, of kind
   *     {@link Kind#ARGUMENT} when its arguments are wrong
   */
  static Command parse(String line) {
    return CommandParser.parse(line);
  }

  /**
   * The verb, with its facts.
   *
   * @return the verb
   */
  Verb verb();

  /**
   * The command as it stands on the wire.
   *
   * @return one line, without CRLF
   */
  default String line() {
    return verb().keyword();
  }

  /**
   * USER (RFC 1939 §7).
   *
   * @param name the mailbox, which may hold spaces and (RFC 6856 §2.2) any character of UTF-8
   */
  record User(String name) implements Command {
    /**
     * Checks the name.
     *
     * @throws Pop3SyntaxException when it is empty, begins or ends with a space or holds controls
     */
    public User {
      Grammar.checkClean(Kind.ARGUMENT, name);
      if (name.isEmpty() || name.startsWith(" ") || name.endsWith(" ")) {
        throw new Pop3SyntaxException(Kind.ARGUMENT, "mailbox name expected", name, 0);
      }
    }

    @Override
    public Verb verb() {
      return Verb.USER;
    }

    @Override
    public String line() {
      return "USER " + name;
    }
  }

  /**
   * PASS (RFC 1939 §7).
   *
   * @param password all that follows the space, spaces included
   */
  record Pass(String password) implements Command {
    /**
     * Checks the password, without ever showing it.
     *
     * @throws Pop3SyntaxException when it is empty or holds controls
     */
    public Pass {
      Grammar.checkCleanSecret(password);
      if (password.isEmpty()) {
        throw new Pop3SyntaxException(Kind.ARGUMENT, "password expected", "PASS", 4);
      }
    }

    @Override
    public Verb verb() {
      return Verb.PASS;
    }

    @Override
    public String line() {
      return "PASS " + password;
    }

    @Override
    public String toString() {
      return "Pass[(secret)]";
    }
  }

  /**
   * APOP (RFC 1939 §7).
   *
   * @param name the mailbox
   * @param digest what {@link ApopTimestamp#digest} makes, 32 hexadecimal digits, of which the
   *     letters should be small
   */
  record Apop(String name, String digest) implements Command {
    /**
     * Checks name and digest.
     *
     * @throws Pop3SyntaxException when the name is none, as in {@link User}, or the digest is not
     *     32 hexadecimal digits
     */
    public Apop {
      name = new User(name).name();
      if (!ApopTimestamp.isDigest(digest)) {
        throw new Pop3SyntaxException(Kind.ARGUMENT, "32 hexadecimal digits expected", "APOP", 4);
      }
    }

    @Override
    public Verb verb() {
      return Verb.APOP;
    }

    @Override
    public String line() {
      return "APOP " + name + ' ' + digest;
    }

    @Override
    public String toString() {
      return "Apop[name=" + name + ", (secret)]";
    }
  }

  /**
   * AUTH (RFC 5034 §4).
   *
   * @param mechanism the SASL mechanism, as written
   * @param initialResponse the initial response in base64, {@code =} when it is there and empty;
   *     whether it is base64 is not asked here
   */
  record Auth(String mechanism, Optional<String> initialResponse) implements Command {
    /**
     * Checks the words.
     *
     * @throws Pop3SyntaxException when one is not a word of printable ASCII
     */
    public Auth {
      Grammar.checkWord(Kind.ARGUMENT, mechanism, false);
      if (initialResponse.isPresent()) {
        Grammar.checkWord(Kind.ARGUMENT, initialResponse.get(), true);
      }
    }

    @Override
    public Verb verb() {
      return Verb.AUTH;
    }

    @Override
    public String line() {
      String line = "AUTH " + mechanism;
      return initialResponse.isPresent() ? line + ' ' + initialResponse.get() : line;
    }

    @Override
    public String toString() {
      return "Auth[mechanism=" + mechanism + (initialResponse.isPresent() ? ", (secret)]" : "]");
    }
  }

  /** STLS (RFC 2595 §4). */
  record Stls() implements Command {
    @Override
    public Verb verb() {
      return Verb.STLS;
    }
  }

  /** UTF8 (RFC 6856 §2.1). */
  record Utf8() implements Command {
    @Override
    public Verb verb() {
      return Verb.UTF8;
    }
  }

  /** STAT (RFC 1939 §5). */
  record Stat() implements Command {
    @Override
    public Verb verb() {
      return Verb.STAT;
    }
  }

  /**
   * LIST (RFC 1939 §5).
   *
   * @param message one message, or all that are not marked as deleted
   */
  record List(OptionalInt message) implements Command {
    /**
     * Checks the message-number.
     *
     * @throws Pop3SyntaxException when it is less than 1
     */
    public List {
      if (message.isPresent()) {
        Grammar.checkMessage(message.getAsInt());
      }
    }

    @Override
    public Verb verb() {
      return Verb.LIST;
    }

    @Override
    public String line() {
      return message.isPresent() ? "LIST " + message.getAsInt() : "LIST";
    }
  }

  /**
   * UIDL (RFC 1939 §7).
   *
   * @param message one message, or all that are not marked as deleted
   */
  record Uidl(OptionalInt message) implements Command {
    /**
     * Checks the message-number.
     *
     * @throws Pop3SyntaxException when it is less than 1
     */
    public Uidl {
      if (message.isPresent()) {
        Grammar.checkMessage(message.getAsInt());
      }
    }

    @Override
    public Verb verb() {
      return Verb.UIDL;
    }

    @Override
    public String line() {
      return message.isPresent() ? "UIDL " + message.getAsInt() : "UIDL";
    }
  }

  /**
   * RETR (RFC 1939 §5).
   *
   * @param message the message-number
   */
  record Retr(int message) implements Command {
    /**
     * Checks the message-number.
     *
     * @throws Pop3SyntaxException when it is less than 1
     */
    public Retr {
      Grammar.checkMessage(message);
    }

    @Override
    public Verb verb() {
      return Verb.RETR;
    }

    @Override
    public String line() {
      return "RETR " + message;
    }
  }

  /**
   * TOP (RFC 1939 §7).
   *
   * @param message the message-number
   * @param lines how many lines of the body, 0 or more
   */
  record Top(int message, int lines) implements Command {
    /**
     * Checks both numbers.
     *
     * @throws Pop3SyntaxException when {@code message} is less than 1 or {@code lines} negative
     */
    public Top {
      Grammar.checkMessage(message);
      if (lines < 0) {
        throw new Pop3SyntaxException(
            Kind.ARGUMENT, "number of lines expected", Integer.toString(lines), 0);
      }
    }

    @Override
    public Verb verb() {
      return Verb.TOP;
    }

    @Override
    public String line() {
      return "TOP " + message + ' ' + lines;
    }
  }

  /**
   * DELE (RFC 1939 §5).
   *
   * @param message the message-number
   */
  record Dele(int message) implements Command {
    /**
     * Checks the message-number.
     *
     * @throws Pop3SyntaxException when it is less than 1
     */
    public Dele {
      Grammar.checkMessage(message);
    }

    @Override
    public Verb verb() {
      return Verb.DELE;
    }

    @Override
    public String line() {
      return "DELE " + message;
    }
  }

  /** RSET (RFC 1939 §5). */
  record Rset() implements Command {
    @Override
    public Verb verb() {
      return Verb.RSET;
    }
  }

  /** NOOP (RFC 1939 §5). */
  record Noop() implements Command {
    @Override
    public Verb verb() {
      return Verb.NOOP;
    }
  }

  /** CAPA (RFC 2449 §5). */
  record Capa() implements Command {
    @Override
    public Verb verb() {
      return Verb.CAPA;
    }
  }

  /**
   * LANG (RFC 6856 §3).
   *
   * @param range a language range, or {@code *} for the server's own; none asks for the list
   */
  record Lang(Optional<String> range) implements Command {
    /**
     * Checks the range.
     *
     * @throws Pop3SyntaxException when it is not a word of printable ASCII
     */
    public Lang {
      if (range.isPresent()) {
        Grammar.checkWord(Kind.ARGUMENT, range.get(), false);
      }
    }

    @Override
    public Verb verb() {
      return Verb.LANG;
    }

    @Override
    public String line() {
      return range.isPresent() ? "LANG " + range.get() : "LANG";
    }
  }

  /** QUIT (RFC 1939 §5, §6). */
  record Quit() implements Command {
    @Override
    public Verb verb() {
      return Verb.QUIT;
    }
  }
}
