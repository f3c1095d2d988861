package org.mailshim;

import org.mailshim.jfr.MaildropUpdateEvent;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.server.ServerObserver;
import org.mailshim.pop3.server.SessionFacts;

/**
 * Records sessions and deletions of POP3 servers. Loaded where there is a Flight Recorder.
 *
 * @param other hears all of it as well
 * @param sessions those that are under way
 */
record RecordedPop3Server(ServerObserver other, RecordedSessions sessions)
    implements ServerObserver {
  @Override
  public void state(SessionFacts session, String before, String now) {
    other.state(session, before, now);
  }

  @Override
  public void command(SessionFacts session, String line) {
    other.command(session, line);
  }

  @Override
  public void response(SessionFacts session, Response response) {
    sessions.goesOn(session.id()); // the greeting is the first
    other.response(session, response);
  }

  @Override
  public void loginFailed(SessionFacts session, String user, String reason) {
    other.loginFailed(session, user, reason);
  }

  @Override
  public void updated(SessionFacts session, int removed, int kept) {
    var event = new MaildropUpdateEvent();
    if (event.isEnabled()) {
      event.client = session.peer().text();
      event.user = session.identity().orElse("");
      event.removed = removed;
      event.kept = kept;
      event.commit();
    }
    other.updated(session, removed, kept);
  }

  @Override
  public void failed(SessionFacts session, String doing, Throwable cause) {
    other.failed(session, doing, cause);
  }

  @Override
  public void closed(SessionFacts session, String reason) {
    sessions.isOver(session.id(), session.peer(), reason);
    other.closed(session, reason);
  }
}
