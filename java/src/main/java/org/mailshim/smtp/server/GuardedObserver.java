package org.mailshim.smtp.server;

import org.mailshim.smtp.Reply;

/**
 * Keeps an observer that throws from coming between a message that was accepted and its reply, for
 * the client would send it again. What is thrown is kept until the session can end. One session,
 * one thread.
 */
final class GuardedObserver implements ServerObserver {
  private final ServerObserver observer;
  private String trouble = "";

  GuardedObserver(ServerObserver observer) {
    this.observer = observer;
  }

  /** What the observer threw first; empty if nothing. */
  String trouble() {
    return trouble;
  }

  private void threw(RuntimeException e) {
    if (trouble.isEmpty()) {
      trouble = "the observer failed: " + e;
    }
  }

  @Override
  public void state(SessionFacts session, ServerState before, ServerState now) {
    try {
      observer.state(session, before, now);
    } catch (RuntimeException e) {
      threw(e);
    }
  }

  @Override
  public void command(SessionFacts session, String line) {
    try {
      observer.command(session, line);
    } catch (RuntimeException e) {
      threw(e);
    }
  }

  @Override
  public void reply(SessionFacts session, Reply reply) {
    try {
      observer.reply(session, reply);
    } catch (RuntimeException e) {
      threw(e);
    }
  }

  @Override
  public void message(SessionFacts session, ReceivedEnvelope envelope, long octets, Reply reply) {
    try {
      observer.message(session, envelope, octets, reply);
    } catch (RuntimeException e) {
      threw(e);
    }
  }

  @Override
  public void authenticationFailed(SessionFacts session, String mechanism, String reason) {
    try {
      observer.authenticationFailed(session, mechanism, reason);
    } catch (RuntimeException e) {
      threw(e);
    }
  }

  @Override
  public void failed(SessionFacts session, String doing, Throwable cause) {
    try {
      observer.failed(session, doing, cause);
    } catch (RuntimeException e) {
      threw(e);
    }
  }

  @Override
  public void closed(SessionFacts session, String reason) {
    try {
      observer.closed(session, reason);
    } catch (RuntimeException e) {
      threw(e);
    }
  }
}
