package org.mailshim.abi.srv;

import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Where a message goes that the host has taken without reading it: nowhere.
 *
 * @param words the host's answer
 */
record TakenSink(HostWords words) implements MailSink {
  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    return new Nothing(words);
  }

  private record Nothing(HostWords words) implements Receiving {
    @Override
    public void data(byte[] octets, int from, int to) {}

    @Override
    public Reply finish() {
      return words.inPlaceOf(HostReply.TAKEN);
    }

    @Override
    public void abort() {}
  }
}
