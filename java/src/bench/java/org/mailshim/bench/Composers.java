package org.mailshim.bench;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.mailshim.MailMessage;
import org.mailshim.mime.Content;
import org.mailshim.mime.ContentType;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.converter.EmailConverter;
import org.simplejavamail.email.EmailBuilder;

/**
 * The same message, made by three libraries: a subject that is not US-ASCII, plain text and HTML,
 * and a file of 8 KiB.
 */
final class Composers {
  static final byte[] FILE = new byte[8 * 1024];
  static final String SUBJECT = "Grüße aus Zürich, Nummer ";
  static final String TEXT = "Guten Tag,\r\n\r\nanbei die Größen.\r\n\r\nGruß\r\n".repeat(10);
  static final String HTML = "<p>Guten Tag,</p><p>anbei die Größen.</p>\r\n".repeat(10);
  static final Session SESSION = Session.getInstance(new Properties());

  static {
    new java.util.Random(1).nextBytes(FILE);
  }

  private Composers() {}

  static MailMessage mailshim(int number) {
    return MailMessage.builder()
        .from("Änn <ann@example.org>")
        .to("Bob <bob@example.net>")
        .subject(SUBJECT + number)
        .text(TEXT)
        .html(HTML)
        .attach("file.bin", ContentType.OCTET_STREAM, Content.of(FILE))
        .build();
  }

  static MimeMessage angus(Session session, int number) {
    try {
      var message = new MimeMessage(session);
      message.setFrom(new InternetAddress("ann@example.org", "Änn", "UTF-8"));
      message.setRecipient(
          Message.RecipientType.TO, new InternetAddress("bob@example.net", "Bob", "UTF-8"));
      message.setSubject(SUBJECT + number, "UTF-8");
      message.setSentDate(new java.util.Date());
      var text = new MimeBodyPart();
      text.setText(TEXT, "UTF-8");
      var html = new MimeBodyPart();
      html.setText(HTML, "UTF-8", "html");
      var alternative = new MimeBodyPart();
      alternative.setContent(new MimeMultipart("alternative", text, html));
      var file = new MimeBodyPart();
      file.setDataHandler(
          new DataHandler(new ByteArrayDataSource(FILE, "application/octet-stream")));
      file.setFileName("file.bin");
      file.setDisposition(Part.ATTACHMENT);
      message.setContent(new MimeMultipart("mixed", alternative, file));
      message.saveChanges();
      return message;
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static MimeMessage simple(int number) {
    Email email =
        EmailBuilder.startingBlank()
            .from("Änn", "ann@example.org")
            .to("Bob", "bob@example.net")
            .withSubject(SUBJECT + number)
            .withPlainText(TEXT)
            .withHTMLText(HTML)
            .withAttachment("file.bin", FILE, "application/octet-stream")
            .buildEmail();
    return EmailConverter.emailToMimeMessage(email, SESSION);
  }

  static byte[] octets(MimeMessage message) {
    try {
      var out = new ByteArrayOutputStream(16 * 1024);
      message.writeTo(out);
      return out.toByteArray();
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads all of it with Angus Mail: subject, sender, and each part decoded. */
  static long readByAngus(byte[] octets) {
    try {
      var message = new MimeMessage(SESSION, new java.io.ByteArrayInputStream(octets));
      long sum = message.getSubject().length() + message.getFrom().length;
      return sum + content(message);
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long content(Part part) throws MessagingException, IOException {
    if (part.isMimeType("multipart/*")) {
      long sum = 0;
      var parts = (Multipart) part.getContent();
      for (int i = 0; i < parts.getCount(); i++) {
        sum += content(parts.getBodyPart(i));
      }
      return sum;
    }
    try (var in = part.getInputStream()) {
      return in.readAllBytes().length;
    }
  }

  /** The same with Simple Java Mail, which decodes all parts when it converts a message. */
  static long readBySimple(byte[] octets) {
    try {
      var message = new MimeMessage(SESSION, new java.io.ByteArrayInputStream(octets));
      Email email = EmailConverter.mimeMessageToEmail(message);
      return email.getSubject().length()
          + email.getPlainText().length()
          + email.getHTMLText().length()
          + email.getAttachments().getFirst().readAllBytes().length;
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with ours. */
  static long readByMailshim(byte[] octets) {
    MailMessage message = MailMessage.parse(octets);
    long sum = message.subject().orElseThrow().length() + message.from().size();
    for (var part : message.leaves()) {
      sum += part.octets(Integer.MAX_VALUE).length;
    }
    return sum;
  }
}
