package org.mailshim.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The dot-unstuffer's table, its independence of chunks, and every known way to smuggle an end of
 * data.
 */
class DotUnstufferTest {
  private static final String[] OCTETS = {"\r", "\n", ".", "\0", "x", "\u00ff"};

  /**
   * What leads to each state, and the mail data given after one octet more; null is a refusal, END
   * the end of data.
   */
  private static final String END = "END";

  private static final String[][] TABLE = {
    // state reached by,   CR,     LF,      dot,    NUL,  other,   8-bit
    {"", "\r", null, "", null, "x", "\u00ff"},
    {"a\r\n", "a\r\n\r", null, "a\r\n", null, "a\r\nx", "a\r\n\u00ff"},
    {"a", "a\r", null, "a.", null, "ax", "a\u00ff"},
    {"a\r", null, "a\r\n", null, null, null, null},
    {".", "", null, ".", null, "x", "\u00ff"},
    {"a\r\n.", "a\r\n", null, "a\r\n.", null, "a\r\nx", "a\r\n\u00ff"},
    {".\r", null, END, null, null, null, null},
    {"a\r\n.\r", null, END, null, null, null, null},
  };

  @Test
  void everyStateWithEveryClassOfOctet() {
    for (String[] row : TABLE) {
      for (int i = 0; i < OCTETS.length; i++) {
        check(row[0] + OCTETS[i], row[i + 1]);
      }
    }
  }

  private static void check(String stream, String expected) {
    for (int chunk = 1; chunk <= stream.length(); chunk++) {
      Decoding decoding = new Decoding(stream);
      if (expected == null) {
        int size = chunk;
        SmtpSyntaxException refused =
            assertThrows(SmtpSyntaxException.class, () -> decoding.takeAll(size), show(stream));
        assertEquals(SmtpSyntaxException.Kind.MAIL_DATA, refused.kind());
        continue;
      }
      decoding.takeAll(chunk);
      assertEquals(expected.equals(END), decoding.unstuffer.isEnded(), show(stream));
      String data = expected.equals(END) ? stream.substring(0, stream.length() - 3) : expected;
      assertEquals(data, decoding.data(), show(stream));
    }
  }

  @Test
  void nothingIsReadAfterTheEnd() {
    for (String next : new String[] {"QUIT\r\n", "\n", "\r", "\0", ".", "x"}) {
      Decoding decoding = new Decoding("a\r\n.\r\n" + next);
      decoding.takeAll(100);
      assertTrue(decoding.unstuffer.isEnded());
      assertEquals("a\r\n", decoding.data());
      assertEquals(6, decoding.unstuffer.consumed());
      byte[] more = next.getBytes(ISO_8859_1);
      assertEquals(0, decoding.unstuffer.decode(more, 0, more.length));
      assertEquals(0, decoding.unstuffer.consumed());
      assertEquals(next, new String(more, ISO_8859_1));
    }
  }

  @Test
  void refusalsNameTheOctet() {
    assertEquals(3, refusal("abc\n.\r\n").position(), "the bare LF");
    assertEquals(3, refusal("abc\rx").position(), "the bare CR");
    assertEquals(2, refusal("ab\0").position(), "the NUL");
    assertEquals(5, refusal("a\r\nbc\n").position());
    assertTrue(refusal("abc\n").getMessage().contains("LF without CR at octet 3"));
    assertTrue(refusal("abc\r\r").getMessage().contains("CR without LF at octet 3"));
    assertTrue(refusal("\0").getMessage().contains("NUL at octet 0"));
  }

  private static SmtpSyntaxException refusal(String stream) {
    SmtpSyntaxException whole =
        assertThrows(
            SmtpSyntaxException.class, () -> new Decoding(stream).takeAll(stream.length()));
    SmtpSyntaxException single =
        assertThrows(SmtpSyntaxException.class, () -> new Decoding(stream).takeAll(1));
    assertEquals(whole.getMessage(), single.getMessage());
    return whole;
  }

  /**
   * The end-of-data spellings of CVE-2023-51764 (Postfix), -51765 (Sendmail) and -51766 (Exim), and
   * their kin.
   */
  @Test
  void noOtherEndOfData() {
    String[] smuggled = {
      "\n.\n",
      "\n.\r\n",
      "\r\n.\n",
      "\r\n.\r",
      "\r.\r",
      "\r.\r\n",
      "\r.\n",
      "\n.\r",
      "\r\n\0.\r\n",
      "\r\n.\0\r\n",
      "\r\r\n.\r\r\n",
      "\n\r\n.\r\n",
      "\r\n.\r\r\n",
    };
    for (String end : smuggled) {
      String stream = "body" + end + "MAIL FROM:<eve@example.net>\r\n";
      for (int chunk = 1; chunk <= stream.length(); chunk++) {
        int size = chunk;
        Decoding decoding = new Decoding(stream);
        assertThrows(SmtpSyntaxException.class, () -> decoding.takeAll(size), show(stream));
        assertFalse(decoding.unstuffer.isEnded(), show(stream));
      }
    }
  }

  @Test
  void anyChunksGiveWhatOneChunkGives() {
    Random random = new Random(20261120);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder stream = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        stream.append(new String[] {"\r\n", ".", "x", "yz", "\r\n.", "\r\n.."}[random.nextInt(6)]);
      }
      stream.append("\r\n.\r\nNOOP\r\n");
      Decoding whole = new Decoding(stream.toString());
      whole.takeAll(stream.length());
      Decoding pieces = new Decoding(stream.toString());
      while (!pieces.unstuffer.isEnded()) {
        pieces.take(random.nextInt(5));
      }
      assertEquals(whole.data(), pieces.data(), show(stream.toString()));
      assertEquals(whole.at, pieces.at, show(stream.toString()));
      assertEquals(oracle(stream.toString()), whole.data(), show(stream.toString()));
    }
  }

  /**
   * Octets are looked at eight at a time: wherever a special one stands in its word, what comes of
   * it is what the table says, taken octet by octet.
   */
  @Test
  void wordsGiveWhatTheTableGives() {
    Random random = new Random(8);
    String[] pieces = {"\r\n", "\r\n.", ".", "x", "\t", "\u000b", "\u000e", "\u008d", "\u008a"};
    for (int round = 0; round < 20_000; round++) {
      StringBuilder stream = new StringBuilder();
      int length = random.nextInt(100);
      while (stream.length() < length) {
        boolean run = random.nextInt(3) == 0;
        stream.append(run ? "y".repeat(random.nextInt(30)) : pieces[random.nextInt(pieces.length)]);
      }
      if (random.nextInt(4) == 0) {
        String[] refused = {"\r", "\n", "\0"};
        stream.insert(random.nextInt(stream.length() + 1), refused[random.nextInt(3)]);
      }
      assertEquals(
          meaning(stream.toString(), 1),
          meaning(stream.toString(), 1 + random.nextInt(120)),
          show(stream.toString()));
    }
  }

  /** Mail data, how far it was read and whether it ended, or the refusal. */
  private static String meaning(String stream, int chunk) {
    Decoding decoding = new Decoding(stream);
    try {
      decoding.takeAll(chunk);
    } catch (SmtpSyntaxException refused) {
      return refused.getMessage();
    }
    return decoding.data() + "|" + decoding.at + "|" + decoding.unstuffer.isEnded();
  }

  /** The stream up to its first line of a single dot, line by line. */
  private static String oracle(String stream) {
    StringBuilder data = new StringBuilder();
    for (String line : stream.split("\r\n", -1)) {
      if (line.equals(".")) {
        break;
      }
      data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    return data.toString();
  }

  private static String show(String data) {
    return data.replace("\r", "{CR}").replace("\n", "{LF}").replace("\0", "{NUL}");
  }

  /** One run of the machine over a stream, with nothing touched outside its pieces. */
  private static final class Decoding {
    private final DotUnstuffer unstuffer = new DotUnstuffer();
    private final StringBuilder data = new StringBuilder();
    private final byte[] in;
    private int at;

    Decoding(String stream) {
      in = stream.getBytes(ISO_8859_1);
    }

    void take(int chunk) {
      int to = Math.min(in.length, at + chunk);
      byte[] buffer = in.clone();
      int end = unstuffer.decode(buffer, at, to);
      data.append(new String(buffer, at, end - at, ISO_8859_1));
      assertEquals(Arrays.mismatch(in, 0, at, buffer, 0, at), -1, "before the piece");
      int consumed = unstuffer.consumed();
      assertEquals(
          Arrays.mismatch(in, consumed, in.length, buffer, consumed, in.length),
          -1,
          "after what was taken");
      at = consumed;
    }

    void takeAll(int chunk) {
      while (at < in.length && !unstuffer.isEnded()) {
        take(chunk);
      }
    }

    String data() {
      return data.toString();
    }
  }
}
