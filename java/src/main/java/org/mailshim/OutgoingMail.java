package org.mailshim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Envelope;
import org.mailshim.delivery.DeliveryAttempt;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.PendingMail;
import org.mailshim.message.LineEndNormalizer;
import org.mailshim.message.MailData;
import org.mailshim.message.MessageIds;
import org.mailshim.message.MissingHeaderFields;
import org.mailshim.queue.Spool;
import org.mailshim.queue.SpoolException;
import org.mailshim.smtp.client.Body;

/**
 * One message on its way out: what its submitter holds, while {@link MailEngine} finds the way and
 * delivers it.
 *
 * <p>The submitter writes the message in any pieces and with any line ends, then says {@link
 * #commit}. Until then nothing of it is sent, though the connection may stand already. {@link
 * #abort} gives it up at any time.
 *
 * <p>Writing and committing are for one thread at a time; {@link #abort} is for any. The message is
 * held in memory up to a quarter of a mebibyte and in a temporary file beyond, never whole in
 * memory.
 */
public final class OutgoingMail {
  /** Small enough that a piece and its normalised form stay in the processor's first cache. */
  private static final int PIECE = 8 * 1024;

  private final Envelope envelope;
  private final Clock clock;
  private final DeliveryAttempt attempt;
  private final Executor sessions;
  private final Optional<MessageIds> messageIds;
  private final Optional<MessageSigner> signer;
  private final Spool spool = new Spool();
  private final PendingMail pending = new PendingMail();
  private final LineEndNormalizer normalizer = new LineEndNormalizer();
  private final MissingHeaderFields missing = new MissingHeaderFields();
  private byte[] normalized = {};
  private volatile long octets;
  private volatile boolean over;
  private volatile @Nullable DeliveryReport report;
  private final GivingUp giveUp = new GivingUp(); // made while there is memory

  /**
   * An empty message.
   *
   * @param sessions wakes the delivery: a thread that is woken may first have to be made, and must
   *     not inherit from the submitter's
   * @param messageIds makes missing header fields be added; empty: the message goes as it is
   * @param signer signs the message when it is whole
   */
  OutgoingMail(
      Envelope envelope,
      DeliveryAttempt attempt,
      Executor sessions,
      Clock clock,
      Optional<MessageIds> messageIds,
      Optional<MessageSigner> signer) {
    this.envelope = envelope;
    this.attempt = attempt;
    this.sessions = sessions;
    this.clock = clock;
    this.messageIds = messageIds;
    this.signer = signer;
  }

  /**
   * Adds to the message.
   *
   * @param octets not kept
   * @param from index of the first octet
   * @param to index after the last octet
   * @throws DeliveryEndedException if the delivery is over: the message was aborted, or has failed
   *     before it was whole
   * @throws SpoolException if it cannot be kept: disk full, say. {@link #abort} is all that is left
   *     to do then
   * @throws IllegalStateException after {@link #commit}
   */
  public void write(byte[] octets, int from, int to) {
    try {
      append(octets, from, to);
    } catch (SpoolException e) {
      throw reason(e);
    }
  }

  /** The spool of a delivery that is over has been closed, which is not what the submitter asks. */
  private RuntimeException reason(SpoolException e) {
    DeliveryReport finished = report;
    return finished == null ? e : new DeliveryEndedException(finished, e);
  }

  private void append(byte[] octets, int from, int to) {
    for (int at = from; at < to; ) {
      int length = Math.min(PIECE, to - at);
      int room = LineEndNormalizer.limit(length);
      if (normalized.length < room) {
        normalized = new byte[room];
      }
      keep(normalized, normalizer.normalize(octets, at, at + length, normalized, 0));
      at += length;
    }
  }

  private void keep(byte[] octets, int end) {
    if (messageIds.isPresent()) {
      missing.look(octets, 0, end);
    }
    spool.append(octets, 0, end);
  }

  /**
   * The message is whole: from now on it is delivered.
   *
   * <p>After {@link #abort} it is not, whatever this says.
   *
   * @throws DeliveryEndedException as {@link #write}
   * @throws SpoolException as {@link #write}
   * @throws UncheckedIOException when what was written cannot be read back to be signed
   * @throws IllegalStateException when called again
   */
  public void commit() {
    MailData data = complete();
    normalized = new byte[0];
    boolean eightBit = normalizer.isEightBit();
    if (messageIds.isPresent()) {
      byte[] prefix = missing.prefix(envelope, clock, messageIds.get());
      if (prefix.length > 0) {
        data = data.precededBy(prefix);
        eightBit |= !envelope.isAscii();
      }
    }
    if (signer.isPresent()) {
      data = signed(signer.get(), data);
    }
    octets = data.octets();
    if (!over) {
      MailData whole = data;
      Body body = eightBit ? Body.EIGHT_BIT : Body.SEVEN_BIT;
      wake(new Completion(pending, whole, body));
    }
  }

  private static MailData signed(MessageSigner signer, MailData data) {
    try {
      return signer.sign(data);
    } catch (IOException e) {
      throw new UncheckedIOException("while signing a message", e);
    }
  }

  private MailData complete() {
    try {
      byte[] lineEnd = new byte[LineEndNormalizer.FINISH_LIMIT];
      keep(lineEnd, normalizer.finish(lineEnd, 0));
      return spool.complete();
    } catch (SpoolException e) {
      throw reason(e);
    }
  }

  /** On a thread of the sessions, or, when there is no memory for one, on this. */
  private void wake(Runnable delivery) {
    try {
      sessions.execute(delivery);
    } catch (OutOfMemoryError e) {
      delivery.run();
    }
  }

  /**
   * Gives the message up. Before {@link #commit} nothing was sent and nothing will be; after it,
   * what is under way is cut off. Does nothing when delivery is over. Any thread, any number of
   * times.
   */
  public void abort() {
    over = true; // before the rest: what is committed from now on is not delivered
    wake(giveUp);
  }

  // These two are no lambdas: those would be linked in the way of a process's first mail.

  private final class GivingUp implements Runnable {
    @Override
    public void run() {
      pending.withdraw();
      attempt.cancel();
    }
  }

  private record Completion(PendingMail pending, MailData data, Body body) implements Runnable {
    @Override
    public void run() {
      pending.complete(data, body);
    }
  }

  /** Whether it was aborted, or its delivery is over: its session may still be ending. */
  boolean isOver() {
    return over;
  }

  /** What the delivery waits for. */
  PendingMail pending() {
    return pending;
  }

  /**
   * The size of the message as it is sent.
   *
   * @return octets, with added header fields and the end of the last line; 0 before {@link #commit}
   */
  public long octets() {
    return octets;
  }

  /** The delivery is over, and this is what is told of it. */
  void ended(DeliveryReport finished) {
    report = finished;
    over = true;
  }

  /** Gives the disk space back; called after {@link #ended}. */
  void release() {
    spool.close();
  }
}
