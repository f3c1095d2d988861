package org.mailshim.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Domain;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;

/** Which fields are written before a message, and which are not. */
class MissingHeaderFieldsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T11:03:31Z"), ZoneOffset.ofHours(1));

  private static final RandomGenerator RANDOM = () -> 0x0123456789abcdefL;

  private static final MessageIds IDS = new MessageIds(RANDOM, Domain.parse("mail.example.org"));

  private static final String DATE = "Date: Fri, 20 Nov 2026 12:03:31 +0100\r\n";
  private static final String ID =
      "Message-ID: <0123456789abcdef0123456789abcdef@mail.example.org>\r\n";
  private static final String FROM = "From: ann@example.org\r\n";
  private static final String TO = "To: bob@example.net\r\n";

  private static final Envelope ENVELOPE = envelope("<ann@example.org>", "<bob@example.net>");

  @Test
  void nothingIsWrittenWhenNothingIsMissing() {
    assertEquals("", prefix("Date: x\r\nMessage-ID: y\r\nFrom: z\r\nTo: w\r\n\r\nbody"));
    assertEquals(
        "", prefix("DATE: x\r\nmessage-id: y\r\nfRoM: z\r\ntO: w\r\n\r\nbody"), "in any case");
  }

  @Test
  void eachFieldIsWrittenWhenItIsMissing() {
    assertEquals(DATE, prefix("Message-ID: y\r\nFrom: z\r\nTo: w\r\n\r\n"));
    assertEquals(ID, prefix("Date: x\r\nFrom: z\r\nTo: w\r\n\r\n"));
    assertEquals(FROM, prefix("Date: x\r\nMessage-ID: y\r\nTo: w\r\n\r\n"));
    assertEquals(TO, prefix("Date: x\r\nMessage-ID: y\r\nFrom: z\r\n\r\n"));
    assertEquals(DATE + ID + FROM + TO, prefix("Subject: x\r\n\r\nDate: in the body\r\n"));
    assertEquals(
        DATE + ID + FROM + TO,
        prefix("Subject: x\r\n Date: folded\r\n\tTo: folded\r\nX-Date: y\r\n\r\n"));
  }

  @Test
  void theBlankLineIsWrittenOnlyWhenThereIsNoHeaderSection() {
    assertEquals(DATE + ID + FROM + TO + "\r\n", prefix("Hello Bob,\r\n"));
    assertEquals(DATE + ID + FROM + TO + "\r\n", prefix(""));
    assertEquals(DATE + ID + FROM + TO, prefix("\r\nHello Bob,\r\n"));
    assertEquals(DATE + ID + FROM + TO, prefix("Subject: x\r\nHello Bob,\r\n"));
  }

  @Test
  void otherRecipientFieldsStandForTo() {
    String others = "Date: x\r\nMessage-ID: y\r\nFrom: z\r\n";
    assertEquals("", prefix(others + "Cc: w\r\n\r\n"));
    assertEquals("", prefix(others + "Bcc: w\r\n\r\n"));
    assertEquals(TO, prefix(others + "Reply-To: w\r\n\r\n"));
  }

  @Test
  void severalRecipientsAreNotDisclosed() {
    String others = "Date: x\r\nMessage-ID: y\r\nFrom: z\r\n\r\n";
    String hidden = "To: undisclosed-recipients:;\r\n";
    assertEquals(hidden, prefix(others, envelope("<>", "<bob@example.net>", "<eve@example.net>")));
    assertEquals(hidden, prefix(others, envelope("<>", "<Postmaster>")));
    assertEquals(
        "To: \"b b\"@example.net\r\n", prefix(others, envelope("<>", "<\"b b\"@example.net>")));
    assertEquals(
        "To: bjørn@example.net\r\n", prefix(others, envelope("<>", "<bjørn@example.net>")));
  }

  @Test
  void theNullReversePathIsTheMailDaemon() {
    String others = "Date: x\r\nMessage-ID: y\r\nTo: z\r\n\r\n";
    assertEquals(
        "From: MAILER-DAEMON@mail.example.org\r\n",
        prefix(others, envelope("<>", "<bob@example.net>")));
  }

  @Test
  void nothingIsWrittenBeforeWhatWasNotSeenWhole() {
    String message = "Subject: x\r\nDate: y\r\n\r\n";
    for (int limit = 1; limit < message.length(); limit++) {
      assertEquals("", prefix(message, new MissingHeaderFields(limit), ENVELOPE));
    }
    assertEquals(
        ID + FROM + TO, prefix(message, new MissingHeaderFields(message.length()), ENVELOPE));
  }

  private static Envelope envelope(String from, String... to) {
    return new Envelope(
        ReversePath.parse(from), List.of(to).stream().map(ForwardPath::parse).toList());
  }

  private static String prefix(String message) {
    return prefix(message, ENVELOPE);
  }

  private static String prefix(String message, Envelope envelope) {
    return prefix(message, new MissingHeaderFields(), envelope);
  }

  private static String prefix(String message, MissingHeaderFields missing, Envelope envelope) {
    byte[] in = message.getBytes(UTF_8);
    for (int at = 0; at < in.length; at += 3) {
      missing.look(in, at, Math.min(in.length, at + 3));
    }
    return new String(missing.prefix(envelope, CLOCK, IDS), UTF_8);
  }
}
