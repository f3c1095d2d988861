package org.mailshim.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Domain;
import org.mailshim.address.Mailbox;
import org.mailshim.address.Utf8;

/** Mail data in memory, and message identifiers. */
class MailDataTest {

  @Test
  void memoryIsNormalisedAndReadAgain() throws IOException {
    byte[] message = "a\nb\rc\r\n\n.".getBytes(UTF_8);
    MailData data = MailData.of(message);
    message[0] = 'X';
    assertEquals("a\r\nb\r\nc\r\n\r\n.\r\n", text(data));
    assertEquals("a\r\nb\r\nc\r\n\r\n.\r\n", text(data), "a second time");
    assertEquals(text(data).length(), data.octets());
    assertEquals(0, MailData.of(new byte[0]).octets());
  }

  @Test
  void binaryDataStaysAsItIs() throws IOException {
    MailData data = MailData.verbatim("a\nb\rc\0".getBytes(UTF_8));
    assertEquals("a\nb\rc\0", text(data));
    assertEquals(6, data.octets());
  }

  @Test
  void fieldsStandBeforeTheMessage() throws IOException {
    MailData data =
        MailData.of("Subject: x\n\nbody\n".getBytes(UTF_8))
            .precededBy("Date: y\r\n".getBytes(UTF_8));
    assertEquals("Date: y\r\nSubject: x\r\n\r\nbody\r\n", text(data));
    assertEquals("Date: y\r\nSubject: x\r\n\r\nbody\r\n", text(data), "a second time");
    assertEquals(text(data).length(), data.octets());
  }

  @Test
  void messageIdentifiersDifferAndRepeatWithTheirSeed() {
    Domain domain = Domain.parse("bücher.example");
    MessageIds ids = new MessageIds(new Random(7), domain);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      String id = ids.next();
      assertTrue(seen.add(id), id);
      assertTrue(id.startsWith("<") && id.endsWith("@xn--bcher-kva.example>"), id);
      assertTrue(Utf8.isAscii(id), id);
      assertEquals(32, Mailbox.parse(id.substring(1, id.length() - 1)).localPart().length(), id);
    }
    assertEquals(
        new MessageIds(new Random(7), domain).next(), new MessageIds(new Random(7), domain).next());
  }

  private static String text(MailData data) throws IOException {
    try (InputStream in = data.open()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
