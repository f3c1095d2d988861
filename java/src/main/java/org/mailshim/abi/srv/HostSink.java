package org.mailshim.abi.srv;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Where a message goes that the host reads with {@code SRVRecv}: to the host, and into the server's
 * own sink, which keeps it if the host returns 0 in the end. What the host does not read goes there
 * all the same. The host decides at the end of the message, and most hosts take it themselves: so
 * the beginning of a message, which is all of most, waits in a block, and the server's own sink is
 * opened only for a message that is longer or is to be kept. When it cannot be opened then, the
 * client hears so at the end of its message (451).
 *
 * @param kept the server's own sink
 * @param call the host's function, which runs meanwhile
 * @param way the way to the host
 */
record HostSink(MailSink kept, RequestCall call, Way way) implements MailSink {
  /** How a message comes to the host's callback. */
  interface Way {
    /** The next octets; the array is the caller's again when it comes with more. */
    void data(byte[] octets, int from, int to);

    /** The message is complete. */
    void end();

    /** There will be no rest, and what came is not whole. */
    void breakOff();
  }

  @Override
  public Set<EhloKeyword> honours() {
    return kept.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    return new Both(this, session, envelope);
  }

  /** A message on both ways. One thread at a time. */
  private static final class Both implements Receiving {
    private final HostSink sink;
    private final SessionFacts session;
    private final ReceivedEnvelope envelope;
    private byte @Nullable [] held = Blocks.SHARED.borrow(); // while the own sink is not open
    private int heldLength;
    private @Nullable Receiving keeping;

    Both(HostSink sink, SessionFacts session, ReceivedEnvelope envelope) {
      this.sink = sink;
      this.session = session;
      this.envelope = envelope;
    }

    @Override
    public void data(byte[] octets, int from, int to) {
      sink.way.data(octets, from, to);
      if (sink.call.isDecidedAgainst()) {
        return;
      }
      byte[] block = held;
      if (block != null && to - from <= block.length - heldLength) {
        System.arraycopy(octets, from, block, heldLength, to - from);
        heldLength += to - from;
      } else {
        keeping().data(octets, from, to);
      }
    }

    /** The own sink, which has what was held; opened when first needed. */
    private Receiving keeping() {
      Receiving open = keeping;
      if (open == null) {
        open = sink.kept.open(session, envelope);
        keeping = open;
      }
      byte[] block = held;
      if (block != null) {
        open.data(block, 0, heldLength);
        release();
      }
      return open;
    }

    private void release() {
      if (held != null) {
        Blocks.SHARED.giveBack(held);
        held = null;
      }
    }

    @Override
    public Reply finish() {
      sink.way.end();
      int result = sink.call.await();
      HostWords words = sink.call.words();
      if (result == 0) {
        return words.inPlaceOf(keeping().finish());
      }
      drop();
      return words.inPlaceOf(result < 0 ? HostReply.TAKEN : HostReply.refusal(result));
    }

    @Override
    public void abort() {
      sink.way.breakOff();
      drop();
    }

    private void drop() {
      release();
      if (keeping != null) {
        keeping.abort();
      }
    }
  }
}
