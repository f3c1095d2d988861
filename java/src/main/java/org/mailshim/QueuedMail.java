package org.mailshim;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Envelope;
import org.mailshim.message.LineEndNormalizer;
import org.mailshim.message.MessageIds;
import org.mailshim.message.MissingHeaderFields;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;

/**
 * One message on its way into a queue, from which it is delivered later: what {@link OutgoingMail}
 * is for a message that is delivered at once.
 *
 * <p>The submitter writes the message in any pieces and with any line ends, then says {@link
 * #commit}; when that returns, nothing short of losing the disk loses the message. Missing header
 * fields stand before the others, so the header section waits in memory until it is over, 256 KiB
 * of it at most. The message is declared BODY=8BITMIME (RFC 6152), since what it holds is known too
 * late. One thread at a time.
 */
public final class QueuedMail implements AutoCloseable {
  /** Small enough that a piece and its normalised form stay in the processor's first cache. */
  private static final int PIECE = 8 * 1024;

  private final Envelope envelope;
  private final Clock clock;
  private final Optional<MessageIds> messageIds;
  private final Submission submission;
  private final LineEndNormalizer normalizer = new LineEndNormalizer();
  private final MissingHeaderFields missing = new MissingHeaderFields();
  private final ByteArrayOutputStream header = new ByteArrayOutputStream();
  private boolean inHeader;
  private byte[] normalized = {};
  private long octets;

  /**
   * An empty message.
   *
   * @param queue where it goes
   * @param envelope who sends and who receives
   * @param clock the time and zone of the Date field
   * @param messageIds makes missing header fields be added; empty: the message goes as it is
   * @throws org.mailshim.queue.QueueException when the queue is closed
   */
  public QueuedMail(
      MailQueue queue, Envelope envelope, Clock clock, Optional<MessageIds> messageIds) {
    this(begin(queue, envelope), envelope, clock, messageIds);
  }

  /**
   * An empty message on a way of its own into a queue, such as by {@link
   * org.mailshim.authentication.DkimSigners#signing}.
   *
   * @param submission begun by {@link #begin}; closed with the message
   * @param envelope who sends and who receives
   * @param clock the time and zone of the Date field
   * @param messageIds makes missing header fields be added; empty: the message goes as it is
   */
  public QueuedMail(
      Submission submission, Envelope envelope, Clock clock, Optional<MessageIds> messageIds) {
    this.envelope = envelope;
    this.clock = clock;
    this.messageIds = messageIds;
    this.inHeader = messageIds.isPresent();
    this.submission = submission;
  }

  /**
   * Begins a message in a queue.
   *
   * @throws org.mailshim.queue.QueueException when the queue is closed
   */
  public static Submission begin(MailQueue queue, Envelope envelope) {
    return begin(queue, envelope, MailParameters.of(List.of(Parameter.BODY_8BITMIME)));
  }

  /** Begins a message of which is known what it needs of servers. */
  static Submission begin(MailQueue queue, Envelope envelope, MailParameters parameters) {
    return queue.submit(QueueEnvelope.of(envelope, parameters));
  }

  /** What the queue calls it. */
  public QueueId id() {
    return submission.id();
  }

  /**
   * Adds to the message.
   *
   * @param source not kept
   * @param from index of the first octet
   * @param to index after the last octet
   * @throws org.mailshim.queue.QueueException when it cannot be kept; only {@link #close} is of use
   *     then
   * @throws IllegalStateException after {@link #commit}
   */
  public void write(byte[] source, int from, int to) {
    for (int at = from; at < to; ) {
      int length = Math.min(PIECE, to - at);
      int room = LineEndNormalizer.limit(length);
      if (normalized.length < room) {
        normalized = new byte[room];
      }
      keep(normalized, normalizer.normalize(source, at, at + length, normalized, 0));
      at += length;
    }
  }

  private void keep(byte[] data, int end) {
    if (inHeader) {
      missing.look(data, 0, end);
      header.write(data, 0, end);
      if (missing.isOver()) {
        endHeader();
      }
    } else {
      submit(data, end);
    }
  }

  private void submit(byte[] data, int end) {
    submission.write(data, 0, end);
    octets += end;
  }

  private void endHeader() {
    inHeader = false;
    byte[] prefix = missing.prefix(envelope, clock, messageIds.orElseThrow());
    submit(prefix, prefix.length);
    byte[] held = header.toByteArray();
    header.reset();
    submit(held, held.length);
  }

  /**
   * The message is whole. In the queue when this returns, and not when it throws.
   *
   * @throws org.mailshim.queue.QueueException when it cannot be kept
   * @throws IllegalStateException when called again
   */
  public void commit() {
    byte[] lineEnd = new byte[LineEndNormalizer.FINISH_LIMIT];
    keep(lineEnd, normalizer.finish(lineEnd, 0));
    if (inHeader) {
      endHeader();
    }
    submission.commit();
  }

  /**
   * The size of the message so far, with added header fields and the end of the last line.
   *
   * @return octets
   */
  public long octets() {
    return octets;
  }

  /** Gives the message up, unless it was committed. Never fails. */
  @Override
  public void close() {
    submission.close();
  }
}
