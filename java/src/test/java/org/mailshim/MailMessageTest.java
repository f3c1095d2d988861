package org.mailshim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.mime.Content;
import org.mailshim.mime.ContentType;
import org.mailshim.mime.Disposition;
import org.mailshim.mime.MessageException;
import org.mailshim.mime.MimePart;
import org.mailshim.mime.NamedMailbox;
import org.mailshim.mime.TransferEncoding;
import org.mailshim.mime.WireForm;

/** Messages that are built, written and read again. */
final class MailMessageTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T10:03:31Z"), ZoneOffset.ofHours(1));

  @TempDir Path directory;

  private static MailMessageBuilder builder() {
    return MailMessage.builder(CLOCK, new Random(7))
        .from("Ann Example <ann@example.org>")
        .to("bob@example.net")
        .subject("Hello");
  }

  private static MailMessage again(MailMessage message) {
    return MailMessage.parse(message.toBytes());
  }

  @Test
  void aPlainMessageIsPlain() {
    String text = new String(builder().text("Good morning!\n").build().toBytes(), UTF_8);
    assertEquals(
        """
        Date: Fri, 20 Nov 2026 11:03:31 +0100
        From: Ann Example <ann@example.org>
        To: bob@example.net
        Message-ID: <%s@example.org>
        Subject: Hello
        MIME-Version: 1.0
        Content-Type: text/plain; charset=US-ASCII

        Good morning!
        """
            .formatted(
                text.substring(text.indexOf("ID: <") + 5, text.indexOf("@example.org>\r\nSub")))
            .replace("\n", "\r\n"),
        text);
  }

  @Test
  void everyPartComesBackAsItWas() throws Exception {
    byte[] picture = new byte[1000];
    new Random(1).nextBytes(picture);
    // The file's own name is ASCII: what else it may be depends on the locale of who runs this.
    Path file = Files.write(directory.resolve("offer.pdf"), picture);
    MailMessage built =
        builder()
            .cc("\"Müller, Jörg\" <joerg@example.net>, carol@example.net")
            .bcc("dave@example.net")
            .subject("Grüße aus Zürich – und ein langer Betreff, der auf keine Zeile passt, 你好")
            .text("Größe: 5 €\nzweite Zeile\n")
            .html("<p>Größe: 5 € <img src=\"cid:logo\"></p>")
            .calendar("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "REQUEST")
            .inline("logo", ContentType.of("image/png"), Content.of(picture))
            .attach(file)
            .attach("Angebot für Juni.pdf", ContentType.of("application/pdf"), Content.of(picture))
            .attach(builder().text("inner\n").build())
            .build();
    MailMessage read = again(built);
    assertEquals(built.subject(), read.subject());
    assertEquals(built.cc(), read.cc());
    assertEquals("Müller, Jörg", read.cc().getFirst().name().orElseThrow());
    assertEquals(List.of(), read.bcc(), "nobody reads who else has got it");
    assertEquals(4, built.recipients().size());
    assertEquals("Größe: 5 €\r\nzweite Zeile\r\n", read.text().orElseThrow());
    assertEquals("<p>Größe: 5 € <img src=\"cid:logo\"></p>", read.html().orElseThrow());
    assertEquals(
        List.of(
            "text/plain",
            "text/html",
            "image/png",
            "text/calendar",
            "application/pdf",
            "application/pdf",
            "message/rfc822"),
        read.leaves().stream().map(part -> part.type().name()).toList());
    assertEquals("offer.pdf", read.attachments().getFirst().fileName().orElseThrow());
    MimePart pdf = read.attachments().get(1);
    assertEquals("Angebot für Juni.pdf", pdf.fileName().orElseThrow());
    assertArrayEquals(picture, pdf.octets(10_000));
    assertArrayEquals(picture, read.leaves().get(2).octets(10_000));
    assertEquals("logo", read.leaves().get(2).contentId().orElseThrow());
    MailMessage inner = MailMessage.parse(read.leaves().get(6).content());
    assertEquals("inner\r\n", inner.text().orElseThrow());
    assertEquals(built.date(), read.date());
    assertEquals(built.messageId(), read.messageId());
  }

  @ParameterizedTest
  @EnumSource(WireForm.class)
  void eachFormHasTheOctetsThatItMayHave(WireForm form) throws Exception {
    MailMessage message = builder().subject("Größe").text("Größe\n").build();
    var data = message.mailData(form);
    byte[] octets = data.open().readAllBytes();
    assertEquals(data.octets(), octets.length);
    boolean high = false;
    for (byte octet : octets) {
      high |= octet < 0;
    }
    assertEquals(form != WireForm.SEVEN_BIT, high);
    assertEquals(form != WireForm.SEVEN_BIT, data.isEightBit());
    assertEquals(form == WireForm.UTF8, data.isSmtpUtf8());
    assertEquals(form == WireForm.UTF8, new String(octets, UTF_8).contains("Subject: Größe"));
    MailMessage read = MailMessage.parse(octets);
    assertEquals("Größe", read.subject().orElseThrow());
    assertEquals("Größe\r\n", read.text().orElseThrow());
  }

  @Test
  void internationalisedAddressesHaveOneForm() {
    MailMessage message = builder().to("Jörg <jörg@example.net>").text("x").build();
    assertTrue(message.needsSmtpUtf8());
    assertThrows(MessageException.class, () -> message.mailData(WireForm.SEVEN_BIT));
    MailMessage read = again(message);
    assertEquals("jörg@example.net", read.to().get(1).mailbox().text());
    assertTrue(read.mailData(WireForm.SEVEN_BIT).isSmtpUtf8(), "as it was received");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "no line end",
        "From the start\n.\n..\n.dots\n",
        "trailing space \nand tab\t\n",
        "=E4 looks encoded\n",
        "--=_ looks like a boundary\n",
        "\r\rtwo lines\n\n\n",
        "euro € and 𝄞 and ü\n"
      })
  void textsComeBack(String text) {
    String expected = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
    MailMessage one = again(builder().text(text).build());
    assertEquals(expected.stripTrailing(), one.text().orElseThrow().stripTrailing());
    for (TransferEncoding each :
        List.of(TransferEncoding.QUOTED_PRINTABLE, TransferEncoding.BASE64)) {
      MailMessage two = again(builder().text(text).encoding(each).html("<p>").build());
      assertEquals(expected, two.text().orElseThrow(), each.toString());
    }
    assertEquals(expected, again(builder().text(text).html("<p>").build()).text().orElseThrow());
  }

  @Test
  void noLineIsTooLong() {
    String long8 = "ö".repeat(5000) + "\n" + "word ".repeat(800) + "\n" + "x".repeat(3000);
    MailMessage message =
        builder()
            .subject("y".repeat(2000))
            .header("X-Long", "word ".repeat(500).strip())
            .header("X-Wide", "日本語".repeat(300))
            .to("\"" + "Z".repeat(300) + "\" <zed@example.net>")
            .text(long8)
            .build();
    for (String line : new String(message.toBytes(), ISO_8859_1).split("\r\n")) {
      assertTrue(line.length() <= 998, () -> line.length() + ": " + line);
    }
    MailMessage read = again(message);
    assertEquals("y".repeat(2000), read.subject().orElseThrow());
    assertEquals("word ".repeat(500).strip(), read.field("X-Long").orElseThrow());
    assertEquals("日本語".repeat(300), read.field("X-Wide").orElseThrow());
    assertEquals(long8.replace("\n", "\r\n"), read.text().orElseThrow().stripTrailing());
  }

  @Test
  void headerFieldsCannotBeSmuggledIn() {
    String evil = "x\r\nBcc: eve@example.com";
    MailMessageBuilder builder = builder();
    assertThrows(MessageException.class, () -> builder.subject(evil));
    assertThrows(MessageException.class, () -> builder.header("X-A", evil));
    assertThrows(MessageException.class, () -> builder.header("X-A: b\r\nBcc", "eve"));
    assertThrows(MessageException.class, () -> builder.to("a@example.net\r\nBcc: eve@example.com"));
    assertThrows(MessageException.class, () -> NamedMailbox.of(evil, "a@example.net"));
    assertThrows(
        MessageException.class, () -> builder.attach(evil, ContentType.TEXT_PLAIN, Content.EMPTY));
    assertThrows(IllegalArgumentException.class, () -> ContentType.TEXT_PLAIN.with("name", evil));
    assertThrows(
        MessageException.class, () -> builder.inline(evil, ContentType.TEXT_PLAIN, Content.EMPTY));
    assertThrows(MessageException.class, () -> builder.messageId("<a@b>\r\nX: y<>"));
    assertThrows(MessageException.class, () -> builder.header("Bcc", "eve@example.com"));
    assertThrows(MessageException.class, () -> builder.header("X-Empty", " "));
    String sent = new String(builder.text("x").build().toBytes(), ISO_8859_1);
    assertFalse(sent.contains("eve"), sent);
  }

  @Test
  void flagsAndReceipts() {
    MailMessage message =
        builder()
            .important(true)
            .requestReadReceipt(true)
            .requestDeliveryReceipt("Desk <desk@example.org>")
            .header("X-Mailer", "test")
            .header("X-Twice", "1")
            .header("X-Twice", "2")
            .replaceHeader("X-Mailer", "mailshim")
            .text("x")
            .build();
    MailMessage read = again(message);
    assertEquals("high", read.field("Importance").orElseThrow());
    assertEquals("1", read.field("X-Priority").orElseThrow());
    assertEquals(
        "Ann Example <ann@example.org>", read.field("Disposition-Notification-To").orElseThrow());
    assertEquals("Desk <desk@example.org>", read.field("Return-Receipt-To").orElseThrow());
    assertEquals("mailshim", read.field("x-mailer").orElseThrow());
    assertEquals(2, read.fields().all("x-twice").size());
  }

  @Test
  void answersReferToWhatTheyAnswer() {
    MailMessage first = builder().messageId("<1@example.org>").text("?").build();
    MailMessage second =
        builder().subject("").inReplyTo(first).messageId("<2@x>").text("!").build();
    MailMessage third = builder().subject("").inReplyTo(second).text("!!").build();
    assertEquals("<1@example.org>", second.field("In-Reply-To").orElseThrow());
    assertEquals("<1@example.org> <2@x>", third.field("References").orElseThrow());
    assertEquals("Re: Hello", third.subject().orElseThrow());
  }

  @Test
  void whatIsIncompleteSaysWhatIsMissing() {
    MailMessageBuilder builder = MailMessage.builder(CLOCK, new Random(7));
    assertMissing("recipient", builder);
    assertMissing("sender", builder.to("bob@example.net"));
    assertMissing("body", builder.from("ann@example.org"));
    assertTrue(builder.text("").build().isSendable());
    builder.build();
    assertEquals(
        ReversePath.NULL, builder.reversePath(ReversePath.NULL).build().envelope().reversePath());
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    Path missing = directory.resolve("missing.pdf");
    Path folder = Files.createDirectory(directory.resolve("folder"));
    for (Path each : List.of(missing, folder)) {
      MailMessage message =
          MailMessage.builder()
              .from("ann@example.org")
              .to("bob@example.net")
              .text("x")
              .attach(each)
              .build();
      var thrown = assertThrows(UncheckedIOException.class, message::toBytes);
      assertTrue(thrown.getMessage().contains(each.toString()), thrown.getMessage());
    }
  }

  @Test
  void messagesAreReadFromStreams() {
    var in = new ByteArrayInputStream("Subject: s\r\n\r\nbody\r\n".getBytes(UTF_8));
    MailMessage message = MailMessage.parse(in);
    assertEquals("s", message.subject().orElseThrow());
    assertEquals("body\r\n", message.text().orElseThrow());
  }

  private static void assertMissing(String what, MailMessageBuilder builder) {
    MailMessage message = builder.build();
    assertFalse(message.isSendable());
    MessageException e = assertThrows(MessageException.class, message::check);
    assertEquals(MessageException.Kind.INCOMPLETE, e.kind());
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void aTextIsAddedTo() {
    MailMessage message = builder().append("one\n").append("two\n").build();
    assertEquals("one\r\ntwo\r\n", again(message).text().orElseThrow());
    MailMessageBuilder other = builder().body(MimePart.of(ContentType.OCTET_STREAM, Content.EMPTY));
    MessageException e = assertThrows(MessageException.class, () -> other.append("x"));
    assertEquals(MessageException.Kind.BODY, e.kind());
    assertThrows(MessageException.class, () -> builder().encoding(TransferEncoding.BINARY));
  }

  @Test
  void largeFilesStream() throws Exception {
    byte[] octets = new byte[3_000_001];
    new Random(2).nextBytes(octets);
    Path file = Files.write(directory.resolve("large.bin"), octets);
    var data = builder().text("x").attach(file).build().mailData(WireForm.SEVEN_BIT);
    Path copy = directory.resolve("message.eml");
    try (InputStream in = data.open()) {
      Files.copy(in, copy);
    }
    assertEquals(data.octets(), Files.size(copy));
    MailMessage read = MailMessage.parse(copy);
    assertArrayEquals(octets, read.attachments().getFirst().octets(4_000_000));
    assertEquals(Files.size(copy), read.mailData(WireForm.SEVEN_BIT).octets());
    Files.write(file, new byte[100]);
    assertThrows(java.io.IOException.class, () -> data.open().readAllBytes());
    Files.delete(file);
    MailMessage gone = builder().text("x").attach(file).build();
    assertThrows(UncheckedIOException.class, gone::toBytes);
  }

  @Test
  void receivedMessagesGoOnAsTheyAreButForBcc() throws Exception {
    String raw =
        "Subject:  odd   spacing\nBCC : eve@example.com,\n more@example.com\nResent-Bcc: x@y.z\n"
            + "Bccx: stays\nTo: bob@example.net\n\nBcc: body\nend";
    MailMessage message = MailMessage.parse(raw.getBytes(UTF_8));
    assertEquals(2, message.bcc().size());
    assertEquals(
        "Subject:  odd   spacing\r\nBccx: stays\r\nTo: bob@example.net\r\n\r\nBcc: body\r\nend\r\n",
        new String(message.toBytes(), UTF_8));
  }

  @Test
  void attachmentsAreFilesAndNotTheText() {
    MailMessage read =
        again(builder().text("x").attach("a.txt", ContentType.TEXT_PLAIN, Content.of("y")).build());
    assertEquals("x", read.text().orElseThrow());
    assertEquals(1, read.attachments().size());
    assertEquals(Optional.of(Disposition.ATTACHMENT), read.attachments().getFirst().disposition());
  }

  @Test
  void mailboxesAsPeopleWriteThem() {
    assertEquals(
        List.of(
            "a@b.c", "Ann <a@b.c>", "\"E, A\" <a@b.c>", "Jörg Müller <a@b.c>", "b@c.d", "e@f.g"),
        texts(
            "a@b.c, Ann <a@b.c>, \"E, A\" <a@b.c>, Jörg Müller <a@b.c>, friends: b@c.d, <e@f.g>;"));
    assertEquals(List.of("Ann <a@b.c>"), texts("a@b.c (Ann)"));
    assertEquals(List.of("a@b.c"), texts("<@x,@y:a@b.c>"));
    assertEquals(List.of("Jörg <a@b.c>"), texts("=?ISO-8859-1?Q?J=F6rg?= <a@b.c>"));
    assertEquals(List.of("\"a b\"@b.c"), texts("\"a b\"@b.c"));
    assertThrows(MessageException.class, () -> NamedMailbox.parseList("nobody"));
    assertThrows(MessageException.class, () -> NamedMailbox.parse("a@b.c, d@e.f"));
    assertEquals(
        List.of(NamedMailbox.of(Mailbox.parse("d@e.f"))),
        NamedMailbox.lenientList("nobody, d@e.f"));
  }

  private static List<String> texts(String list) {
    List<String> texts = new ArrayList<>();
    for (NamedMailbox each : NamedMailbox.parseList(list)) {
      texts.add(each.toString());
    }
    return texts;
  }

  @Test
  void anotherMessageCanBeMadeOfOne() {
    MailMessage first = again(builder().text("Größe").important(true).cc("c@d.e").build());
    MailMessage second = again(first.toBuilder().to("x@y.z").subject("Fwd").build());
    assertEquals("Größe", second.text().orElseThrow().strip());
    assertEquals(2, second.to().size());
    assertEquals("Fwd", second.subject().orElseThrow());
    assertEquals("high", second.field("Importance").orElseThrow());
    assertEquals(first.messageId(), second.messageId());
    assertTrue(second.toString().contains("sendable"), second.toString());
    assertTrue(second.headerText().contains("Subject: Fwd\r\n"));
  }
}
