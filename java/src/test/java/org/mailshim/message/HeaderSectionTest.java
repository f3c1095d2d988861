package org.mailshim.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The header section's table, folded and obsolete fields, and messages that have none. */
class HeaderSectionTest {
  private static final String[] OCTETS = {
    "\n", "\r", ":", " ", "\t", "x", "~", "\0", "\u0080", "\u007f"
  };

  /**
   * What leads to each state, and for each octet what follows: O open, C complete, U unseparated, A
   * absent. In the first two rows no field has been seen yet.
   */
  private static final String[][] TABLE = {
    // state reached by,  LF   CR   :    SP   HT   x    ~    NUL  8bit DEL
    {"", "C", "O", "A", "A", "A", "O", "O", "A", "A", "A"}, // LINE_START, first line
    {"\r", "C", "A", "A", "A", "A", "A", "A", "A", "A", "A"}, // CR_FIRST, first line
    {"a", "A", "A", "O", "O", "O", "O", "O", "A", "A", "A"}, // NAME, first line
    {"a ", "A", "A", "O", "O", "O", "A", "A", "A", "A", "A"}, // NAME_ENDED, first line
    {"a:", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O"}, // VALUE
    {"a:\r\n", "C", "O", "U", "O", "O", "O", "O", "U", "U", "U"}, // LINE_START, later
    {"a:\n", "C", "O", "U", "O", "O", "O", "O", "U", "U", "U"},
    {"a:\r\n\r", "C", "U", "U", "U", "U", "U", "U", "U", "U", "U"}, // CR_FIRST, later
    {"a:\r\nb", "U", "U", "O", "O", "O", "O", "O", "U", "U", "U"}, // NAME, later
    {"a:\r\nb\t", "U", "U", "O", "O", "O", "U", "U", "U", "U", "U"}, // NAME_ENDED, later
    {"a:\r\n ", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O"}, // VALUE, folded
  };

  @Test
  void everyStateWithEveryClassOfOctet() {
    for (String[] row : TABLE) {
      for (int i = 0; i < OCTETS.length; i++) {
        Run run = new Run(HeaderSection.DEFAULT_LIMIT);
        run.look(row[0] + OCTETS[i], 1);
        String shape = run.section.shape().name().substring(0, 1);
        assertEquals(row[i + 1], shape, show(row[0] + OCTETS[i]));
      }
    }
  }

  @Test
  void namesAreToldOnceEach() {
    assertEquals(
        "[Date, SUBJECT, Message-ID, Received, Received, X-a.b_c!] COMPLETE",
        look(
            "Date: x\r\nSUBJECT:y\r\nMessage-ID :z\r\nReceived:a\r\n b: c\r\n\td: e\r\nReceived:\r\nX-a.b_c!:\r\n\r\nBody: no\r\n"));
    assertEquals("[Date, To] COMPLETE", look("Date: x\nTo: y\n\nFrom: no\n"), "LF alone");
  }

  @Test
  void messagesThatEndEarlyOrHaveNoHeaderSection() {
    assertEquals("[] ABSENT", look(""));
    assertEquals("[] ABSENT", look("x"));
    assertEquals("[] ABSENT", look("Hello Bob,\r\n\r\nTo: no\r\n"));
    assertEquals("[] ABSENT", look(" Date: a space begins the first line\r\n"));
    assertEquals("[] ABSENT", look("From ann@example.org Fri Nov 20 11:03:31 2026\r\nDate: x\r\n"));
    assertEquals("[] ABSENT", look("\u00c3\u00a4: x\r\n"));
    assertEquals("[] COMPLETE", look("\r\n"));
    assertEquals("[] COMPLETE", look("\r\nDate: no\r\n"));
    assertEquals("[Date] UNSEPARATED", look("Date: x"));
    assertEquals("[Date] UNSEPARATED", look("Date: x\r\n"));
    assertEquals("[Date] UNSEPARATED", look("Date: x\r\nHello Bob,\r\nTo: no\r\n"));
    assertEquals("[Date] UNSEPARATED", look("Date: x\r\nTo"));
  }

  @Test
  void theLimitIsExact() {
    String section = "Date: x\r\nTo: y\r\n\r\n";
    assertEquals("[Date, To] COMPLETE", look(section, section.length()));
    assertEquals("[Date, To] TOO_LONG", look(section, section.length() - 1));
    assertEquals("[Date] TOO_LONG", look(section, 10));
    assertEquals(
        "[Date, To] UNSEPARATED", look("Date: x\r\nTo:", 12), "a message of exactly the limit");
  }

  @Test
  void longNamesAreReadButNotTold() {
    String longest = "x".repeat(HeaderSection.NAME_LIMIT);
    assertEquals("[" + longest + ", To] COMPLETE", look(longest + ": 1\r\nTo: y\r\n\r\n"));
    assertEquals("[To] COMPLETE", look(longest + "x: 1\r\nTo: y\r\n\r\n"));
    assertEquals("[To] COMPLETE", look("x".repeat(100_000) + ": 1\r\nTo: y\r\n\r\n"));
  }

  @Test
  void anyChunksGiveWhatOneChunkGives() {
    Random random = new Random(5322);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder message = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        message.append(
            new String[] {"To", ":", " ", "\r\n", "Date: x\r\n", "\u00e4", "\n", "\r"}
                [random.nextInt(8)]);
      }
      String text = message.toString();
      Run whole = new Run(100);
      whole.look(text, Math.max(1, text.length()));
      Run pieces = new Run(100);
      pieces.look(text, 1 + random.nextInt(4));
      assertEquals(whole.finish(), pieces.finish(), show(text));
    }
  }

  private static String look(String message) {
    return look(message, HeaderSection.DEFAULT_LIMIT);
  }

  private static String look(String message, int limit) {
    Run run = new Run(limit);
    run.look(message, Math.max(1, message.length()));
    return run.finish();
  }

  private static String show(String data) {
    return data.replace("\r", "{CR}").replace("\n", "{LF}").replace("\0", "{NUL}");
  }

  /** One run over a message. */
  private static final class Run {
    private final List<String> names = new ArrayList<>();
    private final HeaderSection section;

    Run(int limit) {
      section = new HeaderSection(names::add, limit);
    }

    void look(String message, int chunk) {
      byte[] in = message.getBytes(ISO_8859_1);
      for (int at = 0; at < in.length; at += chunk) {
        section.look(in, at, Math.min(in.length, at + chunk));
      }
    }

    String finish() {
      section.finish();
      return names + " " + section.shape();
    }
  }
}
