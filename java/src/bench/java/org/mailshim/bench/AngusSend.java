package org.mailshim.bench;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Locale;
import java.util.Properties;

/** Sends with Angus Mail over one connection, the message as it is. */
final class AngusSend {
  private AngusSend() {}

  /**
   * @param arguments port, messages, octets
   */
  public static void main(String[] arguments) throws MessagingException {
    int messages = Integer.parseInt(arguments[1]);
    int octets = Integer.parseInt(arguments[2]);
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", arguments[0]);
    properties.put("mail.smtp.localhost", "client.example");
    properties.put("mail.smtp.from", "sender@example.org");
    Session session = Session.getInstance(properties);
    byte[] message = TestMessage.of(octets);
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      send(session, transport, message, TestMessage.warmUp(octets));
      long begun = System.nanoTime();
      send(session, transport, message, messages);
      System.out.printf(Locale.ROOT, "%.6f%n", (System.nanoTime() - begun) / 1e9);
    }
  }

  private static void send(Session session, Transport transport, byte[] message, int count)
      throws MessagingException {
    Address[] recipients = {new InternetAddress("recipient@example.net")};
    for (int i = 0; i < count; i++) {
      transport.sendMessage(
          new MimeMessage(session, new ByteArrayInputStream(message)), recipients);
    }
  }
}
