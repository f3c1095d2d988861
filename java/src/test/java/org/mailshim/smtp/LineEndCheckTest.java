package org.mailshim.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Against the definition: every CR is before an LF, every LF behind a CR, and there is no NUL. */
final class LineEndCheckTest {
  private static final char[] CLASSES = {'\r', '\n', '\0', 'x', '\t', '\u00e9'};
  private static final int LENGTH = 5;

  private static boolean isText(String data) {
    String rest = data.replace("\r\n", "");
    return rest.indexOf('\r') < 0 && rest.indexOf('\n') < 0 && rest.indexOf('\0') < 0;
  }

  private static boolean isTaken(String data, int cut) {
    byte[] octets = data.getBytes(ISO_8859_1);
    LineEndCheck check = new LineEndCheck();
    try {
      check.look(octets, 0, cut);
      check.look(octets, cut, octets.length);
      check.finish();
      return true;
    } catch (SmtpSyntaxException e) {
      assertTrue(e.position() <= octets.length);
      assertEquals(SmtpSyntaxException.Kind.MAIL_DATA, e.kind());
      return false;
    }
  }

  @Test
  void everyShortDataCutAnywhere() {
    for (int i = 0; i < Math.pow(CLASSES.length, LENGTH); i++) {
      StringBuilder data = new StringBuilder();
      int rest = i;
      for (int j = 0; j < LENGTH; j++) {
        data.append(CLASSES[rest % CLASSES.length]);
        rest /= CLASSES.length;
      }
      for (int cut = 0; cut <= LENGTH; cut++) {
        assertEquals(isText(data.toString()), isTaken(data.toString(), cut), i + " cut at " + cut);
      }
    }
  }

  @Test
  void longLinesAreLookedAtInWords() {
    for (int at = 0; at < 40; at++) {
      String text = "x".repeat(40);
      assertTrue(isTaken(text.substring(0, at) + "\r\n" + text, at));
      assertEquals(false, isTaken(text.substring(0, at) + "\n" + text, 20));
      assertEquals(false, isTaken(text.substring(0, at) + "\0" + text, 20));
    }
  }
}
