package org.mailshim.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The byte machines against slow ones that are written as the tables read, on all short texts of
 * the octets that matter, on long random ones, and cut everywhere.
 */
class MultilineTest {
  private static final String OCTETS = "\r\n.x";

  /** All texts of up to six such octets, and some long ones, with and without many specials. */
  private static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0, end = 1; i < end && texts.size() < 5461; i++) {
      for (int octet = 0; octet < OCTETS.length(); octet++) {
        texts.add(texts.get(i) + OCTETS.charAt(octet));
      }
      end = texts.size();
    }
    Random random = new Random(1939);
    for (int i = 0; i < 400; i++) {
      int others = 1 + random.nextInt(60);
      var text = new StringBuilder();
      for (int length = random.nextInt(400); text.length() < length; ) {
        int choice = random.nextInt(3 + others);
        text.append(choice < 3 ? OCTETS.charAt(choice) : (char) random.nextInt(256));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static String encodedSlowly(String text) {
    var out = new StringBuilder();
    char before = '\n';
    for (char c : text.toCharArray()) {
      if (c == '\n' && before != '\r') {
        out.append('\r');
      }
      out.append(c == '.' && before == '\n' ? ".." : String.valueOf(c));
      before = c;
    }
    return out.append(before == '\n' ? "" : "\r\n").append(".\r\n").toString();
  }

  private static String decodedSlowly(String stream) {
    int end = ("\r\n" + stream).indexOf("\r\n.\r\n");
    String lines = ("\r\n" + stream).substring(0, end + 2);
    return lines.replace("\r\n.", "\r\n").substring(2);
  }

  private static String encoded(String text, int... cuts) {
    var encoder = new MultilineEncoder();
    byte[] in = text.getBytes(ISO_8859_1);
    byte[] out = new byte[MultilineEncoder.limit(in.length) + MultilineEncoder.FINISH_LIMIT];
    int at = 0;
    int from = 0;
    for (int cut : cuts) {
      at = encoder.encode(in, from, cut, out, at);
      from = cut;
    }
    at = encoder.finish(out, encoder.encode(in, from, in.length, out, at));
    return new String(out, 0, at, ISO_8859_1);
  }

  private static String decoded(MultilineDecoder decoder, String stream, int... cuts) {
    byte[] in = stream.getBytes(ISO_8859_1);
    byte[] out = new byte[MultilineDecoder.limit(in.length)];
    int at = 0;
    int from = 0;
    for (int cut : cuts) {
      at = decoder.decode(in, from, cut, out, at);
      from = cut;
    }
    if (!decoder.isEnded()) {
      at = decoder.decode(in, from, in.length, out, at);
    }
    return new String(out, 0, at, ISO_8859_1);
  }

  @Test
  void encodesAsTheTableSays() {
    for (String text : texts()) {
      assertEquals(encodedSlowly(text), encoded(text));
    }
  }

  @Test
  void decodesAsTheTableSays() {
    for (String text : texts()) {
      String stream = text + "\r\n.\r\n";
      var decoder = new MultilineDecoder();
      assertEquals(decodedSlowly(stream), decoded(decoder, stream), stream);
      assertTrue(decoder.isEnded());
    }
  }

  @Test
  void cutsMakeNoDifference() {
    for (String text : texts()) {
      String whole = encoded(text);
      for (int cut = 0; cut <= text.length(); cut += 1 + text.length() / 40) {
        assertEquals(whole, encoded(text, cut));
      }
      String message = decodedSlowly(whole);
      for (int cut = 0; cut <= whole.length(); cut += 1 + text.length() / 40) {
        assertEquals(message, decoded(new MultilineDecoder(), whole, cut));
      }
    }
  }

  @Test
  void whatWasEncodedIsDecodedAndCounted() {
    for (String text : texts()) {
      String stream = encoded(text);
      String message = decoded(new MultilineDecoder(), stream);
      assertEquals(message, message.replaceAll("(?<!\r)\n", "\r\n"));
      byte[] octets = text.getBytes(ISO_8859_1);
      for (int cut = 0; cut <= octets.length; cut += 1 + octets.length / 20) {
        var size = new WireSize();
        size.count(octets, 0, cut);
        size.count(octets, cut, octets.length);
        assertEquals(message.length(), size.octets());
      }
    }
  }

  /** What follows the end is the next response, and is left to it. */
  @Test
  void nothingIsReadAfterTheEnd() {
    var decoder = new MultilineDecoder();
    String stream = "a\r\n.\r\n+OK next";
    assertEquals("a\r\n", decoded(decoder, stream));
    assertEquals(stream.indexOf('+'), decoder.consumed());
    decoder.reset();
    assertFalse(decoder.isEnded());
    assertEquals("", decoded(decoder, ".\r\n"));
    assertTrue(decoder.isEnded());
  }

  /** No other end than CRLF.CRLF: a message cannot end its own response early. */
  @ParameterizedTest
  @CsvSource({
    "a{LF}.{LF}b",
    "a{CR}.{CR}b",
    "a{LF}.{CR}{LF}b",
    "a{CR}{LF}.{LF}b",
    "a{CR}{LF}.{CR}b"
  })
  void noOtherEnd(String shown) {
    String stream = shown.replace("{CR}", "\r").replace("{LF}", "\n");
    var decoder = new MultilineDecoder();
    decoded(decoder, stream);
    assertFalse(decoder.isEnded());
  }

  @Test
  void topEndsAfterSoManyLines() {
    for (String end : List.of("\n", "\r\n")) {
      String message = "A: b" + end + " c" + end + end + "1" + end + end + "3" + end;
      assertTop(message, 0, "A: b" + end + " c" + end + end);
      assertTop(message, 1, "A: b" + end + " c" + end + end + "1" + end);
      assertTop(message, 2, "A: b" + end + " c" + end + end + "1" + end + end);
      assertTop(message, 3, message);
      assertTop(message, 4, message);
      assertTop(end + "1" + end, 0, end);
      assertTop("A: b" + end, 0, "A: b" + end);
      assertTop("\r" + "\r\n" + end + "1" + end, 0, "\r\r\n" + end);
    }
  }

  private static void assertTop(String message, int lines, String expected) {
    byte[] octets = message.getBytes(ISO_8859_1);
    for (int cut = 0; cut <= octets.length; cut++) {
      var top = new TopCut(lines);
      int end = top.end(octets, 0, cut);
      if (end == cut && !top.isComplete()) {
        end = top.end(octets, cut, octets.length);
      }
      assertEquals(expected, message.substring(0, end), "cut at " + cut);
    }
  }
}
