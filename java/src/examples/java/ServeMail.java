import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.mailshim.MailEngine;
import org.mailshim.MailListener;
import org.mailshim.MailServer;
import org.mailshim.Pop3Service;
import org.mailshim.SmtpService;

/**
 * A mail server: takes mail for {@code bob@example.net} by SMTP, and hands it out by POP3.
 * Argument: a directory for queue and mailboxes. It listens on the loopback interface, at ports
 * that the kernel chooses, without TLS, and ends with its standard input; README has one for the
 * Internet.
 */
public final class ServeMail {
  private ServeMail() {}

  /**
   * Serves.
   *
   * @param arguments the directory
   * @throws IOException when standard input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (MailServer server =
        MailEngine.server("mail.example.net")
            .directory(Path.of(arguments[0]))
            .localDomains("example.net")
            .user("bob", "secret")
            .listen(SmtpService.mx(0).at(here).inClear(), Pop3Service.pop3(0).at(here).inClear())
            .start()) {
      for (MailListener each : server.listeners()) {
        System.out.println(each.port());
      }
      while (System.in.read() >= 0) {
        // until it is closed
      }
    }
  }
}
