package org.mailshim.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The lenient machine against the strict one, and against what smuggling lives on. */
final class LenientDotUnstufferTest {
  private static final char[] CLASSES = {'\r', '\n', '.', '\0', 'x'};

  /** All streams of this length over the five classes of octets. */
  private static final int LENGTH = 6;

  private record Result(String data, boolean ended, int consumed, boolean refused) {}

  private static Result lenient(String stream, int cut) {
    LenientDotUnstuffer machine = new LenientDotUnstuffer();
    byte[] octets = stream.getBytes(ISO_8859_1);
    StringBuilder data = new StringBuilder();
    try {
      int end = machine.decode(octets, 0, cut);
      data.append(new String(octets, 0, end, ISO_8859_1));
      int consumed = machine.consumed();
      if (consumed == cut) {
        end = machine.decode(octets, cut, octets.length);
        data.append(new String(octets, cut, end - cut, ISO_8859_1));
        consumed = machine.consumed();
      }
      return new Result(data.toString(), machine.isEnded(), consumed, false);
    } catch (SmtpSyntaxException e) {
      return new Result("", false, 0, true);
    }
  }

  private static Result strict(String stream) {
    DotUnstuffer machine = new DotUnstuffer();
    byte[] octets = stream.getBytes(ISO_8859_1);
    try {
      int end = machine.decode(octets, 0, octets.length);
      String data = new String(octets, 0, end, ISO_8859_1);
      return new Result(data, machine.isEnded(), machine.consumed(), false);
    } catch (SmtpSyntaxException e) {
      return new Result("", false, 0, true);
    }
  }

  private static String stream(int number) {
    StringBuilder stream = new StringBuilder(LENGTH);
    int rest = number;
    for (int i = 0; i < LENGTH; i++) {
      stream.append(CLASSES[rest % CLASSES.length]);
      rest /= CLASSES.length;
    }
    return stream.toString();
  }

  @Test
  void whatTheStrictMachineTakesIsTakenAlike() {
    int taken = 0;
    for (int i = 0; i < Math.pow(CLASSES.length, LENGTH); i++) {
      Result strict = strict(stream(i));
      if (!strict.refused()) {
        assertEquals(strict, lenient(stream(i), LENGTH), shown(stream(i)));
        taken++;
      }
    }
    assertTrue(taken > 100);
  }

  @Test
  void cutsDoNotMatter() {
    for (int i = 0; i < Math.pow(CLASSES.length, LENGTH); i++) {
      Result whole = lenient(stream(i), LENGTH);
      for (int cut = 0; cut < LENGTH; cut++) {
        assertEquals(whole, lenient(stream(i), cut), shown(stream(i)) + " cut at " + cut);
      }
    }
  }

  @Test
  void onlyCrLfDotCrLfEnds() {
    for (int i = 0; i < Math.pow(CLASSES.length, LENGTH); i++) {
      Result result = lenient(stream(i), LENGTH);
      String read = "\r\n" + stream(i).substring(0, result.consumed());
      if (!result.refused()) {
        assertEquals(read.contains("\r\n.\r\n"), result.ended(), shown(stream(i)));
      }
    }
  }

  @Test
  void nulIsRefused() {
    SmtpSyntaxException nul =
        assertThrows(
            SmtpSyntaxException.class,
            () -> new LenientDotUnstuffer().decode(new byte[] {'a', 0}, 0, 2));
    assertEquals(1, nul.position());
  }

  private static String shown(String stream) {
    return stream.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }
}
