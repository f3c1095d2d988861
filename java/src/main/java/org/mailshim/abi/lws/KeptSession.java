package org.mailshim.abi.lws;

import org.jspecify.annotations.Nullable;
import org.mailshim.abi.WireLog;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionState;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.SmtpConnector;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * The session with a struct's server, open from one mail to the next when that follows at once.
 *
 * <p>Not a {@link org.mailshim.smtp.client.SessionPool}: there is one session at most, its QUIT is
 * said as soon as there is no mail, and the answer waited for, as the original's servers are used
 * to. A server may end a session between two mails; then the mail goes over a fresh one, unless it
 * may have been accepted. For the thread that sends; the cancellation may come from any.
 */
final class KeptSession {
  private static final Dialer DIALER = new Dialer(new SystemHostResolver());

  private @Nullable SmtpClientSession session;
  private @Nullable Approach approach;
  private Cancellation life = new Cancellation();
  private final Relay relay = new Relay();

  /** The session's observer for life, which knows whom to tell at the moment. */
  private static final class Relay implements SessionObserver {
    private SessionObserver to = SessionObserver.NONE;
    private String server = "";
    private int replies;

    @Override
    public void command(String line) {
      if (WireLog.isWanted()) {
        WireLog.said(server, line);
      }
      to.command(line);
    }

    @Override
    public void reply(Reply reply) {
      if (WireLog.isWanted()) {
        WireLog.heard(server, reply.text());
      }
      replies++;
    }

    @Override
    public void sent(long messageOctets) {
      to.sent(messageOctets);
    }
  }

  /** What is done in a session. */
  interface Work {
    /** Does it; may be asked to twice, the first time in vain. */
    void in(SmtpClientSession session);
  }

  /** What ends the mail under way, and with it the session; before {@link #use}. */
  Cancellation renewLife() {
    if (life.isRequested()) {
      drop();
      life = new Cancellation();
    }
    return life;
  }

  /**
   * Does something in a session, the kept one or a fresh one.
   *
   * @throws ConversationException as {@link SmtpConnector#connect} and the work
   * @throws org.mailshim.transport.TransportException when there is no connection
   */
  void use(Approach wanted, Progress progress, Work work) {
    relay.to = progress;
    try {
      if (!useKept(wanted, work)) {
        work.in(open(wanted, progress));
      }
    } finally {
      relay.to = SessionObserver.NONE;
    }
  }

  /** Whether that was done: false when there is no such session, or its server has left. */
  private boolean useKept(Approach wanted, Work work) {
    SmtpClientSession kept = session;
    if (kept == null || !wanted.equals(approach) || !isUsable(kept)) {
      quit();
      return false;
    }
    relay.replies = 0;
    try {
      work.in(kept);
      return true;
    } catch (ConversationException e) {
      if (!isStale(e)) {
        throw e;
      }
      drop();
      return false;
    }
  }

  private static boolean isUsable(SmtpClientSession session) {
    return session.state() == SessionState.READY && session.allowsTransaction();
  }

  /** Whether the server had gone before the mail came. */
  private boolean isStale(ConversationException e) {
    boolean gone =
        switch (e.kind()) {
          case LOST -> relay.replies == 0;
          case CLOSING -> relay.replies <= 1;
          default -> false;
        };
    return gone && !e.mayHaveBeenAccepted();
  }

  private SmtpClientSession open(Approach wanted, Progress progress) {
    progress.enter(HostLoop.CONNECTING);
    var connector = new SmtpConnector(wanted.session(), wanted.policy());
    SmtpClientSession opened = connector.connect(() -> dial(wanted, progress), relay);
    session = opened;
    approach = wanted;
    return opened;
  }

  private Connection dial(Approach wanted, Progress progress) {
    ServerText server = wanted.server();
    Connection connection =
        DIALER.dial(server.host(), server.port(), Deadline.after(wanted.connectTimeout()), life);
    progress.enter(HostLoop.CONNECTED);
    relay.server = connection.peer().text();
    return connection;
  }

  /** Ends the session in good order, if there is one. */
  void quit() {
    SmtpClientSession kept = session;
    if (kept != null) {
      kept.quit();
      drop();
    }
  }

  private void drop() {
    SmtpClientSession kept = session;
    session = null;
    approach = null;
    if (kept != null) {
      kept.close();
    }
  }
}
