package org.mailshim.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The dot-stuffer's table, its independence of chunks, and that nothing but its end looks like an
 * end.
 */
class DotStufferTest {

  /**
   * What leads to each state, and what the four classes of octets make of it there, without the end
   * of data.
   */
  private static final String[][] TABLE = {
    // state reached by,  CR,        LF,        dot,        other
    {"", "\r", "\n", "..", "x"},
    {"a\r\n", "a\r\n\r", "a\r\n\n", "a\r\n..", "a\r\nx"},
    {"a", "a\r", "a\n", "a.", "ax"},
    {".", "..\r", "..\n", "...", "..x"},
    {"a\r", "a\r\r", "a\r\n", "a\r..", "a\rx"},
    {"a\n", "a\n\r", "a\n\n", "a\n..", "a\nx"},
  };

  private static final String[] OCTETS = {"\r", "\n", ".", "x"};

  @Test
  void everyStateWithEveryClassOfOctet() {
    for (String[] row : TABLE) {
      for (int i = 0; i < OCTETS.length; i++) {
        String data = row[0] + OCTETS[i];
        assertEquals(row[i + 1], encoded(data, data.length()), show(data));
        assertEquals(row[i + 1], encoded(data, 1), show(data) + " octet by octet");
      }
    }
  }

  @Test
  void theEndCompletesTheLastLine() {
    assertEquals(".\r\n", encode("", 1));
    assertEquals("a\r\n.\r\n", encode("a\r\n", 9));
    assertEquals("a\r\n.\r\n", encode("a", 9));
    assertEquals("a\r\n.\r\n", encode("a\r", 9));
    assertEquals("a\n\r\n.\r\n", encode("a\n", 9));
    assertEquals("..\r\n.\r\n", encode(".", 9));
    assertEquals("..\r\n.\r\n", encode(".\r\n", 9));
    assertEquals("a\r\n\r\n.\r\n", encode("a\r\n\r\n", 9));
  }

  @Test
  void anyChunksGiveWhatOneChunkGives() {
    Random random = new Random(20261120);
    for (int round = 0; round < 5_000; round++) {
      String data = data(random, random.nextInt(40));
      String whole = encode(data, Math.max(1, data.length()));
      assertEquals(oracle(data), encoded(data, Math.max(1, data.length())), show(data));
      assertEquals(whole, encode(data, random), show(data));
    }
  }

  /** However a receiver takes line ends, the first line with a single dot is the last line. */
  @Test
  void nothingEndsTheDataEarly() {
    Pattern anyEnd = Pattern.compile("(?:^|[\r\n])\\.[\r\n]");
    Random random = new Random(51764);
    for (int round = 0; round < 5_000; round++) {
      String sent = encode(data(random, random.nextInt(60)), random);
      Matcher end = anyEnd.matcher(sent);
      assertTrue(end.find(), show(sent));
      assertEquals(sent.length() - 1, end.end(), show(sent));
      assertFalse(end.find(), show(sent));
    }
  }

  @Test
  void theUnstufferGivesBackWhatWasSent() {
    Random random = new Random(4);
    for (int round = 0; round < 2_000; round++) {
      String data =
          data(random, random.nextInt(60)).replaceAll("\r\n|\r|\n", "\r\n").replace("\0", "");
      byte[] sent = encode(data, random).getBytes(ISO_8859_1);
      DotUnstuffer unstuffer = new DotUnstuffer();
      int end = unstuffer.decode(sent, 0, sent.length);
      assertTrue(unstuffer.isEnded(), show(data));
      assertEquals(sent.length, unstuffer.consumed(), show(data));
      String completed = data.isEmpty() || data.endsWith("\r\n") ? data : data + "\r\n";
      assertEquals(completed, new String(sent, 0, end, ISO_8859_1), show(data));
    }
  }

  @Test
  void theLimitIsEnoughAndNoMore() {
    for (int length = 0; length < 100; length++) {
      byte[] worst = ".\n".repeat(length).substring(0, length).getBytes(ISO_8859_1);
      byte[] out = new byte[DotStuffer.limit(length)];
      int end = new DotStuffer().encode(worst, 0, length, out, 0);
      assertTrue(
          out.length - end <= 1, "limit of " + length + " is near what the worst case needs");
    }
    assertThrows(ArithmeticException.class, () -> DotStuffer.limit(Integer.MAX_VALUE));
  }

  @Test
  void onlyTheGivenRangesAreTouched() {
    byte[] in = "..\r\n.b..".getBytes(ISO_8859_1);
    byte[] out = new byte[20];
    Arrays.fill(out, (byte) '#');
    int end = new DotStuffer().encode(in, 4, 6, out, 3);
    assertEquals("###..b##############", new String(out, ISO_8859_1));
    assertEquals(6, end);
  }

  /** A dot after every start and every CR or LF is two dots. */
  private static String oracle(String data) {
    return data.replaceAll("(?<![^\r\n])\\.", "..");
  }

  private static String data(Random random, int length) {
    StringBuilder data = new StringBuilder();
    while (data.length() < length) {
      data.append(
          new String[] {"\r", "\n", ".", "x", "\r\n", "\r\n.", "\0", "\u00ff"}[random.nextInt(8)]);
    }
    return data.toString();
  }

  /** The data without its end. */
  private static String encoded(String data, int chunk) {
    Encoding encoding = new Encoding(data);
    while (encoding.at < data.length()) {
      encoding.take(chunk);
    }
    return encoding.soFar();
  }

  /** The data with its end. */
  private static String encode(String data, int chunk) {
    Encoding encoding = new Encoding(data);
    while (encoding.at < data.length()) {
      encoding.take(chunk);
    }
    return encoding.finish();
  }

  private static String encode(String data, Random random) {
    Encoding encoding = new Encoding(data);
    while (encoding.at < data.length()) {
      encoding.take(random.nextInt(5));
    }
    return encoding.finish();
  }

  private static String show(String data) {
    return data.replace("\r", "{CR}").replace("\n", "{LF}").replace("\0", "{NUL}");
  }

  /** One run of the machine over a text. */
  private static final class Encoding {
    private final DotStuffer stuffer = new DotStuffer();
    private final byte[] in;
    private final byte[] out;
    private int at;
    private int end;

    Encoding(String data) {
      in = data.getBytes(ISO_8859_1);
      // Each chunk may need one octet more than half of its own.
      out = new byte[3 * in.length + DotStuffer.FINISH_LIMIT + 2];
    }

    void take(int chunk) {
      int to = Math.min(in.length, at + chunk);
      end = stuffer.encode(in, at, to, out, end);
      at = to;
    }

    String finish() {
      end = stuffer.finish(out, end);
      return soFar();
    }

    String soFar() {
      return new String(out, 0, end, ISO_8859_1);
    }
  }
}
