package org.mailshim.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.mailshim.message.MailData;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;

/**
 * Sends mail data in counted chunks (RFC 3030 §2): as it is, whatever its octets, with nothing
 * doubled and nothing to mark its end.
 *
 * <p><b>Order.</b> A chunk is a command and its octets, the first of which go out in the command's
 * own write. With PIPELINING the next chunk does not wait for the reply to the one before, but for
 * the one before that: two are under way, so the line is never idle and a server that refuses is
 * not sent much that it must discard. Without, and in LMTP, each waits. The first reply that
 * refuses is the message's outcome: no further chunk is sent, and the replies to those under way
 * are read.
 *
 * <p><b>Limits.</b> A chunk that has begun cannot be broken off but with the connection, so up to
 * {@value #CHUNK_OCTETS} octets are sent to a server that refused the first.
 */
final class ChunkStream {
  /** Small enough to be lost on a refusal, large enough that replies cost nothing. */
  private static final int CHUNK_OCTETS = 1 << 20;

  private static final int MOST_UNDER_WAY = 2;

  private final Conversation conversation;
  private final DataBuffers buffers;
  private final MailData data;
  private final int mostUnderWay;
  private final int lastReplies;
  private long sent;

  /** Chunks but for the last whose replies are missing. */
  private int underWay;

  private boolean lastIsSent;

  /** A refusal of a chunk that is not the last. */
  private @Nullable Reply refusal;

  /**
   * For one message.
   *
   * @param pipelining whether the server offers it
   * @param lastReplies how many replies the last chunk is owed: one, but in LMTP one for each
   *     recipient
   */
  ChunkStream(
      Conversation conversation,
      DataBuffers buffers,
      MailData data,
      boolean pipelining,
      int lastReplies) {
    this.conversation = conversation;
    this.buffers = buffers;
    this.data = data;
    this.mostUnderWay = pipelining && lastReplies == 1 ? MOST_UNDER_WAY : 1;
    this.lastReplies = lastReplies;
  }

  /** Whether the message goes, together with its envelope, into one write. */
  static boolean isOneWrite(MailData data) {
    return data.octets() <= DataBuffers.READ;
  }

  /**
   * Sends all of the data, behind what is in the group, unless a chunk is refused. The replies to
   * the last chunk are owed on return; the others are read.
   *
   * @return the refusal of an earlier chunk, with no reply owed any more, or the conversation at
   *     its end; null when there was none
   * @throws UncheckedIOException when the data cannot be read; the last chunk is not complete then
   * @throws AssertionError when there is not as much of it as it said; likewise
   */
  @Nullable Reply send() {
    try (InputStream in = data.open()) {
      long left = data.octets();
      do {
        long octets = Math.min(left, CHUNK_OCTETS);
        left -= octets;
        chunk(in, octets, left == 0);
        settle(left == 0 ? 0 : mostUnderWay - 1);
      } while (left > 0 && refusal == null);
    } catch (IOException e) {
      throw new UncheckedIOException("the mail data cannot be read", e);
    }
    return refusal;
  }

  private void chunk(InputStream in, long octets, boolean last) throws IOException {
    conversation.put(last ? Stage.END_OF_DATA : Stage.BDAT, new Command.Bdat(octets, last));
    conversation.oweEndOfData(last ? lastReplies - 1 : 0);
    underWay += last ? 0 : 1;
    byte[] write = buffers.write();
    int end = conversation.moveGroup(write);
    long left = octets;
    do {
      int wanted = (int) Math.min(left, DataBuffers.READ);
      int count = in.readNBytes(write, end, wanted);
      sent += count;
      left -= count;
      if (count < wanted || (last && left == 0 && in.read() >= 0)) {
        throw new AssertionError("mail data of " + data.octets() + " octets gave others");
      }
      conversation.chunk(write, end + count);
      conversation.sent(sent);
      end = 0;
    } while (left > 0);
    lastIsSent = last;
  }

  /**
   * Reads replies until those to so many chunks are missing; after a refusal, all. A server that
   * refuses and then goes has decided all the same.
   */
  private void settle(int most) {
    try {
      takeReplies(most);
    } catch (ConversationException e) {
      if (refusal == null || e.kind() == ConversationException.Kind.OUT_OF_STEP) {
        throw e;
      }
    }
  }

  private void takeReplies(int most) {
    while (underWay > (refusal == null ? most : 0)) {
      underWay--;
      take(Stage.BDAT);
    }
    for (int i = 0; refusal != null && lastIsSent && i < lastReplies; i++) {
      take(Stage.END_OF_DATA);
    }
  }

  private void take(Stage stage) {
    Reply reply = conversation.reply();
    if (reply.isIntermediate()) {
      throw conversation.misplaced(stage, reply);
    }
    if (reply.isPositiveCompletion() && refusal != null && stage == Stage.END_OF_DATA) {
      // It has taken a message of which it refused a part.
      throw conversation.misplacedAtEnd(reply);
    }
    if (!reply.isPositiveCompletion() && refusal == null) {
      refusal = reply;
    }
  }
}
