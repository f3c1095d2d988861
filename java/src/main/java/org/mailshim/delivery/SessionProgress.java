package org.mailshim.delivery;

import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionState;

/** Passes on what a session tells of its dialogue and of the mail data. */
record SessionProgress(DeliveryObserver observer) implements SessionObserver {
  @Override
  public void state(SessionState before, SessionState now) {
    if (now == SessionState.MAIL_DATA) {
      observer.sending(0);
    }
  }

  @Override
  public void command(String line) {
    observer.command(line);
  }

  @Override
  public void reply(Reply reply) {
    observer.reply(reply);
  }

  @Override
  public void sent(long messageOctets) {
    observer.sending(messageOctets);
  }
}
