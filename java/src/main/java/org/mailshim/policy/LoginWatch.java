package org.mailshim.policy;

import org.mailshim.pop3.Response;
import org.mailshim.pop3.server.ServerObserver;
import org.mailshim.pop3.server.SessionFacts;

/**
 * Tells a policy of logins by POP3, and another observer of everything. A store that fails does not
 * end the POP3 session: the observer is told. Any thread.
 */
final class LoginWatch implements ServerObserver {
  private static final String LOGGED_IN = "TRANSACTION";

  private final Policy policy;
  private final ServerObserver next;

  LoginWatch(Policy policy, ServerObserver next) {
    this.policy = policy;
    this.next = next;
  }

  @Override
  public void state(SessionFacts session, String before, String now) {
    if (now.equals(LOGGED_IN)) {
      try {
        policy.loggedIn(session.peer().address());
      } catch (PolicyStoreException e) {
        next.failed(session, "while remembering a login for POP-before-SMTP", e);
      }
    }
    next.state(session, before, now);
  }

  @Override
  public void command(SessionFacts session, String line) {
    next.command(session, line);
  }

  @Override
  public void response(SessionFacts session, Response response) {
    next.response(session, response);
  }

  @Override
  public void loginFailed(SessionFacts session, String user, String reason) {
    next.loginFailed(session, user, reason);
  }

  @Override
  public void updated(SessionFacts session, int removed, int kept) {
    next.updated(session, removed, kept);
  }

  @Override
  public void failed(SessionFacts session, String doing, Throwable cause) {
    next.failed(session, doing, cause);
  }

  @Override
  public void closed(SessionFacts session, String reason) {
    next.closed(session, reason);
  }
}
