package org.mailshim.authentication;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.mailshim.message.MailData;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/**
 * A message that is kept in a spool until it is complete, since what is to be written before it
 * depends on its end; then it goes on to another sink. One message, one thread.
 */
abstract class HeldMessage implements MailSink.Receiving {
  private static final int BLOCK = 8 * 1024;

  private final Spool spool;
  private final MailSink next;
  final SessionFacts session;
  final ReceivedEnvelope envelope;
  private Optional<Reply> refusal = Optional.empty();

  HeldMessage(Spool spool, MailSink next, SessionFacts session, ReceivedEnvelope envelope) {
    this.spool = spool;
    this.next = next;
    this.session = session;
    this.envelope = envelope;
  }

  /** The message is complete: what goes on instead of it. It may {@link #refuse} it. */
  abstract MailData complete(MailData message) throws IOException;

  /** The client hears this, and nothing goes on. */
  void refuse(Reply reply) {
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
