package org.mailshim.filter;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.mailshim.address.PrintableText;
import org.mailshim.message.MailData;
import org.mailshim.program.Program;
import org.mailshim.program.ProgramResult;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/**
 * A program that is run for each message, gets it on its standard input, and says by its exit
 * status what is to become of it; the first line that it prints is the reason. The scripts that the
 * parameters {@code antivirus} and {@code spamfltr} of the LsoL server name are such programs, with
 * {@code run_timeout} as the program's time.
 *
 * <p>Its environment tells who sends to whom: {@code SENDER} (empty for the null reverse-path),
 * {@code RECIPIENTS} (one a line), {@code CLIENT_ADDRESS}, {@code CLIENT_HELO}, {@code USER_NAME}
 * (empty for strangers). These are strangers' words: a script has to quote them.
 *
 * <p>A status that is not in the table, a program that cannot be started or is not ready in time:
 * the filter has failed. Immutable; any thread.
 */
public final class ProgramFilter implements MessageFilter {
  /** What an exit status means. */
  public enum Action {
    ACCEPT,
    TAG,
    REFUSE,
    DEFER
  }

  /** EX_NOPERM of sysexits.h. */
  private static final int NO_PERMISSION = 77;

  private static final int LONGEST_VALUE = 64 * 1024;

  private final Program program;
  private final Map<Integer, Action> table;

  /**
   * A filter with a table of its own.
   *
   * @param program run for each message
   * @param table what each exit status means
   */
  public ProgramFilter(Program program, Map<Integer, Action> table) {
    this.program = program;
    this.table = Map.copyOf(table);
  }

  /**
   * A filter for spam: 0 accepts, 1 tags (as {@code spamc -c} ends), 77 ({@code EX_NOPERM})
   * refuses, 75 ({@code EX_TEMPFAIL}) defers.
   */
  public static ProgramFilter spam(Program program) {
    return new ProgramFilter(program, table(Action.TAG));
  }

  /**
   * A filter for viruses: 0 accepts, 1 refuses (as {@code clamdscan -} ends), 77 ({@code
   * EX_NOPERM}) refuses too, 75 ({@code EX_TEMPFAIL}) defers.
   */
  public static ProgramFilter virus(Program program) {
    return new ProgramFilter(program, table(Action.REFUSE));
  }

  private static Map<Integer, Action> table(Action one) {
    return Map.of(
        ProgramResult.Exited.OK,
        Action.ACCEPT,
        1,
        one,
        NO_PERMISSION,
        Action.REFUSE,
        ProgramResult.Exited.TEMPORARY_FAILURE,
        Action.DEFER);
  }

  @Override
  public FilterVerdict filter(SessionFacts session, ReceivedEnvelope envelope, MailData message)
      throws IOException {
    return switch (program.withVariables(variables(session, envelope)).run(message)) {
      case ProgramResult.Exited exited -> verdict(exited);
      case ProgramResult.Unfinished cut -> new FilterVerdict.Failed(cut.reason());
      case ProgramResult.NotStarted absent -> new FilterVerdict.Failed(absent.reason());
    };
  }

  private FilterVerdict verdict(ProgramResult.Exited exited) {
    int end = exited.output().indexOf('\n');
    String said =
        FilterVerdict.printable(end < 0 ? exited.output() : exited.output().substring(0, end));
    if (!table.containsKey(exited.status())) {
      return new FilterVerdict.Failed(
          program.command().get(0) + " ended with " + exited.status() + ": " + said);
    }
    return switch (table.get(exited.status())) {
      case ACCEPT -> FilterVerdict.ACCEPTED;
      case TAG -> new FilterVerdict.Tagged(said);
      case REFUSE -> FilterVerdict.refused(said.isEmpty() ? "The message was refused" : said);
      case DEFER -> FilterVerdict.deferred(said.isEmpty() ? "Please try again later" : said);
    };
  }

  private static Map<String, String> variables(SessionFacts session, ReceivedEnvelope envelope) {
    StringBuilder recipients = new StringBuilder();
    for (ReceivedEnvelope.Recipient each : envelope.recipients()) {
      // As many as an environment takes; nobody needs to know more.
      if (recipients.length() < LONGEST_VALUE) {
        recipients.append(bare(each.forwardPath().text())).append('\n');
      }
    }
    Map<String, String> variables = new HashMap<>();
    variables.put("SENDER", bare(envelope.reversePath().text()));
    variables.put("RECIPIENTS", recipients.toString());
    variables.put("CLIENT_ADDRESS", session.peer().address().getHostAddress());
    variables.put("CLIENT_HELO", PrintableText.of(session.hello().name().orElse(""), 255));
    variables.put("USER_NAME", PrintableText.of(session.identity().orElse(""), 255));
    return variables;
  }

  /** A path without its brackets. */
  private static String bare(String path) {
    return path.substring(1, path.length() - 1);
  }
}
