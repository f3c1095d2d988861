import org.mailshim.Pop3Client;
import org.mailshim.mime.MimePart;

/**
 * Lists what is in a maildrop, with its attachments, and deletes it. Argument: the server's URL.
 */
public final class CollectMail {
  private CollectMail() {}

  /**
   * Does it.
   *
   * @param arguments the server's URL
   */
  public static void main(String[] arguments) {
    // A password in clear is for the loopback interface, where this example is tried.
    try (Pop3Client client = Pop3Client.builder().url(arguments[0]).allowClearText(true).build()) {
      for (Pop3Client.Fetched each : client.fetchAll()) {
        System.out.println(each.number() + ": " + each.message().subject().orElse("(none)"));
        for (MimePart part : each.message().attachments()) {
          System.out.println("   " + part.fileName().orElse("unnamed") + " " + part.type().name());
        }
        client.delete(each.number());
      }
    }
  }
}
