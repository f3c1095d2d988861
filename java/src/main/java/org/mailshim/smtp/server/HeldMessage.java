package org.mailshim.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.mailshim.message.MailData;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.Reply;

/**
 * A message that is kept in a spool until it is complete, since what becomes of it depends on its
 * end; then it goes on to another sink, or is refused. One message, one thread.
 */
public abstract class HeldMessage implements MailSink.Receiving {
  private static final int BLOCK = 8 * 1024;

  private final Spool spool;
  private final MailSink next;
  private final SessionFacts session;
  private final ReceivedEnvelope envelope;
  private Optional<Reply> refusal = Optional.empty();

  /**
   * An empty message.
   *
   * @param spool where it is kept; closed with the message
   * @param next where it goes on to
   * @param session who sends it
   * @param envelope from whom to whom
   */
  protected HeldMessage(
      Spool spool, MailSink next, SessionFacts session, ReceivedEnvelope envelope) {
    this.spool = spool;
    this.next = next;
    this.session = session;
    this.envelope = envelope;
  }

  /** Who sends it. */
  protected final SessionFacts session() {
    return session;
  }

  /** From whom to whom. */
  protected final ReceivedEnvelope envelope() {
    return envelope;
  }

  /**
   * The message is complete. Called once, unless it was aborted.
   *
   * @param message good until this message has ended
   * @return what goes on instead of it, unless it was refused
   * @throws IOException when it cannot be read back: local trouble
   */
  protected abstract MailData complete(MailData message) throws IOException;

  /** From within {@link #complete}: the client hears this, and nothing goes on. */
  protected final void refuse(Reply reply) {
    refusal = Optional.of(reply);
  }

  @Override
  public void data(byte[] octets, int from, int to) {
    spool.append(octets, from, to);
  }

  @Override
  public Reply finish() {
    Optional<MailSink.Receiving> receiving = passOn();
    return receiving.isPresent() ? receiving.get().finish() : refusal.orElseThrow();
  }

  @Override
  public List<Reply> finishForEach(ReceivedEnvelope to) {
    Optional<MailSink.Receiving> receiving = passOn();
    return receiving.isPresent()
        ? receiving.get().finishForEach(to)
        : Collections.nCopies(to.recipients().size(), refusal.orElseThrow());
  }

  @Override
  public void abort() {
    spool.close();
  }

  private Optional<MailSink.Receiving> passOn() {
    try (spool) {
      MailData message = complete(spool.complete());
      if (refusal.isPresent()) {
        return Optional.empty();
      }
      MailSink.Receiving receiving = next.open(session, envelope);
      copy(message, receiving);
      return Optional.of(receiving);
    } catch (IOException e) {
      throw new UncheckedIOException("while reading back a message", e);
    }
  }

  private static void copy(MailData message, MailSink.Receiving receiving) throws IOException {
    boolean whole = false;
    try (InputStream in = message.open()) {
      byte[] block = new byte[BLOCK];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        receiving.data(block, 0, count);
      }
      whole = true;
    } finally {
      if (!whole) {
        receiving.abort();
      }
    }
  }
}
