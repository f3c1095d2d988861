package org.mailshim.abi.srv;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.retrieval.CollectionTarget;
import org.mailshim.transport.Endpoint;

/**
 * Asks the host's function about messages that the collector brings: {@code ACTION_POP_RECVMSG}.
 * Any thread; each mailbox's thread asks about its own.
 *
 * <p>What the host reads with {@code SRVRecv} goes to the local user as well, unless the host
 * decides against that in the end: as with {@link HostSink}, which does the same for what an SMTP
 * client sends.
 */
final class CollectionRequests implements ServerSession.RequestHandlerSource {
  /** In place of a client: there is none. */
  private static final Endpoint NOBODY = Endpoint.of(InetAddress.ofLiteral("0.0.0.0"), 0);

  private volatile RequestHandler handler;

  CollectionRequests(RequestHandler handler) {
    this.handler = handler;
  }

  /** Asks another function from now on. */
  void handler(RequestHandler other) {
    handler = other;
  }

  @Override
  public RequestHandler now() {
    return handler;
  }

  /**
   * A target that asks first.
   *
   * @param user the local user
   * @param kept where messages go that the host leaves to mailshim
   */
  CollectionTarget target(String user, CollectionTarget kept) {
    return (key, octets) -> begin(user, kept, key, octets);
  }

  private CollectionTarget.Incoming begin(
      String user, CollectionTarget kept, MessageKey key, long octets) throws IOException {
    RequestHandler asked = handler;
    if (!asked.wants(Action.POP_RECVMSG)) {
      return kept.begin(key, octets);
    }
    var ends = new ServerSession.Ends(NOBODY, NOBODY, false, Optional.of(user));
    ServerSession session = ServerSession.open(this, ends);
    String id = key.text().substring(2);
    List<String> items = List.of(user, Long.toString(octets));
    RequestCall call = RequestCall.start(session, asked.callback(), Action.POP_RECVMSG, id, items);
    OctetPipe pipe = call.awaitTransfer();
    boolean begun = false;
    try {
      var asking = new Asking(session, call, pipe, kept.begin(key, octets));
      begun = true;
      return asking;
    } finally {
      if (!begun) {
        if (pipe != null) {
          pipe.breakOff();
        }
        session.close();
      }
    }
  }

  /**
   * A message that the host has a say in.
   *
   * @param pipe the way to the host; null when the host has decided without reading
   */
  private record Asking(
      ServerSession session,
      RequestCall call,
      @Nullable OctetPipe pipe,
      CollectionTarget.Incoming kept)
      implements CollectionTarget.Incoming {
    @Override
    public void write(byte[] octets, int from, int to) throws IOException {
      if (pipe != null) {
        pipe.data(octets, from, to);
      }
      if (!call.isDecidedAgainst()) {
        kept.write(octets, from, to);
      }
    }

    /** 0: the local user's; below 0: the host's; above 0: left where it is. */
    @Override
    public boolean commit() throws IOException {
      if (pipe != null) {
        pipe.end();
      }
      int result = call.await();
      return result == 0 ? kept.commit() : result < 0;
    }

    @Override
    public void close() {
      if (pipe != null) {
        pipe.breakOff();
      }
      kept.close();
      session.close();
    }
  }
}
