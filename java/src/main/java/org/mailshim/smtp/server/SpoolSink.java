package org.mailshim.smtp.server;

import java.util.Set;
import org.mailshim.message.MailData;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;

/**
 * Keeps each message in a {@link Spool} until it is complete and then gives it to a taker as {@link
 * MailData}, in the session's thread. Several threads at once.
 */
public final class SpoolSink implements MailSink {
  /** Makes the spools; called once for each message. */
  public interface SpoolSource {
    /** An empty spool, the caller's to close. */
    Spool open();
  }

  /** Takes whole messages. */
  public interface Taker {
    /**
     * Takes responsibility for a message, or does not.
     *
     * @param message the message with its Received field; good until this returns, unless the taker
     *     answers for it some other way
     * @return the answer: with 2yz the message is the taker's from then on
     */
    Reply take(SessionFacts session, ReceivedEnvelope envelope, MailData message);
  }

  private final SpoolSource spools;
  private final Taker taker;
  private final Set<EhloKeyword> honoured;

  /**
   * Gives messages to {@code taker}, out of spools from {@code spools}.
   *
   * @param honoured which promises about a message the taker keeps ({@link MailSink#honours})
   */
  public SpoolSink(SpoolSource spools, Taker taker, Set<EhloKeyword> honoured) {
    this.spools = spools;
    this.taker = taker;
    this.honoured = Set.copyOf(honoured);
  }

  @Override
  public Set<EhloKeyword> honours() {
    return honoured;
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    return new Spooling(spools.open(), session, envelope);
  }

  private final class Spooling implements Receiving {
    private final Spool spool;
    private final SessionFacts session;
    private final ReceivedEnvelope envelope;

    Spooling(Spool spool, SessionFacts session, ReceivedEnvelope envelope) {
      this.spool = spool;
      this.session = session;
      this.envelope = envelope;
    }

    @Override
    public void data(byte[] octets, int from, int to) {
      spool.append(octets, from, to);
    }

    @Override
    public Reply finish() {
      try (spool) {
        return taker.take(session, envelope, spool.complete());
      }
    }

    @Override
    public void abort() {
      spool.close();
    }
  }
}
