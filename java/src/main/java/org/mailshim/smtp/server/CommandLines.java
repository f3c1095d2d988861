package org.mailshim.smtp.server;

import java.util.List;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Ascii;
import org.mailshim.address.PrintableText;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.transport.TransportException.MalformedLine;
import org.mailshim.transport.TransportException.MalformedLine.Flaw;

/**
 * Reads command lines and makes commands of them, or the reply that says why that cannot be done.
 * One session, one thread.
 */
final class CommandLines {
  /** How much of a command line an observer is shown, in UTF-16 units. */
  private static final int SHOWN = 500;

  private static final List<String> FOREIGN_VERBS = List.of("GET ", "POST ", "CONNECT ");

  /** What a line is. */
  sealed interface Line {
    /** A command. */
    record Good(Command command) implements Line {}

    /** A response of an AUTH exchange, as it came. */
    record Response(String base64) implements Line {}

    /**
     * None.
     *
     * @param ends whether the session must end after the reply; empty if not, else why
     */
    record Bad(Reply reply, String ends) implements Line {}
  }

  private final SmtpServerSession session;

  CommandLines(SmtpServerSession session) {
    this.session = session;
  }

  /** The next command. */
  Line command() {
    ServerOptions options = session.options();
    int limit = options.limits().session().commandLineOctets();
    int most = options.authentication().isPresent() ? Authentication.LINE_LIMIT : 0;
    String line;
    try {
      line = session.wire().input().line(Math.max(limit, most));
    } catch (MalformedLine malformed) {
      return malformed(malformed, Replies.LINE_TOO_LONG);
    }
    if (line.length() > limit && !Ascii.startsWithIgnoringCase(line, 0, "AUTH ")) {
      return new Line.Bad(Replies.LINE_TOO_LONG, "");
    }
    return parsed(line);
  }

  /** The next response of an AUTH exchange. */
  Line response() {
    try {
      String line = session.wire().input().line(Authentication.LINE_LIMIT);
      tell("(SASL response)");
      return new Line.Response(line);
    } catch (MalformedLine malformed) {
      return malformed(malformed, Replies.SASL_LINE_TOO_LONG);
    }
  }

  private static Line malformed(MalformedLine malformed, Reply tooLong) {
    return malformed.flaw() == Flaw.OVERLONG
        ? new Line.Bad(tooLong, "")
        : new Line.Bad(Replies.BAD_LINE_END, malformed.reason());
  }

  private Line parsed(String line) {
    try {
      Command command = Command.parse(line);
      observe(command, line);
      return new Line.Good(command);
    } catch (SmtpSyntaxException malformed) {
      observe(line);
      return syntaxError(line, malformed);
    } catch (AddressSyntaxException malformed) {
      observe(line);
      boolean sender = Ascii.startsWithIgnoringCase(line, 0, "MAIL");
      return new Line.Bad(sender ? Replies.BAD_SENDER : Replies.BAD_RECIPIENT, "");
    }
  }

  /**
   * A line that is no command. Two kinds end the session: the start of a chunk whose size is not
   * known, because what follows would be taken for commands, and HTTP, which somebody's browser was
   * made to send here, with commands in its body.
   */
  private static Line syntaxError(String line, SmtpSyntaxException malformed) {
    if (Ascii.startsWithIgnoringCase(line, 0, "BDAT")) {
      return new Line.Bad(Replies.BAD_CHUNK, "sent a chunk of unknown size");
    }
    for (String foreign : FOREIGN_VERBS) {
      if (Ascii.startsWithIgnoringCase(line, 0, foreign)) {
        return new Line.Bad(Replies.ANOTHER_PROTOCOL, "spoke another protocol");
      }
    }
    return new Line.Bad(malformed.reply(), "");
  }

  private void observe(Command command, String line) {
    if (isObserved()) {
      boolean secret = command instanceof Command.Auth;
      tell(secret ? command.toString() : PrintableText.of(line, SHOWN));
    }
  }

  private void observe(String malformed) {
    if (isObserved()) {
      boolean secret = Ascii.startsWithIgnoringCase(malformed, 0, "AUTH");
      tell(secret ? "AUTH (hidden)" : PrintableText.of(malformed, SHOWN));
    }
  }

  private boolean isObserved() {
    return session.setup().observer() != ServerObserver.NONE;
  }

  private void tell(String line) {
    session.setup().observer().command(session.facts(), line);
  }
}
