import java.util.concurrent.LinkedBlockingQueue;
import org.mailshim.ClientEvent;
import org.mailshim.MailMessage;
import org.mailshim.SmtpClient;

/** Sends a message and shows the conversation. Argument: the server's URL. */
public final class WatchSending {
  private WatchSending() {}

  /**
   * Does it.
   *
   * @param arguments the server's URL
   */
  public static void main(String[] arguments) {
    var events = new LinkedBlockingQueue<ClientEvent>();
    try (SmtpClient client = SmtpClient.of(arguments[0])) {
      client.eventQueue(events);
      client.send(
          MailMessage.builder()
              .from("ann@example.org")
              .to("bob@example.net")
              .subject("Watched")
              .text("x")
              .build());
    }
    for (ClientEvent event : events) {
      switch (event) {
        case ClientEvent.CommandSent sent -> System.out.println("C: " + sent.line());
        case ClientEvent.ReplyReceived reply -> System.out.println("S: " + reply.reply().text());
        default -> {}
      }
    }
  }
}
