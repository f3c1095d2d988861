package org.mailshim.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Replies as values and the limits of assembling them; what they look like as text is in the
 * grammar tables.
 */
class ReplyTest {

  @Test
  void theFirstDigitSaysWhatItMeans() {
    for (int code = 200; code <= 599; code++) {
      Reply reply = Reply.of(code, "x");
      assertEquals(code < 300, reply.isPositiveCompletion());
      assertEquals(code >= 300 && code < 400, reply.isIntermediate());
      assertEquals(code >= 400 && code < 500, reply.isTransient());
      assertEquals(code >= 500, reply.isPermanent());
    }
    assertThrows(SmtpSyntaxException.class, () -> Reply.of(199, "x"));
    assertThrows(SmtpSyntaxException.class, () -> Reply.of(600, "x"));
    assertThrows(SmtpSyntaxException.class, () -> Reply.of(250));
  }

  @Test
  void everyLineOnTheWireHasBothCodes() {
    EnhancedStatusCode code = new EnhancedStatusCode(5, 1, 1);
    assertEquals(
        "550-5.1.1 one\r\n550-5.1.1\r\n550 5.1.1 three\r\n",
        Reply.of(550, code, "one", "", "three").wire());
    assertEquals("250-\r\n250\r\n", Reply.of(250, "", "").wire());
  }

  @Test
  void enhancedStatusCodesHaveTheClassOfTheReply() {
    EnhancedStatusCode code = new EnhancedStatusCode(5, 1, 1);
    assertThrows(SmtpSyntaxException.class, () -> Reply.of(450, code, "x"));
    assertThrows(SmtpSyntaxException.class, () -> new EnhancedStatusCode(3, 0, 0));
    assertThrows(SmtpSyntaxException.class, () -> new EnhancedStatusCode(2, 1000, 0));
    assertThrows(SmtpSyntaxException.class, () -> new EnhancedStatusCode(2, 0, -1));
    for (String none :
        List.of(
            "", "5", "5.1", "5.1.1 ", "5.1.1x", "5.1.01", "1.1.1", "5,1,1", "5.1.1.1", "٥.1.1")) {
      assertThrows(SmtpSyntaxException.class, () -> EnhancedStatusCode.parse(none), none);
    }
    assertEquals(new EnhancedStatusCode(4, 0, 999), EnhancedStatusCode.parse("4.0.999"));
  }

  @Test
  void textIsBoundedHoweverLongTheReplyIs() {
    assertTrue(Reply.of(550, "x".repeat(100_000)).text().length() < 1100);
    assertTrue(Reply.of(550, "x".repeat(100_000)).text().endsWith("…"));
    Reply many =
        new Reply(550, Optional.empty(), Collections.nCopies(Reply.LINES_LIMIT, "0123456789"));
    assertTrue(many.text().length() < 1200, "lines");
    assertTrue(many.text().endsWith("…"));
    Reply empty = new Reply(550, Optional.empty(), Collections.nCopies(Reply.LINES_LIMIT, ""));
    assertTrue(empty.text().length() < 1200, "empty lines");
  }

  @Test
  void oneAssemblerReadsManyReplies() {
    ReplyAssembler assembler = new ReplyAssembler();
    assertFalse(assembler.isInsideReply());
    assertTrue(assembler.line("550-5.1.1 a").isEmpty());
    assertTrue(assembler.isInsideReply());
    assertEquals(
        Reply.of(550, new EnhancedStatusCode(5, 1, 1), "a", "b"),
        assembler.line("550 5.1.1 b").orElseThrow());
    assertFalse(assembler.isInsideReply());
    assertEquals(
        Reply.of(250, "c"),
        assembler.line("250 c").orElseThrow(),
        "nothing of the reply before is left");
  }

  @Test
  void aReplyHasAtMostSoManyLines() {
    ReplyAssembler assembler = new ReplyAssembler();
    for (int i = 1; i < Reply.LINES_LIMIT; i++) {
      assertTrue(assembler.line("250-x").isEmpty());
    }
    assertEquals(Reply.LINES_LIMIT, assembler.line("250 x").orElseThrow().lines().size());
    for (int i = 0; i < Reply.LINES_LIMIT; i++) {
      assertTrue(assembler.line("250-x").isEmpty());
    }
    assertThrows(SmtpSyntaxException.class, () -> assembler.line("250 x"));
  }

  @Test
  void aReplyHasAtMostSoManyOctets() {
    String half = "250-" + "x".repeat(ReplyAssembler.OCTETS_LIMIT / 2 - 6);
    ReplyAssembler assembler = new ReplyAssembler();
    assertTrue(assembler.line(half).isEmpty());
    assertTrue(assembler.line(half.replace('-', ' ')).isPresent(), "exactly the limit");
    assertTrue(assembler.line(half).isEmpty(), "counted anew");
    assertThrows(SmtpSyntaxException.class, () -> assembler.line(half.replace('-', ' ') + "x"));
  }

  @Test
  void ehloIsOnlyReadFromAPositiveReply() {
    assertThrows(SmtpSyntaxException.class, () -> EhloReply.of(Reply.of(500, "what?")));
    EhloReply ehlo = EhloReply.of(Reply.of(250, "mx hello", "size 5", "X-Y z"));
    assertEquals("mx", ehlo.domain());
    assertEquals("hello", ehlo.greeting());
    assertEquals(List.of("z"), ehlo.extension("X-Y").orElseThrow().parameters());
    assertEquals("SIZE 5", ehlo.extensions().get(0).text());
    assertEquals(5, ehlo.sizeLimit().orElseThrow());
    assertTrue(ehlo.offers(EhloKeyword.SIZE));
    assertFalse(ehlo.offers(EhloKeyword.DSN));
  }
}
