package org.mailshim.abi.srv;

import java.util.Set;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/**
 * A sink whose answer at the end of a message is the host's.
 *
 * @param kept the server's own sink
 * @param words the host's answer
 */
record AnsweredSink(MailSink kept, HostWords words) implements MailSink {
  @Override
  public Set<EhloKeyword> honours() {
    return kept.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    return new Answered(kept.open(session, envelope), words);
  }

  private record Answered(Receiving keeping, HostWords words) implements Receiving {
    @Override
    public void data(byte[] octets, int from, int to) {
      keeping.data(octets, from, to);
    }

    @Override
    public Reply finish() {
      return words.inPlaceOf(keeping.finish());
    }

    @Override
    public void abort() {
      keeping.abort();
    }
  }
}
