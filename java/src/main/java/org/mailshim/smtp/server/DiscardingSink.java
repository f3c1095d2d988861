package org.mailshim.smtp.server;

import java.util.EnumSet;
import java.util.Set;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;

/** {@link MailSink#DISCARDING}. */
final class DiscardingSink implements MailSink {
  private static final Receiving NOWHERE = new Nowhere();

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    return NOWHERE;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return EnumSet.allOf(EhloKeyword.class);
  }

  @Override
  public boolean isPrompt() {
    return true;
  }

  private static final class Nowhere implements Receiving {
    @Override
    public void data(byte[] octets, int from, int to) {}

    @Override
    public Reply finish() {
      return Replies.ACCEPTED;
    }

    @Override
    public void abort() {}
  }
}
