package org.mailshim.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.mailshim.message.MailData;
import org.mailshim.smtp.DotStuffer;

/**
 * Sends mail data after 354: reads, makes transparent, writes in blocks, the last one with the end
 * of data in it.
 *
 * <p>What is read is held back until it is known whether more follows or the buffer has no room for
 * it, so that a short message and its end are one write.
 */
final class DataStream {
  private final Conversation conversation;
  private final DataBuffers buffers;
  private final DotStuffer stuffer = new DotStuffer();
  private final int replies;
  private int held;
  private long octets;

  /** Its end is owed so many replies: one, but in LMTP one for each recipient. */
  DataStream(Conversation conversation, DataBuffers buffers, int replies) {
    this.conversation = conversation;
    this.buffers = buffers;
    this.replies = replies;
  }

  /**
   * Sends all of {@code data}.
   *
   * @throws UncheckedIOException when it cannot be read; no end of data has been sent then
   * @throws AssertionError when there is not as much of it as it said; likewise
   */
  void send(MailData data) {
    byte[] read = buffers.read();
    try (InputStream in = data.open()) {
      for (int count = in.read(read); count >= 0; count = in.read(read)) {
        add(read, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the mail data cannot be read", e);
    }
    if (octets != data.octets()) {
      throw new AssertionError("mail data of " + data.octets() + " octets gave " + octets);
    }
    end();
    conversation.sent(octets);
  }

  /** Sends no data and its end. */
  void sendLoneDot() {
    end();
  }

  private void add(byte[] read, int count) {
    byte[] write = buffers.write();
    if (held + DotStuffer.limit(count) + DotStuffer.FINISH_LIMIT > write.length) {
      conversation.data(write, held);
      conversation.sent(octets);
      held = 0;
    }
    held = stuffer.encode(read, 0, count, write, held);
    octets += count;
  }

  private void end() {
    byte[] write = buffers.write();
    conversation.endOfData(write, stuffer.finish(write, held), replies);
  }
}
