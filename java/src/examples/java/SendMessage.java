import java.nio.charset.StandardCharsets;
import org.mailshim.MailMessage;
import org.mailshim.SendResult;
import org.mailshim.SmtpClient;
import org.mailshim.mime.Content;
import org.mailshim.mime.ContentType;

/** Sends a message with text, HTML, a picture in it and a file. Argument: the server's URL. */
public final class SendMessage {
  private SendMessage() {}

  /**
   * Does it.
   *
   * @param arguments the server's URL
   */
  public static void main(String[] arguments) {
    byte[] pixel = {'G', 'I', 'F', '8', '9', 'a'};
    MailMessage message =
        MailMessage.builder()
            .from("Ann Example <ann@example.org>")
            .to("\"Müller, Bob\" <bob@example.net>")
            .subject("Grüße aus Zürich")
            .text("Guten Tag!\n")
            .html("<p>Guten Tag! <img src=\"cid:pixel\"></p>")
            .inline("pixel", ContentType.of("image/gif"), Content.of(pixel))
            .attach(
                "Größen.csv",
                ContentType.of("text/csv").with("charset", "UTF-8"),
                Content.of("a;b\n".getBytes(StandardCharsets.UTF_8)))
            .build();
    try (SmtpClient client = SmtpClient.of(arguments[0])) {
      SendResult result = client.send(message).requireAccepted();
      System.out.println("sent: " + result.accepted().orElseThrow().code());
    }
  }
}
