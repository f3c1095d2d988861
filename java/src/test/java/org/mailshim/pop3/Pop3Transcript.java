package org.mailshim.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mailshim.EscapedOctets;

/**
 * One file of {@code sessions/pop3}: what client and server say to each other, and what comes of
 * it. Files {@code *.server} are played to our server, files {@code *.client} to our client.
 *
 * <pre>
 * # text                what the case is about
 * # key: value          a setting, or something that comes of it; keys may come several times
 * C: text               the client sends the line and CRLF
 * C! text               the client sends exactly this
 * C* n text             the client sends exactly this, n times
 * S: S! S*              the same of the server
 * S| close              the server closes
 * </pre>
 *
 * In all of them {@code \r}, {@code \n} and {@code \xHH} stand for octets.
 */
public record Pop3Transcript(String name, List<String[]> settings, List<Step> steps) {
  /** One side speaks; no octets when it closes. */
  public record Step(boolean isServer, byte[] octets) {}

  /** All files with that ending. */
  public static List<Pop3Transcript> all(String ending) throws IOException, URISyntaxException {
    var directory = Path.of(Pop3Transcript.class.getResource("/sessions/pop3").toURI());
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
    List<Pop3Transcript> transcripts = new ArrayList<>();
    for (Path file : files) {
      transcripts.add(read(file));
    }
    return transcripts;
  }

  private static Pop3Transcript read(Path file) throws IOException {
    List<String[]> settings = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (String line : Files.readAllLines(file, UTF_8)) {
      String rest = line.length() > 3 ? line.substring(3) : "";
      boolean isServer = line.startsWith("S");
      switch (line.charAt(0) == '#' ? '#' : line.charAt(1)) {
        case '#' -> comment(line, settings);
        case ':' -> steps.add(new Step(isServer, EscapedOctets.of(rest + "\\r\\n")));
        case '!' -> steps.add(new Step(isServer, EscapedOctets.of(rest)));
        case '*' -> steps.add(new Step(isServer, EscapedOctets.repeated(rest)));
        case '|' -> steps.add(new Step(isServer, new byte[0]));
        default -> throw new IOException(file + ": " + line);
      }
    }
    return new Pop3Transcript(file.getFileName().toString(), settings, steps);
  }

  private static void comment(String line, List<String[]> settings) {
    int colon = line.indexOf(": ");
    if (colon > 0 && line.substring(2, colon).matches("[a-z-]+")) {
      settings.add(new String[] {line.substring(2, colon), line.substring(colon + 2)});
    }
  }

  /** The values of a key, in their order. */
  public List<String> values(String key) {
    List<String> values = new ArrayList<>();
    for (String[] setting : settings) {
      if (setting[0].equals(key)) {
        values.add(setting[1]);
      }
    }
    return values;
  }

  /** The only value of a key, or another. */
  public String value(String key, String otherwise) {
    List<String> values = values(key);
    return values.isEmpty() ? otherwise : values.getFirst();
  }

  /** How many octets a side has to say. */
  public int octetsOf(boolean server) {
    int sum = 0;
    for (Step step : steps) {
      sum += step.isServer() == server ? step.octets().length : 0;
    }
    return sum;
  }

  /** What the server says, all of it. */
  public String serverText() {
    var text = new StringBuilder();
    for (Step step : steps) {
      text.append(step.isServer() ? new String(step.octets(), ISO_8859_1) : "");
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}
