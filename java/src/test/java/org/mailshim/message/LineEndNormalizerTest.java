package org.mailshim.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The normalizer's table, and its independence of chunks. */
class LineEndNormalizerTest {
  private static final String[] OCTETS = {"\r", "\n", "x", "\0", "\u00ff"};

  /** What leads to each state, and the whole output after one octet more. */
  private static final String[][] TABLE = {
    // state reached by,  CR,              LF,           other
    {"", "\r\n", "\r\n", "x", "\0", "\u00ff"},
    {"a", "a\r\n", "a\r\n", "ax", "a\0", "a\u00ff"},
    {"a\n", "a\r\n\r\n", "a\r\n\r\n", "a\r\nx", "a\r\n\0", "a\r\n\u00ff"},
    {"a\r", "a\r\n\r\n", "a\r\n", "a\r\nx", "a\r\n\0", "a\r\n\u00ff"},
    {"a\r\n", "a\r\n\r\n", "a\r\n\r\n", "a\r\nx", "a\r\n\0", "a\r\n\u00ff"},
  };

  @Test
  void everyStateWithEveryClassOfOctet() {
    for (String[] row : TABLE) {
      for (int i = 0; i < OCTETS.length; i++) {
        String message = row[0] + OCTETS[i];
        for (int chunk = 1; chunk <= message.length(); chunk++) {
          assertEquals(row[i + 1], normalize(message, chunk), show(message) + " by " + chunk);
        }
      }
    }
    assertEquals("", normalize("", 1));
  }

  @Test
  void anyChunksGiveWhatTheWholeGives() {
    Random random = new Random(20261120);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder message = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        message.append(new String[] {"\r", "\n", "\r\n", "x", "line"}[random.nextInt(5)]);
      }
      String expected = message.toString().replaceAll("\r\n|\r|\n", "\r\n");
      assertEquals(
          expected,
          normalize(message.toString(), Math.max(1, message.length())),
          show(message.toString()));
      assertEquals(expected, normalize(message.toString(), random), show(message.toString()));
      assertEquals(expected, normalize(expected, random), "what is normal stays as it is");
    }
  }

  /** Eight octets are looked at together: each value next to each other one, at each place. */
  @Test
  void octetsLookedAtTogetherAreAsOnesAlone() {
    for (int first = 0; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        int place = (first + second) % 16;
        String pair = "" + (char) first + (char) second;
        String message = "x".repeat(place) + pair + "x".repeat(16 - place);
        LineEndNormalizer normalizer = new LineEndNormalizer();
        String shown = "octets " + first + " and " + second + " at " + place;
        String expected = message.replaceAll("\r\n|\r|\n", "\r\n");
        assertEquals(expected, piece(normalizer, message), shown);
        assertEquals(first > 127 || second > 127, normalizer.isEightBit(), shown);
      }
    }
  }

  @Test
  void theLimitIsWhatTheWorstCaseNeeds() {
    byte[] worst = "\n".repeat(50).getBytes(ISO_8859_1);
    byte[] out = new byte[LineEndNormalizer.limit(50)];
    assertEquals(out.length, new LineEndNormalizer().normalize(worst, 0, 50, out, 0));
    assertThrows(ArithmeticException.class, () -> LineEndNormalizer.limit(Integer.MAX_VALUE));
  }

  @Test
  void theLastLineGetsItsEndOnce() {
    for (String message : new String[] {"", "\n", "a\r", "a\r\n", "a", "a\nb", "\n.", "a\r\0"}) {
      for (int chunk = 1; chunk <= 3; chunk++) {
        LineEndNormalizer normalizer = new LineEndNormalizer();
        String whole = normalize(normalizer, message, chunk);
        String end = whole.isEmpty() || whole.endsWith("\r\n") ? "" : "\r\n";
        assertEquals(end, finish(normalizer), show(message) + " by " + chunk);
        assertEquals("", finish(normalizer), "it is complete now");
      }
    }
  }

  private static String finish(LineEndNormalizer normalizer) {
    byte[] out = new byte[LineEndNormalizer.FINISH_LIMIT];
    return new String(out, 0, normalizer.finish(out, 0), ISO_8859_1);
  }

  @Test
  void tellsWhetherAnOctetAbove127HasPassed() {
    LineEndNormalizer normalizer = new LineEndNormalizer();
    for (String ascii : new String[] {"a\rb\nc\0\u007f", "\n", "\r\n"}) {
      piece(normalizer, ascii);
      assertFalse(normalizer.isEightBit(), show(ascii));
    }
    for (int octet = 128; octet < 256; octet++) {
      LineEndNormalizer other = new LineEndNormalizer();
      piece(other, "a\r" + (char) octet + "\nb");
      assertTrue(other.isEightBit(), "octet " + octet);
      piece(other, "ascii");
      assertTrue(other.isEightBit(), "is not forgotten");
    }
  }

  @Test
  void onlyTheGivenRangesAreTouched() {
    byte[] in = "\n\na\nb\n\n".getBytes(ISO_8859_1);
    byte[] out = new byte[10];
    Arrays.fill(out, (byte) '#');
    assertEquals(6, new LineEndNormalizer().normalize(in, 2, 5, out, 2));
    assertEquals("##a\r\nb####", new String(out, ISO_8859_1));
  }

  private static String normalize(String message, Random random) {
    LineEndNormalizer normalizer = new LineEndNormalizer();
    StringBuilder normalized = new StringBuilder();
    int at = 0;
    while (at < message.length()) {
      int to = Math.min(message.length(), at + random.nextInt(6));
      normalized.append(piece(normalizer, message.substring(at, to)));
      at = to;
    }
    return normalized.toString();
  }

  private static String normalize(String message, int chunk) {
    return normalize(new LineEndNormalizer(), message, chunk);
  }

  private static String normalize(LineEndNormalizer normalizer, String message, int chunk) {
    StringBuilder normalized = new StringBuilder();
    for (int at = 0; at < message.length(); at += chunk) {
      normalized.append(
          piece(normalizer, message.substring(at, Math.min(message.length(), at + chunk))));
    }
    return normalized.toString();
  }

  /** One piece, with exactly the room that the limit promises. */
  private static String piece(LineEndNormalizer normalizer, String piece) {
    byte[] in = piece.getBytes(ISO_8859_1);
    byte[] out = new byte[LineEndNormalizer.limit(in.length)];
    return new String(out, 0, normalizer.normalize(in, 0, in.length, out, 0), ISO_8859_1);
  }

  private static String show(String data) {
    return data.replace("\r", "{CR}").replace("\n", "{LF}").replace("\0", "{NUL}");
  }
}
