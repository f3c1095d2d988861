package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.MailMessage;
import org.mailshim.Pop3Client;
import org.mailshim.SendOptions;
import org.mailshim.SendResult;
import org.mailshim.SmtpClient;
import org.mailshim.TlsMode;
import org.mailshim.mime.Content;
import org.mailshim.mime.ContentType;
import org.mailshim.mime.MimePart;
import org.mailshim.mime.WireForm;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/**
 * Messages that are built, sent, received and read: through GreenMail, Postfix and Dovecot, and
 * past the eyes of Angus Mail.
 */
final class MessageRoundTripTest {
  @TempDir Path directory;

  private static MailMessage rich() {
    byte[] picture = new byte[5000];
    new Random(3).nextBytes(picture);
    return MailMessage.builder()
        .from("Änn Example <ann@example.org>")
        .to("\"Müller, Bob\" <bob@example.net>")
        .subject("Grüße – 你好, ein Betreff, der über eine Zeile hinausgeht, weil er lang ist")
        .text("Größe: 5 €\n.\n..\nFrom here\n")
        .html("<p>Größe <img src='cid:p'>")
        .inline("p", ContentType.of("image/png"), Content.of(picture))
        .attach("Straße.bin", ContentType.OCTET_STREAM, Content.of(picture))
        .build();
  }

  private static void assertSame(MailMessage sent, MailMessage received) {
    assertEquals(sent.subject(), received.subject());
    assertEquals(sent.from(), received.from());
    assertEquals(sent.to(), received.to());
    assertEquals(sent.messageId(), received.messageId());
    assertEquals(sent.leaves().size(), received.leaves().size());
    for (int i = 0; i < sent.leaves().size(); i++) {
      MimePart one = sent.leaves().get(i);
      MimePart other = received.leaves().get(i);
      assertEquals(one.fileName(), other.fileName());
      boolean broken = one.type().isMultipart(); // without parts: it comes back with one
      assertTrue(broken || one.type().name().equals(other.type().name()));
      if (one.type().isText() || one.type().is("message/*") || broken) {
        assertEquals(
            one.text(1 << 20).replace("\r", "").stripTrailing(),
            other.text(1 << 20).replace("\r", "").stripTrailing());
      } else {
        assertArrayEquals(one.octets(1 << 20), other.octets(1 << 20));
      }
    }
  }

  @Test
  void angusReadsWhatWeWrite() throws Exception {
    MailMessage message = rich();
    var angus = new MimeMessage(null, new ByteArrayInputStream(message.toBytes()));
    assertEquals(message.subject().orElseThrow(), angus.getSubject());
    assertEquals("Müller, Bob", ((InternetAddress) angus.getAllRecipients()[0]).getPersonal());
    assertEquals("Änn Example", ((InternetAddress) angus.getFrom()[0]).getPersonal());
    Multipart mixed = (Multipart) angus.getContent();
    Multipart alternative = (Multipart) mixed.getBodyPart(0).getContent();
    assertEquals("Größe: 5 €\r\n.\r\n..\r\nFrom here\r\n", alternative.getBodyPart(0).getContent());
    assertEquals("Straße.bin", MimeUtility.decodeText(mixed.getBodyPart(1).getFileName()));
    try (InputStream in = mixed.getBodyPart(1).getInputStream()) {
      assertArrayEquals(message.attachments().getFirst().octets(9999), in.readAllBytes());
    }
  }

  @Test
  void throughGreenMailWithTheCorpus() throws Exception {
    var greenMail =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_POP3)
            });
    greenMail.setUser("bob@example.net", "bob", "secret");
    greenMail.start();
    List<MailMessage> corpus = corpus();
    try (SmtpClient smtp = SmtpClient.of("smtp://127.0.0.1:" + greenMail.getSmtp().getPort());
        Pop3Client pop3 =
            Pop3Client.builder()
                .url("pop3://bob:secret@127.0.0.1:" + greenMail.getPop3().getPort())
                .allowClearText(true)
                .build()) {
      for (SendResult each : smtp.sendAll(corpus)) {
        assertTrue(each.isAccepted(), each.toString());
      }
      List<Pop3Client.Fetched> fetched = pop3.fetchAll();
      assertEquals(corpus.size(), fetched.size());
      for (int i = 0; i < corpus.size(); i++) {
        assertSame(corpus.get(i), fetched.get(i).message());
      }
    } finally {
      greenMail.stop();
    }
  }

  /** Built, sent to Postfix, put into Maildir by it, handed out by Dovecot, and read. */
  @Test
  void throughPostfixAndDovecotWithTheCorpus() throws Exception {
    Map<String, MailMessage> corpus = new HashMap<>();
    for (MailMessage each : corpus()) {
      corpus.put(each.messageId().orElseThrow(), each);
    }
    try (Postfix postfix = Postfix.start(directory);
        DovecotPop3 dovecot = DovecotPop3.start(directory)) {
      try (SmtpClient smtp =
          SmtpClient.builder()
              .url("smtp://127.0.0.1:" + postfix.port())
              .clientName("client.example")
              .build()) {
        for (SendResult each : smtp.sendAll(corpus.values())) {
          assertTrue(each.isAccepted(), each.toString());
        }
      }
      List<String> delivered = List.of();
      while (delivered.size() < corpus.size()) {
        delivered = postfix.mail().await(corpus.size()); // or until the test's time is over
      }
      int number = 0;
      for (String each : delivered) {
        dovecot.add("17000" + 10000 + number++ + ".M1P1.h", each);
      }
      Set<String> seen = new HashSet<>();
      try (Pop3Client pop3 =
          Pop3Client.builder()
              .url("pop3s://bob:secret@localhost:" + dovecot.tlsPort())
              .tlsSettings(TlsClientSettings.of(new TrustPolicy.CaFile(dovecot.certificate())))
              .build()) {
        pop3.fetchAll(
            each -> {
              String id = each.message().messageId().orElseThrow();
              assertTrue(seen.add(id), id);
              assertSame(corpus.get(id), each.message());
            });
      }
      assertEquals(corpus.keySet(), seen);
    }
  }

  /** Messages of many mailers, addressed to a user of the test. */
  private static List<MailMessage> corpus() throws Exception {
    List<MailMessage> corpus = new ArrayList<>(List.of(rich()));
    for (String entry : System.getProperty("java.class.path").split(":")) {
      if (entry.contains("apache-mime4j-core") && entry.endsWith("-tests.jar")) {
        try (ZipFile zip = new ZipFile(entry)) {
          for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
            ZipEntry each = e.nextElement();
            if (each.getName().endsWith(".msg")) {
              corpus.add(addressed(zip.getInputStream(each).readAllBytes()));
            }
          }
        }
      }
    }
    assertTrue(corpus.size() > 70);
    return corpus;
  }

  private static MailMessage addressed(byte[] octets) {
    MailMessage received = MailMessage.parse(octets);
    return MailMessage.builder()
        .from("ann@example.org")
        .to("bob@example.net")
        .subject(received.subject().filter(text -> text.length() < 500).orElse("none"))
        .body(received.body())
        .build();
  }

  @Test
  void throughPostfixInEveryForm() throws Exception {
    try (Postfix postfix = Postfix.start(directory, "smtpd_tls_security_level = encrypt")) {
      var trust = new TrustPolicy.CaFile(postfix.certificate());
      try (SmtpClient client =
          SmtpClient.builder()
              .url("smtptls://localhost:" + postfix.port())
              .tlsSettings(TlsClientSettings.of(trust))
              .clientName("client.example")
              .build()) {
        for (WireForm form : WireForm.values()) {
          MailMessage message = rich().toBuilder().messageId("<" + form + "@example.org>").build();
          SendResult result =
              client.send(
                  message,
                  SendOptions.defaults()
                      .withForm(form)
                      .withNotify(Set.of(NotifyCondition.NEVER))
                      .withTimeout(Duration.ofMinutes(2)));
          assertTrue(result.isAccepted(), result.toString());
          assertTrue(result.encrypted());
          assertSame(message, stored(postfix, "<" + form + "@example.org>", form.ordinal() + 1));
        }
        client.tlsMode(TlsMode.NONE);
        assertEquals(
            530,
            client.send(rich()).rejected().getFirst().reply().code(),
            "must issue STARTTLS first");
      }
    }
  }

  private static MailMessage stored(Postfix postfix, String id, int count) throws Exception {
    for (String each : postfix.mail().await(count)) {
      if (each.contains(id)) {
        return MailMessage.parse(each.getBytes(ISO_8859_1));
      }
    }
    throw new AssertionError(id + " did not arrive: " + postfix.log());
  }

  @Test
  void outOfDovecot() throws Exception {
    try (DovecotPop3 dovecot = DovecotPop3.start(directory)) {
      MailMessage message = rich();
      dovecot.add("1700000001.M1P1.h", new String(message.toBytes(), UTF_8).replace("\r\n", "\n"));
      var trust = new TrustPolicy.CaFile(dovecot.certificate());
      for (String url :
          List.of(
              "pop3s://bob:secret@localhost:" + dovecot.tlsPort(),
              "pop3://bob:secret@localhost:" + dovecot.port())) {
        try (Pop3Client client =
            Pop3Client.builder()
                .url(url)
                .tlsSettings(TlsClientSettings.of(trust))
                .noQuit(true)
                .build()) {
          assertEquals(1, client.stat().messages());
          assertSame(message, client.fetch(1));
          assertSame(message, client.fetchAll().getFirst().message());
          assertEquals(message.subject(), client.top(1, 0).subject());
          client.delete(1);
        }
      }
      try (Pop3Client client =
          Pop3Client.builder()
              .url("pop3s://bob:secret@localhost:" + dovecot.tlsPort())
              .tlsSettings(TlsClientSettings.of(trust))
              .build()) {
        assertEquals(1, client.stat().messages(), "noQuit has deleted nothing");
        client.delete(1);
        client.disconnect();
        assertEquals(0, client.stat().messages());
      }
    }
  }
}
