package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * A server that we did not write stores what was sent, octet for octet: all but the last CRLF,
 * which GreenMail takes for a part of the end of data (RFC 5321 §4.1.1.4 says that it is not).
 */
final class GreenMailTest {
  private static final String HEADER =
      "From: ann@example.org\r\nTo: bob@example.net\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
          + "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";

  private GreenMail server;

  @BeforeEach
  void start() {
    server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private SmtpClientSession session() {
    var deadline = Deadline.after(Duration.ofSeconds(60));
    var connection =
        new Dialer(new SystemHostResolver())
            .dial("127.0.0.1", server.getSmtp().getPort(), deadline);
    var options = SessionOptions.defaults().withDeadline(deadline);
    return SmtpClientSession.open(connection, options, SessionObserver.NONE);
  }

  private static Envelope envelope(String... recipients) {
    List<ForwardPath> paths = new ArrayList<>();
    for (String recipient : recipients) {
      paths.add(ForwardPath.parse(recipient));
    }
    return new Envelope(ReversePath.parse("ann@example.org"), paths);
  }

  private void sendAndCompare(byte[] message, String... recipients)
      throws IOException, MessagingException {
    try (var session = session()) {
      assertTrue(session.send(envelope(recipients), MailData.of(message)).isAccepted());
      session.quit();
    }
    assertTrue(server.waitForIncomingEmail(30_000, recipients.length));
    MimeMessage[] stored = server.getReceivedMessages();
    assertEquals(recipients.length, stored.length);
    for (MimeMessage each : stored) {
      var out = new ByteArrayOutputStream();
      each.getRawInputStream().transferTo(out);
      out.writeBytes(new byte[] {'\r', '\n'});
      int bodyStart = HEADER.length();
      assertArrayEquals(Arrays.copyOfRange(message, bodyStart, message.length), out.toByteArray());
    }
  }

  @Test
  void oneRecipient() throws Exception {
    sendAndCompare((HEADER + "hello\r\n").getBytes(UTF_8), "bob@example.net");
  }

  @Test
  void threeRecipients() throws Exception {
    sendAndCompare(
        (HEADER + "hello\r\n").getBytes(UTF_8),
        "bob@example.net",
        "carol@example.net",
        "dora@example.com");
  }

  @Test
  void linesThatBeginWithDots() throws Exception {
    sendAndCompare((HEADER + ".\r\n..\r\n...x\r\n.\r\nend\r\n").getBytes(UTF_8), "bob@example.net");
  }

  @Test
  void octetsAbove127() throws Exception {
    byte[] utf8 = (HEADER + "Grüße, 世界 \r\n").getBytes(UTF_8);
    sendAndCompare(utf8, "bob@example.net");
  }

  @Test
  void fiveMegabytes() throws Exception {
    byte[] message =
        Arrays.copyOf(HEADER.getBytes(ISO_8859_1), HEADER.length() + 5_000_000 / 64 * 64);
    for (int i = HEADER.length(); i < message.length; i++) {
      message[i] = PatternData.octetAt(i - HEADER.length());
    }
    sendAndCompare(message, "bob@example.net");
  }

  @Test
  void twoMessagesInOneSession() throws Exception {
    try (var session = session()) {
      MailData data = MailData.of((HEADER + "hello\r\n").getBytes(UTF_8));
      assertTrue(session.send(envelope("bob@example.net"), data).isAccepted());
      assertTrue(session.send(envelope("carol@example.net"), data).isAccepted());
      session.quit();
    }
    assertTrue(server.waitForIncomingEmail(30_000, 2));
  }
}
