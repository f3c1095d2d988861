package org.mailshim.lists;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.Mailbox;
import org.mailshim.message.MailData;

/** What a list writes into messages, of what strangers wrote and of any member's address. */
final class ListFieldsTest {
  private static final Mailbox CREW = Mailbox.parse("crew@example.net");

  private static ListFields fields(MailingList list) {
    return new ListFields(list, new ListTokens(new byte[32], Clock.systemUTC()));
  }

  private static MailingList crew() {
    return MailingList.of(CREW, Path.of("crew"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"..aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"@x.example",
        "\"..aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"@x.example",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@[127.0.0.1]",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@[127.0.0.1]",
        "\"a b\"@x.example",
        "\"\"@x.example"
      })
  void everyMemberHasASender(String member) {
    Mailbox sender = fields(crew()).sender(Mailbox.parse(member));
    assertTrue(sender.localPart().startsWith("crew-bounces"), sender::text);
  }

  @Test
  void everyLengthOfAMembersAddressHasASender() {
    for (int i = 1; i <= 60; i++) {
      for (String local : new String[] {"a".repeat(i), "a..".repeat(i / 3), "+".repeat(i)}) {
        Mailbox sender = fields(crew()).sender(new Mailbox(local, CREW.domain()));
        assertEquals(CREW.domain(), sender.domain());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "\u00e9", "\"", "n "})
  void aLongNameOfAnAuthorMakesNoLongLine(String letter) throws IOException {
    String name = letter.equals("\"") ? "\\\"".repeat(1500) : letter.repeat(3000);
    String message = "From: \"" + name + "\" <x@x.example>\r\nSubject: Hello\r\n\r\nAhoy!\r\n";
    var list = crew().withRewrittenFrom(true);
    MailData written = fields(list).written(ListMessage.of(MailData.of(message.getBytes(UTF_8))));
    try (InputStream in = written.open()) {
      String text = new String(in.readAllBytes(), UTF_8);
      assertTrue(text.contains("\r\nSubject: Hello\r\n"), text);
      for (String line : text.split("\r\n")) {
        assertTrue(line.getBytes(UTF_8).length <= 998, line);
      }
    }
  }
}
