package org.mailshim.abi.lws;

import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.transport.Cancellation;

/**
 * Tells the host how far a mail is, in the original's states. When the host does not want it any
 * more, that is where it ends.
 */
final class Progress implements SessionObserver {
  private final HostLoop loop;
  private final HostBody body;
  private final Cancellation cancellation;

  Progress(HostLoop loop, HostBody body, Cancellation cancellation) {
    this.loop = loop;
    this.body = body;
    this.cancellation = cancellation;
  }

  void enter(int state) {
    if (!loop.stage(state)) {
      cancellation.cancel();
    }
  }

  @Override
  public void command(String line) {
    if (line.startsWith("MAIL")) {
      enter(HostLoop.SENT_FROM);
    } else if (line.startsWith("RCPT")) {
      enter(HostLoop.SENT_TO);
    } else if (line.startsWith("DATA")) {
      enter(HostLoop.SENT_DATA);
    } else if (line.startsWith("EHLO") || line.startsWith("HELO")) {
      enter(HostLoop.SENT_HELO);
    }
  }

  @Override
  public void sent(long messageOctets) {
    if (messageOctets == body.octets()) {
      enter(HostLoop.SENT_BODY);
    }
  }
}
