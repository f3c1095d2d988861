package org.mailshim.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.client.ContentSink;
import org.mailshim.pop3.client.LoginOutcome;
import org.mailshim.pop3.client.MessageHandler;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.SessionObserver;
import org.mailshim.pop3.client.SessionOptions;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/** Reads all of a maildrop into one file with our client, and leaves it on the server. */
final class CollectMail {
  private CollectMail() {}

  /** All messages after each other. */
  private record IntoFile(OutputStream file) implements MessageHandler {
    @Override
    public ContentSink begin(int number) {
      return (octets, from, to) -> file.write(octets, from, to - from);
    }

    @Override
    public void complete(int number, long octets) {}

    @Override
    public void refused(int number, Response response) {
      throw new IllegalStateException("message " + number + ": " + response.text());
    }
  }

  /**
   * @param arguments port, the file, the user to warm up with, and the user that counts
   */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    Path file = Path.of(arguments[1]);
    collect(port, arguments[2], file);
    long begun = System.nanoTime();
    collect(port, arguments[3], file);
    System.out.printf(Locale.ROOT, "%.6f%n", (System.nanoTime() - begun) / 1e9);
  }

  private static void collect(int port, String user, Path file) throws IOException {
    var dialer = new Dialer(new SystemHostResolver());
    var connection = dialer.dial("127.0.0.1", port, Deadline.after(Duration.ofSeconds(10)));
    var options = SessionOptions.of("localhost", SessionSecurity.inClear());
    try (var session = Pop3ClientSession.open(connection, options, SessionObserver.NONE);
        Secret secret = Secret.of(Pop3Load.PASSWORD);
        OutputStream output = new BufferedOutputStream(Files.newOutputStream(file), 256 * 1024)) {
      LoginOutcome outcome = session.login(new Credentials.Password(user, secret));
      if (!(outcome instanceof LoginOutcome.LoggedIn)) {
        throw new IllegalStateException(outcome.toString());
      }
      int[] numbers = new int[session.stat().messages()];
      Arrays.setAll(numbers, i -> i + 1);
      session.retrieveAll(numbers, new IntoFile(output));
      session.quit();
    }
  }
}
