import java.nio.file.Path;
import org.mailshim.MailMessage;
import org.mailshim.mime.MimePart;

/** Shows what a message in a file is made of. Argument: the file. */
public final class ReadMessage {
  private ReadMessage() {}

  /**
   * Does it.
   *
   * @param arguments the file
   */
  public static void main(String[] arguments) {
    MailMessage message = MailMessage.parse(Path.of(arguments[0]));
    System.out.println("From: " + message.from());
    System.out.println("Subject: " + message.subject().orElse(""));
    for (MimePart part : message.leaves()) {
      System.out.println(part.type().name() + " " + part.fileName().orElse(""));
    }
    System.out.println(message.text().orElse(""));
  }
}
