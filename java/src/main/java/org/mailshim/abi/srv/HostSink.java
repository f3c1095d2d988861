package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Where a message goes that the host reads with {@code SRVRecv}: to the host, and into the server's
 * own sink, which keeps it if the host returns 0 in the end. What the host does not read goes there
 * all the same.
 *
 * @param kept the server's own sink
 * @param call the host's function, which runs meanwhile
 * @param pipe the way to the host
 */
record HostSink(MailSink kept, RequestCall call, OctetPipe pipe) implements MailSink {
  @Override
  public Set<EhloKeyword> honours() {
    return kept.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    boolean open = false;
    try {
      var both = new Both(kept.open(session, envelope), call, pipe);
      open = true;
      return both;
    } finally {
      if (!open) {
        pipe.breakOff();
      }
    }
  }

  private record Both(Receiving keeping, RequestCall call, OctetPipe pipe) implements Receiving {
    @Override
    public void data(byte[] octets, int from, int to) {
      pipe.write(MemorySegment.ofArray(octets), from, (long) to - from);
      if (!call.isDecidedAgainst()) {
        keeping.data(octets, from, to);
      }
    }

    @Override
    public Reply finish() {
      pipe.end();
      int result = call.await();
      HostWords words = call.words();
      if (result == 0) {
        return words.inPlaceOf(keeping.finish());
      }
      keeping.abort();
      return words.inPlaceOf(result < 0 ? HostReply.TAKEN : HostReply.refusal(result));
    }

    @Override
    public void abort() {
      pipe.breakOff();
      keeping.abort();
    }
  }
}
