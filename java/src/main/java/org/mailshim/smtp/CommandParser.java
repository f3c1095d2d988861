package org.mailshim.smtp;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.Ascii;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * Reads one command line from left to right.
 *
 * <p>The verb ends at the first space; the rest, without outer spaces, is the argument, and each
 * verb knows what it wants of it. MAIL and RCPT have a path, which ends at the first {@code >}
 * outside quotes, and parameters after it.
 */
final class CommandParser {
  private final String line;
  private int at;

  private CommandParser(String line) {
    this.line = line;
  }

  static Command parse(String line) {
    checkClean(line);
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ') {
      end--;
    }
    return new CommandParser(line.substring(0, end)).command();
  }

  private static void checkClean(String line) {
    try {
      Grammar.checkClean(Kind.ARGUMENT, line);
    } catch (SmtpSyntaxException wrong) {
      if (Ascii.startsWithIgnoringCase(line, 0, "AUTH")) {
        // The message would show a password.
        throw new SmtpSyntaxException(
            Kind.ARGUMENT, "control character", "(hidden)", (int) wrong.position());
      }
      throw wrong;
    }
  }

  private Command command() {
    String word = word();
    Verb verb = Verb.of(word).orElse(null);
    if (verb == null) {
      throw new SmtpSyntaxException(Kind.VERB, "unknown verb", line, 0);
    }
    skipSpaces();
    return switch (verb) {
      case EHLO -> new Command.Ehlo(argument(verb));
      case HELO -> new Command.Helo(argument(verb));
      case LHLO -> new Command.Lhlo(argument(verb));
      case MAIL -> mail();
      case RCPT -> rcpt();
      case DATA -> withoutArgument(new Command.Data());
      case BDAT -> bdat();
      case RSET -> withoutArgument(new Command.Rset());
      case NOOP -> new Command.Noop(rest());
      case QUIT -> withoutArgument(new Command.Quit());
      case VRFY -> new Command.Vrfy(argument(verb));
      case EXPN -> new Command.Expn(argument(verb));
      case HELP -> new Command.Help(rest());
      case STARTTLS -> withoutArgument(new Command.StartTls());
      case AUTH -> auth();
      case ETRN -> new Command.Etrn(argument(verb));
      case XCLIENT -> xclient();
    };
  }

  private Command mail() {
    expect("FROM:");
    ReversePath path = ReversePath.parse(path());
    return new Command.Mail(path, parameters());
  }

  private Command rcpt() {
    expect("TO:");
    ForwardPath path = ForwardPath.parse(path());
    return new Command.Rcpt(path, parameters());
  }

  private Command bdat() {
    String size = word();
    long octets = Grammar.number(size);
    if (octets < 0) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "chunk size expected", line, at - size.length());
    }
    skipSpaces();
    String last = rest();
    if (!last.isEmpty() && !Ascii.equalsIgnoringCase(last, "LAST")) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "LAST or nothing expected", line, at);
    }
    return new Command.Bdat(octets, !last.isEmpty());
  }

  private Command auth() {
    argument(Verb.AUTH);
    String mechanism = word();
    skipSpaces();
    return new Command.Auth(mechanism, rest());
  }

  private Command xclient() {
    argument(Verb.XCLIENT);
    List<XclientAttribute> attributes = new ArrayList<>();
    while (at < line.length()) {
      attributes.add(XclientAttribute.parse(word()));
      skipSpaces();
    }
    return new Command.Xclient(attributes);
  }

  private Command withoutArgument(Command command) {
    if (at < line.length()) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, command.line() + " takes no argument", line, at);
    }
    return command;
  }

  private String argument(Verb verb) {
    if (at == line.length()) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, verb.keyword() + " needs an argument", line, at);
    }
    return rest();
  }

  private void expect(String prefix) {
    if (!Ascii.startsWithIgnoringCase(line, at, prefix)) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, prefix + " expected", line, at);
    }
    at += prefix.length();
    skipSpaces();
  }

  /** A path with its angle brackets; a {@code >} inside a quoted-string does not end it. */
  private String path() {
    if (at == line.length() || line.charAt(at) != '<') {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "< expected", line, at);
    }
    int start = at;
    boolean quoted = false;
    for (int i = start; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '>' && !quoted) {
        at = i + 1;
        return line.substring(start, at);
      }
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      }
    }
    throw new SmtpSyntaxException(Kind.ARGUMENT, "path without its closing >", line, line.length());
  }

  private List<Parameter> parameters() {
    if (at == line.length()) {
      return List.of();
    }
    if (line.charAt(at) != ' ') {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "space expected after the path", line, at);
    }
    List<Parameter> parameters = new ArrayList<>();
    skipSpaces();
    while (at < line.length()) {
      parameters.add(Parameter.parse(word()));
      skipSpaces();
    }
    return parameters;
  }

  private String word() {
    int end = line.indexOf(' ', at);
    String word = line.substring(at, end < 0 ? line.length() : end);
    at += word.length();
    return word;
  }

  private String rest() {
    return line.substring(at);
  }

  private void skipSpaces() {
    while (at < line.length() && line.charAt(at) == ' ') {
      at++;
    }
  }
}
