package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailshim.EscapedOctets;

/**
 * One file of {@code sessions/*.smtp}: what client and server say to each other, and what comes of
 * it.
 *
 * <pre>
 * # text                what the case is about
 * # key: value          how the client is used (see below)
 * # outcome: text       what comes of it, one line for each thing in its order
 * C: text               the client sends the line and CRLF
 * C! text               the client sends exactly this
 * S: text               the server sends the line and CRLF
 * S! text               the server sends exactly this
 * S* n text             the server sends exactly this, n times
 * S| close              the server closes; a script that just ends is silent from then on
 * </pre>
 *
 * In all of them {@code \r}, {@code \n} and {@code \xHH} stand for octets.
 *
 * <p>The keys:
 *
 * <pre>
 * from, to, data        the message; several recipients with ", " between them
 * body                  a constant of Body
 * messages              how often it is sent in the session
 * dialect               SMTP or LMTP
 * mail                  parameters of MAIL that are asked for
 * rcpt                  parameters of each RCPT, with ", " between them, "-" for none
 * dispensable           EHLO keywords that may be done without
 * chunking              true: the data goes by BDAT where that is offered
 * auth                  PASSWORD, LONG, TOKEN, NO_TOKEN, EXTERNAL or ANONYMOUS: authenticates before all else
 * clear                 true: secrets may be shown on this connection, which is not encrypted
 * ask                   commands before the message: "VRFY ann, NOOP"
 * starttls              true: STARTTLS before all else, with a client that must not get as far as TLS
 * </pre>
 *
 * <p>In {@code sessions/submission} there are also {@code etrn}, nodes with spaces between them;
 * {@code pieces}, the octets in each piece of the message; {@code require-all} and {@code utf8};
 * {@code starttls} is a constant of {@code Encryption}, and TLS changes nothing there.
 */
public record Transcript(
    String name, Map<String, String> settings, List<String> outcomes, List<Step> steps) {
  public sealed interface Step {}

  public record Client(byte[] octets) implements Step {}

  public record Server(byte[] octets) implements Step {}

  public record Close() implements Step {}

  public static Transcript read(Path file) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    List<String> outcomes = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (String line : Files.readAllLines(file, UTF_8)) {
      String rest = line.length() > 3 ? line.substring(3) : "";
      switch (line.substring(0, Math.min(2, line.length()))) {
        case "# " -> comment(line.substring(2), settings, outcomes);
        case "C:" -> steps.add(new Client(EscapedOctets.of(rest + "\\r\\n")));
        case "S:" -> steps.add(new Server(EscapedOctets.of(rest + "\\r\\n")));
        case "C!" -> steps.add(new Client(EscapedOctets.of(rest)));
        case "S!" -> steps.add(new Server(EscapedOctets.of(rest)));
        case "S*" -> steps.add(new Server(EscapedOctets.repeated(rest)));
        case "S|" -> steps.add(new Close());
        default -> throw new IOException(file + ": " + line);
      }
    }
    return new Transcript(file.getFileName().toString(), settings, outcomes, steps);
  }

  private static void comment(String text, Map<String, String> settings, List<String> outcomes) {
    int colon = text.indexOf(':');
    String key = colon < 0 ? "" : text.substring(0, colon);
    String value = text.substring(colon + 1).strip();
    switch (key) {
      case "outcome" -> outcomes.add(new String(EscapedOctets.of(value), UTF_8));
      case "from", "to", "data", "body", "messages" -> settings.put(key, value);
      case "dialect", "mail", "rcpt", "dispensable", "chunking" -> settings.put(key, value);
      case "auth", "clear", "ask", "starttls" -> settings.put(key, value);
      case "etrn", "pieces", "require-all", "utf8" -> settings.put(key, value);
      default -> {}
    }
  }

  public String setting(String key, String otherwise) {
    return settings.getOrDefault(key, otherwise);
  }

  /** How many octets the server has to say. */
  public int serverOctets() {
    int sum = 0;
    for (Step step : steps) {
      if (step instanceof Server server) {
        sum += server.octets().length;
      }
    }
    return sum;
  }

  /** For messages about octets that differ. */
  static String shown(byte[] octets, int from, int to) {
    return new String(octets, from, to - from, ISO_8859_1).replace("\r\n", "\\r\\n");
  }
}
