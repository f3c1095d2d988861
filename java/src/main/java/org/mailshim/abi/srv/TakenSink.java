package org.mailshim.abi.srv;

import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/** Where a message goes that the host has taken without reading it: nowhere. */
final class TakenSink implements MailSink {
  static final TakenSink INSTANCE = new TakenSink();

  private TakenSink() {}

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    return new Nothing();
  }

  private record Nothing() implements Receiving {
    @Override
    public void data(byte[] octets, int from, int to) {}

    @Override
    public Reply finish() {
      return HostReply.TAKEN;
    }

    @Override
    public void abort() {}
  }
}
