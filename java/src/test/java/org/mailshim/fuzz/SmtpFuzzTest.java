package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.DotStuffer;
import org.mailshim.smtp.DotUnstuffer;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.ReplyAssembler;
import org.mailshim.smtp.SmtpSyntaxException;

/** What the language of SMTP makes of any octets: a value or its own exception. */
class SmtpFuzzTest {
  /** A command says the same again when it is rendered and parsed, and is one line. */
  @FuzzTest
  void command(byte[] input) {
    try {
      Command command = Command.parse(new String(input, UTF_8));
      String line = command.line();
      assertTrue(line.indexOf('\r') < 0 && line.indexOf('\n') < 0 && line.indexOf('\0') < 0);
      assertEquals(command, Command.parse(line));
    } catch (SmtpSyntaxException | AddressSyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** The parameters of MAIL say the same again when they are written and read. */
  @FuzzTest
  void mailParameters(byte[] input) {
    try {
      if (Command.parse("MAIL FROM:<> " + new String(input, UTF_8)) instanceof Command.Mail mail) {
        List<Parameter> written = MailParameters.of(mail.parameters()).parameters();
        assertEquals(written, MailParameters.of(written).parameters());
      }
    } catch (SmtpSyntaxException | AddressSyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** The parameters of RCPT say the same again when they are written and read. */
  @FuzzTest
  void rcptParameters(byte[] input) {
    try {
      String line = "RCPT TO:<a@b.example> " + new String(input, UTF_8);
      if (Command.parse(line) instanceof Command.Rcpt rcpt) {
        List<Parameter> written = RcptParameters.of(rcpt.parameters()).parameters();
        assertEquals(written, RcptParameters.of(written).parameters());
      }
    } catch (SmtpSyntaxException | AddressSyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** Lines of a server, with LF between them, as replies, and as replies to EHLO. */
  @FuzzTest
  void replies(byte[] input) {
    ReplyAssembler assembler = new ReplyAssembler();
    try {
      for (String line : new String(input, UTF_8).split("\n", -1)) {
        Optional<Reply> reply = assembler.line(line);
        if (reply.isPresent() && reply.get().isPositiveCompletion()) {
          readExtensions(EhloReply.of(reply.get()));
        }
      }
    } catch (SmtpSyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** None of the accessors may choke on what a server offers. */
  private static void readExtensions(EhloReply ehlo) {
    ehlo.sizeLimit();
    ehlo.authMechanisms();
    ehlo.limits();
    ehlo.deliverByMinimum();
    ehlo.futureReleaseLimits();
    ehlo.mtPriorityProfile();
    ehlo.xclientAttributes();
  }

  /** How the stream is cut makes no difference; what comes out can be sent again. */
  @FuzzTest
  void mailData(byte[] input) {
    Decoding whole = decode(input, Math.max(1, input.length));
    for (int piece : new int[] {1, 2, 9}) {
      Decoding pieces = decode(input, piece);
      assertEquals(whole.refusedAt, pieces.refusedAt);
      if (whole.refusedAt < 0) {
        assertArrayEquals(whole.data, pieces.data);
        assertEquals(whole.ended, pieces.ended);
        assertEquals(whole.consumed, pieces.consumed);
      }
    }
    if (whole.ended) {
      byte[] stuffed = stuffed(whole.data);
      Decoding again = decode(stuffed, stuffed.length);
      assertTrue(again.ended && again.consumed == stuffed.length);
      assertArrayEquals(whole.data, again.data);
    }
  }

  /** What a decoding came to: where it was refused, or -1. */
  private record Decoding(byte[] data, boolean ended, int consumed, long refusedAt) {}

  private static Decoding decode(byte[] input, int piece) {
    DotUnstuffer unstuffer = new DotUnstuffer();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int consumed = 0;
    try {
      for (int from = 0; from < input.length && !unstuffer.isEnded(); from += piece) {
        byte[] buffer = input.clone();
        int to = Math.min(input.length, from + piece);
        int end = unstuffer.decode(buffer, from, to);
        data.write(buffer, from, end - from);
        consumed = unstuffer.consumed();
      }
    } catch (SmtpSyntaxException e) {
      return new Decoding(new byte[0], false, 0, e.position());
    }
    return new Decoding(data.toByteArray(), unstuffer.isEnded(), consumed, -1);
  }

  private static byte[] stuffed(byte[] data) {
    DotStuffer stuffer = new DotStuffer();
    byte[] out = new byte[2 * data.length + 16];
    int end = stuffer.encode(data, 0, data.length, out, 0);
    return Arrays.copyOf(out, stuffer.finish(out, end));
  }

  /** The message of an exception goes to logs: one line, without controls. */
  private static void assertIsSafe(Exception e) {
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
  }
}
