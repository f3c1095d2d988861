package org.mailshim.bench;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/** Sends with our client over some connections, each with a thread. */
final class SendMail {
  private final int port;
  private final MailData message;
  private final Envelope envelope =
      new Envelope(
          ReversePath.parse("<sender@example.org>"),
          List.of(ForwardPath.parse("<recipient@example.net>")));

  /** The message as it is: its lines end with CRLF, and a copy of 50 MB is one too many. */
  private record InMemory(byte[] message) implements MailData {
    @Override
    public long octets() {
      return message.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(message);
    }
  }

  private SendMail(int port, byte[] message) {
    this.port = port;
    this.message = new InMemory(message);
  }

  /**
   * @param arguments port, messages, octets, connections
   */
  public static void main(String[] arguments) throws InterruptedException {
    int messages = Integer.parseInt(arguments[1]);
    int octets = Integer.parseInt(arguments[2]);
    int connections = Integer.parseInt(arguments[3]);
    var sender = new SendMail(Integer.parseInt(arguments[0]), TestMessage.of(octets));
    sender.send(TestMessage.warmUp(octets), connections);
    long begun = System.nanoTime();
    sender.send(messages, connections);
    System.out.printf(Locale.ROOT, "%.6f%n", (System.nanoTime() - begun) / 1e9);
  }

  private void send(int messages, int connections) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      threads.add(Thread.ofPlatform().start(() -> send(messages / connections)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void send(int messages) {
    var dialer = new Dialer(new SystemHostResolver());
    var connection = dialer.dial("127.0.0.1", port, Deadline.after(Duration.ofSeconds(10)));
    var options = SessionOptions.defaults().withClientName("client.example");
    try (var session = SmtpClientSession.open(connection, options, SessionObserver.NONE)) {
      for (int i = 0; i < messages; i++) {
        if (!session.send(envelope, message).isAccepted()) {
          throw new IllegalStateException("not accepted");
        }
      }
      session.quit();
    }
  }
}
