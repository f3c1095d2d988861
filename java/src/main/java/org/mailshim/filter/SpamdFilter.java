package org.mailshim.filter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Locale;
import java.util.OptionalDouble;
import org.mailshim.message.MailData;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.transport.Connection;
import org.mailshim.transport.TransportException;

/**
 * Has SpamAssassin's spamd (or rspamd, which speaks the same protocol) judge the messages of
 * strangers, by the command SYMBOLS of SPAMC/1.5. Spam is tagged with its score and the rules that
 * fired, and refused with 554 5.7.1 from a score on, if one is given. The message streams.
 * Immutable; any thread.
 */
public final class SpamdFilter implements MessageFilter {
  private final FilterDaemon daemon;
  private final OptionalDouble refusedFrom;

  /**
   * A filter that tags.
   *
   * @param daemon by convention at port 783
   */
  public SpamdFilter(FilterDaemon daemon) {
    this(daemon, OptionalDouble.empty());
  }

  /**
   * A filter that tags, and refuses.
   *
   * @param daemon by convention at port 783
   * @param refusedFrom the score from which spam is refused; empty for never
   */
  public SpamdFilter(FilterDaemon daemon, OptionalDouble refusedFrom) {
    this.daemon = daemon;
    this.refusedFrom = refusedFrom;
  }

  @Override
  public boolean isFor(SessionFacts session) {
    return !session.isUser();
  }

  @Override
  public FilterVerdict filter(SessionFacts session, ReceivedEnvelope envelope, MailData message)
      throws IOException {
    try {
      return verdict(daemon.ask(message, new Request(message.octets())));
    } catch (TransportException e) {
      return new FilterVerdict.Failed("spamd: " + e.getMessage());
    }
  }

  /** {@code SPAMD/1.1 0 EX_OK}, fields, an empty line, the rules. */
  private FilterVerdict verdict(String answer) {
    String[] parts = answer.split("\r\n\r\n", 2);
    String[] lines = parts[0].split("\r\n");
    String[] status = lines[0].split(" ", 3);
    boolean good = status.length > 1 && status[0].startsWith("SPAMD/") && status[1].equals("0");
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (good && lower.startsWith("spam:")) {
        String rules = parts.length == 2 ? parts[1].strip() : "";
        return verdict(lower.substring("spam:".length()).split("[;/]"), rules, answer);
      }
    }
    return failed(answer);
  }

  /** The words of {@code True ; 15.0 / 5.0}. */
  private FilterVerdict verdict(String[] words, String rules, String answer) {
    if (words.length != 3) {
      return failed(answer);
    }
    String word = words[0].strip();
    if (word.equals("false") || word.equals("no")) {
      return FilterVerdict.ACCEPTED;
    }
    try {
      double score = Double.parseDouble(words[1].strip());
      if (refusedFrom.isPresent() && score >= refusedFrom.getAsDouble()) {
        return FilterVerdict.refused("The message looks like spam");
      }
      return new FilterVerdict.Tagged(
          "score=" + words[1].strip() + " required=" + words[2].strip() + " tests=" + rules);
    } catch (NumberFormatException e) {
      return failed(answer);
    }
  }

  private static FilterVerdict failed(String answer) {
    return new FilterVerdict.Failed("spamd said: " + FilterVerdict.printable(answer));
  }

  /** The command with the length, then the message as it is. */
  private record Request(long octets) implements FilterDaemon.Framing {
    @Override
    public void start(Connection connection) {
      byte[] command =
          ("SYMBOLS SPAMC/1.5\r\nContent-length: " + octets + "\r\n\r\n").getBytes(US_ASCII);
      connection.write(command, 0, command.length);
    }

    @Override
    public void piece(Connection connection, byte[] octets, int count) {
      connection.write(octets, 4, 4 + count);
    }

    @Override
    public void end(Connection connection) {
      // The length has said where it ends.
    }
  }
}
