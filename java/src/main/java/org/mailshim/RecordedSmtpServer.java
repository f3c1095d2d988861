package org.mailshim;

import org.mailshim.jfr.MessageReceivedEvent;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerObserver;
import org.mailshim.smtp.server.ServerState;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Records sessions and messages of SMTP servers. Loaded where there is a Flight Recorder.
 *
 * @param other hears all of it as well
 * @param sessions those that are under way
 */
record RecordedSmtpServer(ServerObserver other, RecordedSessions sessions)
    implements ServerObserver {
  /** The recorder's events wait for nobody. */
  @Override
  public boolean isPrompt() {
    return other.isPrompt();
  }

  @Override
  public void state(SessionFacts session, ServerState before, ServerState now) {
    sessions.goesOn(session.id());
    other.state(session, before, now);
  }

  @Override
  public void command(SessionFacts session, String line) {
    other.command(session, line);
  }

  @Override
  public void reply(SessionFacts session, Reply reply) {
    other.reply(session, reply);
  }

  @Override
  public void message(SessionFacts session, ReceivedEnvelope envelope, long octets, Reply reply) {
    var event = new MessageReceivedEvent();
    if (event.isEnabled()) {
      event.client = session.peer().text();
      event.octets = octets;
      event.recipients = envelope.recipients().size();
      event.outcome = reply.isPositiveCompletion() ? "ok" : reply.text();
      event.commit();
    }
    other.message(session, envelope, octets, reply);
  }

  @Override
  public void authenticationFailed(SessionFacts session, String mechanism, String reason) {
    other.authenticationFailed(session, mechanism, reason);
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
