package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailshim.EscapedOctets;
import org.mailshim.transport.MemoryConnection;

/**
 * One file of {@code sessions/server/*.smtp}: what a client says, what our server answers, and what
 * reaches the sink.
 *
 * <pre>
 * # text                what the case is about
 * # key: value          how the server is set up (see ServerTranscriptTest)
 * # outcome: text       what the sink has of one message, one line for each in its order
 * C: text               the client sends the line and CRLF
 * C! text               the client sends exactly this
 * C* n text             the client sends exactly this, n times
 * C| close              the client closes; a script that just ends is silent from then on
 * S: text               the server sends the line and CRLF
 * </pre>
 *
 * The client sends a step when the server has sent all that stands before it; steps that follow
 * each other are sent together. In all of them {@code \r}, {@code \n} and {@code \xHH} stand for
 * octets.
 */
record ServerTranscript(
    String name, Map<String, String> settings, List<String> outcomes, List<Step> steps) {
  sealed interface Step {}

  record Client(byte[] octets) implements Step {}

  record Server(byte[] octets) implements Step {}

  record Close() implements Step {}

  static ServerTranscript read(Path file) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    List<String> outcomes = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (String line : Files.readAllLines(file, UTF_8)) {
      String rest = line.length() > 3 ? line.substring(3) : "";
      switch (line.substring(0, Math.min(2, line.length()))) {
        case "# " -> comment(line.substring(2), settings, outcomes);
        case "S:" -> steps.add(new Server(EscapedOctets.of(rest + "\\r\\n")));
        case "C:" -> steps.add(new Client(EscapedOctets.of(rest + "\\r\\n")));
        case "C!" -> steps.add(new Client(EscapedOctets.of(rest)));
        case "C*" -> steps.add(new Client(EscapedOctets.repeated(rest)));
        case "C|" -> steps.add(new Close());
        default -> throw new IOException(file + ": " + line);
      }
    }
    return new ServerTranscript(file.getFileName().toString(), settings, outcomes, steps);
  }

  private static void comment(String text, Map<String, String> settings, List<String> outcomes) {
    int colon = text.indexOf(": ");
    String key = colon < 0 ? "" : text.substring(0, colon);
    if (key.equals("outcome")) {
      outcomes.add(text.substring(colon + 2).strip());
    } else if (!key.isEmpty() && key.indexOf(' ') < 0) {
      settings.put(key, text.substring(colon + 2).strip());
    }
  }

  /** What the server says in all. */
  String serverText() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      if (step instanceof Server server) {
        text.append(new String(server.octets(), ISO_8859_1));
      }
    }
    return text.toString();
  }

  /** How many octets the client has to say. */
  int clientOctets() {
    int sum = 0;
    for (Step step : steps) {
      if (step instanceof Client client) {
        sum += client.octets().length;
      }
    }
    return sum;
  }

  /** The client: speaks in its turn, and keeps what the server says. */
  static final class Peer implements MemoryConnection.Peer {
    private final List<Step> steps;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private int step;
    private int offset;
    private long owed;

    Peer(ServerTranscript transcript) {
      this.steps = transcript.steps();
      skipServer();
    }

    /** What the server has said. */
    String heard() {
      return heard.toString(ISO_8859_1);
    }

    @Override
    public void receive(byte[] bytes, int from, int to) {
      heard.write(bytes, from, to - from);
      owed -= to - from;
    }

    @Override
    public int send(byte[] into, int from, int to) {
      int count = 0;
      while (owed <= 0
          && from + count < to
          && step < steps.size()
          && steps.get(step) instanceof Client client) {
        int length = Math.min(to - from - count, client.octets().length - offset);
        System.arraycopy(client.octets(), offset, into, from + count, length);
        count += length;
        advance(length, client.octets().length);
      }
      boolean closes = owed <= 0 && step < steps.size() && steps.get(step) instanceof Close;
      return count == 0 && closes ? -1 : count;
    }

    @Override
    public int ready() {
      int sum = -offset;
      for (int i = step; owed <= 0 && i < steps.size(); i++) {
        if (!(steps.get(i) instanceof Client client)) {
          break;
        }
        sum += client.octets().length;
      }
      return Math.max(0, sum);
    }

    private void advance(int count, int length) {
      offset += count;
      if (offset == length) {
        offset = 0;
        step++;
        skipServer();
      }
    }

    /** What the server is to say next, it owes. */
    private void skipServer() {
      while (step < steps.size() && steps.get(step) instanceof Server server) {
        owed += server.octets().length;
        step++;
      }
    }
  }
}
