package org.mailshim.smtp.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What of a header is whose; native/test/esmtp compares the same with the original library. */
class HeaderFieldsTest {
  private static final SubmissionHost HOST = new FixedHost();

  private final SubmittedMessage message =
      new SubmittedMessage(new ReplyStatus(), new ReplyStatus());
  private final HeaderFields fields = message.header();

  private String missing() {
    StringBuilder all = new StringBuilder();
    for (HeaderField field : fields.missing()) {
      all.append(field.line(message, HOST, "client"));
    }
    return all.toString();
  }

  @Test
  void whatIsMissingIsMade() {
    message.reversePath("a@b");
    fields.begin();
    assertEquals("Date: second 7\r\nFrom: a@b\r\nMessage-Id: <unique@client>\r\n", missing());
  }

  @Test
  void theMessagesFieldsWinUnlessOverridden() {
    assertTrue(fields.setText("Subject", "set"));
    fields.begin();
    String own = "subject: own\r\n";
    assertEquals(own, fields.replaced(own, message, HOST, "client"));
    assertNull(fields.replaced(own, message, HOST, "client"), "a second one");
    assertTrue(fields.override("Subject", true));
    fields.begin();
    assertEquals("Subject: set\r\n", fields.replaced(own, message, HOST, "client"));
  }

  @Test
  void listsAreWrittenLastFirst() {
    assertTrue(fields.setMailbox("To", "Bob", "b@c"));
    assertTrue(fields.setMailbox("to", null, "d@e"));
    fields.begin();
    assertTrue(missing().endsWith("To: d@e,\r\n    \"Bob\" <b@c>\r\n"), missing());
  }

  @Test
  void aLineEndMustBeFolded() {
    assertFalse(fields.setText("X-A", "a\r\nBcc: evil"));
    assertFalse(fields.setText("X-A", "a\n"));
    assertFalse(fields.setText("X-A\r\nBcc", "a"));
    assertFalse(fields.setMailbox("To", "a\rb", "c@d"));
    assertTrue(fields.setText("X-A", "a\r\n b"));
  }

  @Test
  void someFieldsAreNotTheProgrammes() {
    assertFalse(fields.setText("Content-Type", "x"));
    assertFalse(fields.setText("Received", "x"));
    assertFalse(fields.prohibit("Date", true));
    fields.begin();
    assertNull(fields.replaced("Return-Path: <x>\r\n", message, HOST, "client"));
    String received = "Received: x\r\n";
    assertEquals(received, fields.replaced(received, message, HOST, "client"));
  }

  @Test
  void aListOfNothingEndsTheTransfer() {
    assertTrue(fields.setMailbox("Cc", null, null));
    fields.begin();
    assertEquals(Fault.NO_VALUE, assertThrows(Ending.class, this::missing).fault());
  }
}
