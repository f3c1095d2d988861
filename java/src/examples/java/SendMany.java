import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.mailshim.MailMessage;
import org.mailshim.SendResult;
import org.mailshim.SmtpClient;

/** Sends messages at once, over four sessions that are kept. Argument: the server's URL. */
public final class SendMany {
  private SendMany() {}

  /**
   * Does it.
   *
   * @param arguments the server's URL
   */
  public static void main(String[] arguments) {
    try (SmtpClient client = SmtpClient.builder().url(arguments[0]).connections(4).build()) {
      client.connect();
      List<CompletableFuture<SendResult>> results = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        MailMessage message =
            MailMessage.builder()
                .from("ann@example.org")
                .to("bob@example.net")
                .subject("Number " + i)
                .text("One of many.\n")
                .build();
        results.add(client.sendAsync(message));
      }
      long accepted = results.stream().filter(each -> each.join().isAccepted()).count();
      System.out.println("accepted: " + accepted);
    }
  }
}
