package org.mailshim.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;
import org.mailshim.delivery.LocalAgent;
import org.mailshim.message.MailData;
import org.mailshim.program.Program;
import org.mailshim.program.ProgramResult;
import org.mailshim.smtp.EnhancedStatusCode;

/**
 * Gives messages to a user's program: on its standard input, with lines ended by LF, a Return-Path
 * and a Delivered-To field above; its environment has SENDER, RECIPIENT and USER. Its exit status
 * says what becomes of the message, as {@code sysexits.h} has it:
 *
 * <pre>
 *  0                taken
 * 71, 74, 75        tried again later (EX_OSERR, EX_IOERR, EX_TEMPFAIL)
 * 67, 68            returned with 5.1.1, 5.1.2 (EX_NOUSER, EX_NOHOST)
 * 77                returned with 5.7.1 (EX_NOPERM)
 * any other to 125  returned with 5.3.0
 * above, by signal, over its time, not to be started    tried again later
 * </pre>
 *
 * <p>What it prints goes back to the sender with a refusal. Any thread.
 */
final class ProgramAgent implements LocalAgent {
  private static final int NO_HOST = 68;
  private static final int NO_PERMISSION = 77;
  private static final int SYSTEM_ERROR = 71;
  private static final int IO_ERROR = 74;
  private static final int LAST_STATUS = 125;
  private static final EnhancedStatusCode LATER = new EnhancedStatusCode(4, 3, 0);

  private final Program program;
  private final String user;

  /**
   * A program of a user.
   *
   * @param program what to run, without the variables
   * @param user whose
   */
  ProgramAgent(Program program, String user) {
    this.program = program;
    this.user = user;
  }

  @Override
  public Outcome take(Arrival arrival) throws IOException {
    String sender = arrival.envelope().reversePath().sender().map(Mailbox::text).orElse("");
    String recipient =
        arrival.recipient() instanceof ForwardPath.Of of ? of.mailbox().text() : "postmaster";
    Map<String, String> variables = new HashMap<>();
    variables.put("SENDER", sender);
    variables.put("RECIPIENT", recipient);
    variables.put("USER", user);
    variables.put("LOGNAME", user);
    String fields = "Return-Path: <" + sender + ">\r\nDelivered-To: " + recipient + "\r\n";
    MailData data = arrival.data().precededBy(fields.getBytes(UTF_8));
    return switch (program.withVariables(variables).run(new UnixLines(data))) {
      case ProgramResult.Exited exited -> outcome(exited);
      case ProgramResult.Unfinished unfinished -> new Outcome.Deferred(LATER, unfinished.reason());
      case ProgramResult.NotStarted failed -> new Outcome.Deferred(LATER, failed.reason());
    };
  }

  private Outcome outcome(ProgramResult.Exited exited) {
    String said = PrintableText.of(exited.output().strip(), program.outputLimit());
    String sentence = said.isEmpty() ? "the user's program ended with " + exited.status() : said;
    return switch (exited.status()) {
      case ProgramResult.Exited.OK ->
          new Outcome.Taken("a program of " + user + " has it", Optional.empty());
      case SYSTEM_ERROR, IO_ERROR, ProgramResult.Exited.TEMPORARY_FAILURE ->
          new Outcome.Deferred(LATER, sentence);
      case ProgramResult.Exited.NO_USER -> refused(1, 1, sentence);
      case NO_HOST -> refused(1, 2, sentence);
      case NO_PERMISSION -> refused(7, 1, sentence);
      default ->
          exited.status() > LAST_STATUS
              ? new Outcome.Deferred(LATER, sentence)
              : refused(3, 0, sentence);
    };
  }

  private static Outcome refused(int subject, int detail, String sentence) {
    return new Outcome.Refused(new EnhancedStatusCode(5, subject, detail), sentence);
  }

  /** Mail data with the line ends that programs of this host know. */
  private record UnixLines(MailData data) implements MailData {
    @Override
    public long octets() {
      return -1;
    }

    @Override
    public InputStream open() throws IOException {
      return new WithoutReturns(new BufferedInputStream(data.open()));
    }
  }

  /** Leaves CR out before LF. */
  private static final class WithoutReturns extends InputStream {
    private final BufferedInputStream in;

    WithoutReturns(BufferedInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int octet = in.read();
      if (octet == '\r') {
        in.mark(1);
        int next = in.read();
        if (next == '\n') {
          return next;
        }
        in.reset();
      }
      return octet;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = 0;
      while (count < length) {
        int octet = read();
        if (octet < 0) {
          return count == 0 ? -1 : count;
        }
        into[from + count++] = (byte) octet;
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
