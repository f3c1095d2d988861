package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.Ret;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerTls;

/** Our server and Angus Mail, what Java programs send with. */
class ServerFromAngusTest {
  private static final String TEXT = ".dot\r\n.\r\n..\r\nend \u20ac\r\n";

  /** Angus Mail doubles dots in BDAT too, where they must not be (RFC 3030 §2); this has none. */
  private static final String TEXT_WITHOUT_DOTS = "one\r\ntwo\r\nend \u20ac\r\n";

  @TempDir Path directory;

  private static Properties properties(MailshimServer server) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "localhost");
    properties.setProperty("mail.smtp.port", Integer.toString(server.port()));
    properties.setProperty("mail.smtp.localhost", "client.example.org");
    properties.setProperty("mail.smtp.allow8bitmime", "true");
    properties.setProperty("mail.smtp.ssl.trust", "*");
    return properties;
  }

  private static void send(Properties properties, String password) throws Exception {
    send(properties, password, TEXT);
  }

  private static void send(Properties properties, String password, String text) throws Exception {
    Session session = Session.getInstance(properties);
    MimeMessage message = new MimeMessage(session);
    message.setFrom("ann@example.org");
    message.setRecipients(Message.RecipientType.TO, "bob@example.net");
    message.setSubject("x");
    message.setText(text, "UTF-8");
    message.setHeader("Content-Transfer-Encoding", "8bit");
    message.saveChanges();
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect("ann", password);
      transport.sendMessage(message, new Address[] {new InternetAddress("bob@example.net")});
      transport.sendMessage(message, new Address[] {new InternetAddress("eve@example.net")});
    }
  }

  private static void assertArrived(MailshimServer server) {
    assertArrived(server, TEXT);
  }

  private static void assertArrived(MailshimServer server, String text) {
    assertEquals(2, server.arrivals().size());
    for (MailshimServer.Arrival arrival : server.arrivals()) {
      assertTrue(
          arrival.data().endsWith("\r\n\r\n" + text.replace("\u20ac", "\u00e2\u0082\u00ac")),
          arrival.data());
    }
  }

  @Test
  void inClear() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      send(properties(server), "");
      assertArrived(server);
    }
  }

  @Test
  void chunks() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      Properties properties = properties(server);
      properties.setProperty("mail.smtp.chunksize", "20");
      send(properties, "", TEXT_WITHOUT_DOTS);
      assertArrived(server, TEXT_WITHOUT_DOTS);
    }
  }

  @Test
  void notifications() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      Properties properties = properties(server);
      properties.setProperty("mail.smtp.dsn.notify", "SUCCESS,FAILURE");
      properties.setProperty("mail.smtp.dsn.ret", "FULL");
      send(properties, "");
      assertArrived(server);
      var envelope = server.arrivals().get(0).envelope();
      assertEquals(Optional.of(Ret.FULL), envelope.parameters().ret());
      assertEquals(
          EnumSet.of(NotifyCondition.SUCCESS, NotifyCondition.FAILURE),
          envelope.recipients().get(0).parameters().notifyOn());
    }
  }

  private ServerOptions usersAndTls(ServerOptions options) throws Exception {
    return MailshimServer.withUsers(
        MailshimServer.withTls(options, directory, ServerTls.Use.REQUIRED));
  }

  @Test
  void mechanismsUnderTls() throws Exception {
    for (String mechanism : List.of("PLAIN", "LOGIN", "DIGEST-MD5", "XOAUTH2")) {
      try (MailshimServer server = MailshimServer.start(ServerMode.SUBMISSION, this::usersAndTls)) {
        Properties properties = properties(server);
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.auth.mechanisms", mechanism);
        boolean token = mechanism.equals("XOAUTH2");
        send(properties, token ? MailshimServer.TOKEN : MailshimServer.PASSWORD);
        assertArrived(server);
        assertEquals(Mechanism.of(mechanism).stream().toList(), server.mechanisms());
        assertTrue(server.arrivals().get(0).session().isEncrypted());
      }
    }
  }
}
