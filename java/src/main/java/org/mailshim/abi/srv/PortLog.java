package org.mailshim.abi.srv;

import java.io.IOException;
import java.time.Duration;
import org.mailshim.abi.HostLog;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.Listener;

/** Tells the host's log what happens at the ports of its servers outside of sessions. */
final class PortLog implements Listener.Observer {
  @Override
  public void acceptFailed(Endpoint local, IOException failure, Duration pause) {
    HostLog.log(
        HostLog.Level.ERROR,
        local.text()
            + " cannot accept connections: "
            + failure.getMessage()
            + "; tries again in "
            + pause.toMillis()
            + " ms");
  }

  @Override
  public void handlerFailed(Endpoint peer, Throwable failure) {
    HostLog.internal("session with " + peer.text(), failure);
  }

  @Override
  public void refused(Endpoint peer, Listener.Refusal why) {
    String limit =
        switch (why) {
          case TOO_MANY_CONNECTIONS -> "as many clients as may be are served";
          case TOO_MANY_FROM_ADDRESS -> "as many of its connections as may be are served";
        };
    HostLog.log(HostLog.Level.WARNING, peer.text() + " was sent away: " + limit);
  }
}
