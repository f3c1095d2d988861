package org.mailshim.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import org.mailshim.pop3.Pop3SyntaxException.Kind;

/**
 * Reads one command line from left to right.
 *
 * <p>The keyword ends at the first space. USER's and PASS's argument is the rest of the line, since
 * mailboxes and passwords may have spaces; APOP's digest is the last word, and what stands before
 * it is the mailbox.
 */
final class CommandParser {
  private final String line;
  private final int end;
  private int at;

  private CommandParser(String line, int end) {
    this.line = line;
    this.end = end;
  }

  static Command parse(String line) {
    int space = Grammar.endOfWord(line, 0);
    Verb verb = Verb.of(line.substring(0, space)).orElse(null);
    if (verb == null) {
      throw new Pop3SyntaxException(Kind.VERB, "unknown command", line.substring(0, space), 0);
    }
    if (verb == Verb.PASS) {
      return new Command.Pass(line.substring(Math.min(space + 1, line.length())));
    }
    int end = line.length();
    while (end > space && line.charAt(end - 1) == ' ') {
      end--;
    }
    var parser = new CommandParser(line, end);
    parser.at = Math.min(Grammar.skipSpaces(line, space), end);
    return parser.command(verb);
  }

  private Command command(Verb verb) {
    return switch (verb) {
      case USER -> new Command.User(line.substring(at, end));
      case PASS -> throw new AssertionError("PASS has been read");
      case APOP -> apop();
      case AUTH -> auth();
      case LIST -> new Command.List(optionalMessage());
      case UIDL -> new Command.Uidl(optionalMessage());
      case RETR -> last(new Command.Retr(number("message-number expected")));
      case DELE -> last(new Command.Dele(number("message-number expected")));
      case TOP -> top();
      case LANG -> last(new Command.Lang(at == end ? Optional.empty() : Optional.of(word())));
      case STLS -> last(new Command.Stls());
      case UTF8 -> last(new Command.Utf8());
      case STAT -> last(new Command.Stat());
      case RSET -> last(new Command.Rset());
      case NOOP -> last(new Command.Noop());
      case CAPA -> last(new Command.Capa());
      case QUIT -> last(new Command.Quit());
    };
  }

  private Command apop() {
    int space = line.lastIndexOf(' ', end - 1);
    if (space < at) {
      throw new Pop3SyntaxException(Kind.ARGUMENT, "mailbox and digest expected", "APOP", 4);
    }
    return new Command.Apop(
        line.substring(at, space).stripTrailing(), line.substring(space + 1, end));
  }

  private Command auth() {
    String mechanism = word();
    Optional<String> initialResponse = at == end ? Optional.empty() : Optional.of(word());
    if (at != end) {
      throw new Pop3SyntaxException(Kind.ARGUMENT, "nothing more expected", "(hidden)", at);
    }
    return new Command.Auth(mechanism, initialResponse);
  }

  private Command top() {
    int message = number("message-number expected");
    return last(new Command.Top(message, number("number of lines expected")));
  }

  private OptionalInt optionalMessage() {
    if (at == end) {
      return OptionalInt.empty();
    }
    int message = number("message-number expected");
    checkEnd();
    return OptionalInt.of(message);
  }

  private int number(String expected) {
    int start = at;
    int stop = Math.min(Grammar.endOfWord(line, at), end);
    int number = Grammar.smallNumber(line, start, stop);
    if (number < 0) {
      throw new Pop3SyntaxException(Kind.ARGUMENT, expected, line, start);
    }
    at = Math.min(Grammar.skipSpaces(line, stop), end);
    return number;
  }

  private String word() {
    int start = at;
    int stop = Math.min(Grammar.endOfWord(line, at), end);
    at = Math.min(Grammar.skipSpaces(line, stop), end);
    return line.substring(start, stop);
  }

  private Command last(Command command) {
    checkEnd();
    return command;
  }

  private void checkEnd() {
    if (at != end) {
      throw new Pop3SyntaxException(Kind.ARGUMENT, "nothing more expected", line, at);
    }
  }
}
