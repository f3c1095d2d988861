package org.mailshim.abi.srv;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.QueuedMail;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.address.Envelope;
import org.mailshim.address.Mailbox;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.authentication.DkimSigners;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.Spool;
import org.mailshim.queue.Submission;
import org.mailshim.transport.KeyMaterial;
import org.mailshim.transport.TransportException;

/** DKIM signatures of this host's mail, as the parameters {@code dkim_…} have them. Stateless. */
final class Signatures {
  private Signatures() {}

  /**
   * Who signs: the key of {@code dkim_key}, or nobody.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} when the key cannot be read, or a name is
   *     none
   */
  static DkimSigners signers(Configuration configuration) {
    String key = configuration.text(Parameter.DKIM_KEY);
    if (key.isEmpty()) {
      return DkimSigners.NONE;
    }
    String domain = configuration.text(Parameter.DKIM_DOMAIN);
    String name = configuration.text(Parameter.SMTP_NAME);
    try {
      return DkimSigners.NONE.with(
          DkimSigner.of(
              domain.isEmpty() ? name : domain,
              configuration.text(Parameter.DKIM_SEL),
              KeyMaterial.privateKey(Path.of(key)),
              SrvEngine.CLOCK));
    } catch (IllegalArgumentException | TransportException.Tls e) {
      throw new AbiException(
          ErrorCode.CONFIG, "dkim_key, dkim_sel, dkim_domain: " + e.getMessage());
    }
  }

  /**
   * Begins a message in a queue that is signed on its way there, if its sender's domain is the
   * signer's.
   *
   * @throws AbiException as {@link #signers}; nothing has begun then
   */
  static Submission submission(MailQueue queue, Envelope envelope, Configuration configuration) {
    DkimSigners signers = signers(configuration);
    Submission begun = QueuedMail.begin(queue, envelope);
    Optional<Mailbox> sender = envelope.reversePath().sender();
    if (sender.isEmpty()) {
      return begun;
    }
    String domain = sender.get().domain().ascii().toLowerCase(Locale.ROOT);
    return signers.of(domain).signing(begun, Spool::new);
  }
}
