package org.mailshim.smtp.server;

import org.mailshim.smtp.Reply;

/** Takes every message and keeps nothing; a test overrides what its sink does otherwise. */
abstract class OneMessageSink implements MailSink, MailSink.Receiving {
  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    return this;
  }

  @Override
  public void data(byte[] octets, int from, int to) {}

  @Override
  public Reply finish() {
    return Replies.ACCEPTED;
  }

  @Override
  public void abort() {}
}
