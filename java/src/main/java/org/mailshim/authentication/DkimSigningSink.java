package org.mailshim.authentication;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.mailshim.message.MailData;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.server.HeldMessage;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SpoolSink;
import org.mailshim.transport.AddressRange;

/**
 * Signs what a server takes from its users, on the way into another sink. What comes from others is
 * not signed: a message is signed when its sender has authenticated, or is a neighbour, and its
 * reverse-path is of a signer's domain or below it.
 *
 * <p>A message is held in a spool until it is complete. One that cannot be signed ({@link
 * DkimSigner#signature}) goes on as it is. One object serves all sessions; any thread.
 */
public final class DkimSigningSink implements MailSink {
  private final DkimSigners signers;
  private final List<AddressRange> neighbours;
  private final SpoolSink.SpoolSource spools;
  private final MailSink next;

  /**
   * Puts signers before a sink.
   *
   * @param signers those that sign, each for its domain
   * @param neighbours clients that need not authenticate: those for which the server relays
   * @param spools where messages are held, such as {@code Spool::new}
   * @param next where the signed messages go
   */
  public DkimSigningSink(
      DkimSigners signers,
      List<AddressRange> neighbours,
      SpoolSink.SpoolSource spools,
      MailSink next) {
    this.signers = signers;
    this.neighbours = List.copyOf(neighbours);
    this.spools = spools;
    this.next = next;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return next.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    DkimSigners mine = signersOf(session, envelope);
    return mine.isEmpty()
        ? next.open(session, envelope)
        : new HeldMessage(spools.open(), next, session, envelope) {
          @Override
          protected MailData complete(MailData message) throws IOException {
            return mine.sign(message);
          }
        };
  }

  private DkimSigners signersOf(SessionFacts session, ReceivedEnvelope envelope) {
    boolean neighbour =
        session.mode() != ServerMode.LMTP
            && AddressRange.contain(neighbours, session.peer().address());
    boolean ours = session.isUser() || neighbour;
    return ours ? signers.of(SenderDomain.of(envelope.reversePath())) : DkimSigners.NONE;
  }
}
