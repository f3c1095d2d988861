package org.mailshim.delivery;

import java.util.ArrayDeque;
import org.mailshim.smtp.client.SmtpClientSession;

/**
 * The sessions of an attempt that have said QUIT and whose servers have yet to answer.
 *
 * <p>RFC 5321 section 4.1.1.10 wants the answer to be waited for; the outcome is known before, and
 * nobody who waits for that should wait for a server that is slow to say goodbye. So QUIT is
 * written at once, and its answer read when the report is out. More than {@value #MOST} sessions
 * are not kept: the connections of hundreds of destinations would be a burden. For one thread.
 */
final class Departures {

  private static final int MOST = 8;

  private final ArrayDeque<SmtpClientSession> sessions = new ArrayDeque<>(MOST + 1);

  /** Makes a session that is not needed any more say QUIT. */
  void add(SmtpClientSession session) {
    session.leave();
    sessions.add(session);
    if (sessions.size() > MOST) {
      sessions.remove().quit();
    }
  }

  /**
   * Waits for all answers, each for the session's time-out from its QUIT on, and closes, also when
   * there is no memory to wait.
   */
  void await() {
    while (!sessions.isEmpty()) {
      try (SmtpClientSession session = sessions.remove()) {
        session.quit();
      } catch (OutOfMemoryError e) {
        // The answer changes nothing.
      }
    }
  }
}
