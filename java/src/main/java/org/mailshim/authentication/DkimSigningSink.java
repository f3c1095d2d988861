package org.mailshim.authentication;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.mailshim.message.MailData;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SpoolSink;

/**
 * Signs what a server takes from its users, on the way into another sink. What comes from others is
 * not signed: a message is signed when its sender has authenticated, and its reverse-path is of a
 * signer's domain or below it.
 *
 * <p>A message is held in a spool until it is complete. One that cannot be signed ({@link
 * DkimSigner#signature}) goes on as it is. One object serves all sessions; any thread.
 */
public final class DkimSigningSink implements MailSink {
  private final List<DkimSigner> signers;
  private final SpoolSink.SpoolSource spools;
  private final MailSink next;

  /**
   * Puts signers before a sink.
   *
   * @param signers those that sign, each for its domain; several of one domain all sign
   * @param spools where messages are held, such as {@code Spool::new}
   * @param next where the signed messages go
   */
  public DkimSigningSink(List<DkimSigner> signers, SpoolSink.SpoolSource spools, MailSink next) {
    this.signers = List.copyOf(signers);
    this.spools = spools;
    this.next = next;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return next.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    List<DkimSigner> mine = signersOf(session, envelope);
    return mine.isEmpty()
        ? next.open(session, envelope)
        : new HeldMessage(spools.open(), next, session, envelope) {
          @Override
          MailData complete(MailData message) throws IOException {
            MailData signed = message;
            for (DkimSigner signer : mine) {
              signed = signer.sign(signed);
            }
            return signed;
          }
        };
  }

  private List<DkimSigner> signersOf(SessionFacts session, ReceivedEnvelope envelope) {
    if (session.identity().isEmpty() || session.identity().get().isEmpty()) {
      return List.of(); // ANONYMOUS (RFC 4505) is nobody
    }
    String domain = SenderDomain.of(envelope.reversePath());
    return signers.stream()
        .filter(each -> domain.equals(each.domain()) || domain.endsWith("." + each.domain()))
        .toList();
  }
}
