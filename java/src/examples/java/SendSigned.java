import java.nio.file.Path;
import java.time.Clock;
import org.mailshim.MailMessage;
import org.mailshim.SmtpClient;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.transport.KeyMaterial;

/**
 * Sends a message signed with DKIM (RFC 6376), so that whoever receives it can tell that {@code
 * example.org} vouches for it. Arguments: the server's URL; the private key, RSA or Ed25519, in a
 * PEM file. Its public half is published as the TXT record of {@code s1._domainkey.example.org}.
 */
public final class SendSigned {
  private SendSigned() {}

  /**
   * Signs and sends.
   *
   * @param arguments the server's URL, and the file with the key
   */
  public static void main(String[] arguments) {
    DkimSigner signer =
        DkimSigner.of(
            "example.org",
            "s1",
            KeyMaterial.privateKey(Path.of(arguments[1])),
            Clock.systemDefaultZone());
    try (SmtpClient client = SmtpClient.builder().url(arguments[0]).signer(signer::sign).build()) {
      client
          .send(
              MailMessage.builder()
                  .from("ann@example.org")
                  .to("bob@example.net")
                  .subject("Signed")
                  .text("Nobody has changed this.\n")
                  .build())
          .requireAccepted();
      System.out.println("sent with a signature of " + signer.domain());
    }
  }
}
