package org.mailshim.bench;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.mailshim.SmtpClient;

/**
 * Composes and sends messages, each thread over a connection of its own, which is kept. Simple Java
 * Mail composes, and sends as Angus Mail does: through the same Transport, on {@link
 * NoDelaySockets}.
 */
final class SendComposed {
  private static final int WARM_UP = 1_600;

  private final int port;
  private final String library;

  private SendComposed(int port, String library) {
    this.port = port;
    this.library = library;
  }

  /**
   * @param arguments port, library, connections, messages
   */
  public static void main(String[] arguments) throws InterruptedException {
    var sender = new SendComposed(Integer.parseInt(arguments[0]), arguments[1]);
    int connections = Integer.parseInt(arguments[2]);
    int messages = Integer.parseInt(arguments[3]);
    sender.send(WARM_UP, connections);
    long begun = System.nanoTime();
    sender.send(messages, connections);
    System.out.printf(Locale.ROOT, "%.6f%n", (System.nanoTime() - begun) / 1e9);
  }

  private void send(int messages, int connections) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Runnable task =
          library.equals("mailshim")
              ? () -> byMailshim(messages / connections)
              : () -> byAngus(messages / connections);
      threads.add(Thread.ofPlatform().start(task));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void byMailshim(int messages) {
    try (SmtpClient client = SmtpClient.of("smtp://127.0.0.1:" + port)) {
      client.connect();
      for (int i = 0; i < messages; i++) {
        client.send(Composers.mailshim(i)).requireAccepted();
      }
    }
  }

  private void byAngus(int messages) {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(port));
    properties.put("mail.smtp.localhost", "client.example");
    properties.put("mail.smtp.socketFactory", new NoDelaySockets());
    Session session = Session.getInstance(properties);
    boolean simple = library.equals("Simple Java Mail");
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      for (int i = 0; i < messages; i++) {
        MimeMessage message = simple ? Composers.simple(i) : Composers.angus(session, i);
        transport.sendMessage(message, message.getAllRecipients());
      }
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
