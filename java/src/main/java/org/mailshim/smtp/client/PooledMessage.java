package org.mailshim.smtp.client;

import org.jspecify.annotations.Nullable;
import org.mailshim.address.Envelope;
import org.mailshim.message.MailData;
import org.mailshim.smtp.client.SessionPool.Key;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;

/**
 * One message on its way through a {@link SessionPool}, by whoever has a place there: a kept
 * session if there is a good one, else a fresh one; and the second try where the kept one was gone.
 */
final class PooledMessage {
  private final SessionPool pool;
  private final Key key;
  private final SessionPool.Opener opener;
  private final Envelope envelope;
  private final MailData data;
  private final TransactionOptions options;
  private final Deadline deadline;
  private final Cancellation cancellation;
  private final SessionObserver observer;

  PooledMessage(
      SessionPool pool,
      Key key,
      SessionPool.Opener opener,
      Envelope envelope,
      MailData data,
      TransactionOptions options,
      Deadline deadline,
      Cancellation cancellation,
      SessionObserver observer) {
    this.pool = pool;
    this.key = key;
    this.opener = opener;
    this.envelope = envelope;
    this.data = data;
    this.options = options;
    this.deadline = deadline;
    this.cancellation = cancellation;
    this.observer = observer;
  }

  TransactionOutcome run() {
    PooledSession kept = kept();
    if (kept != null) {
      try {
        return send(kept);
      } catch (ConversationException e) {
        if (!kept.session.hadEnded(e)) {
          throw e;
        }
      }
    }
    return send(fresh());
  }

  /** A kept session that seems to be good. */
  private @Nullable PooledSession kept() {
    PooledSession session = pool.takeIdle(key);
    while (session != null) {
      session.session.deadline(deadline);
      long now = pool.now();
      boolean probed = now - session.idleSinceNanos > pool.settings().probeAfter().toNanos();
      if (!session.isExpired(pool.settings(), now)
          && session.isUsable(pool.settings(), now)
          && session.session.hasRoomFor(envelope)
          && (!probed || resets(session))) {
        return session;
      }
      pool.drop(session);
      session = pool.takeIdle(key);
    }
    return null;
  }

  private boolean resets(PooledSession session) {
    Cancellation.Target target = session.life::cancel;
    cancellation.attach(target);
    try {
      return session.resets();
    } finally {
      cancellation.detach(target);
    }
  }

  private PooledSession fresh() {
    var life = new Cancellation();
    Cancellation.Target target = life::cancel;
    var relay = new PooledSession.RelayingObserver(observer);
    pool.begin(life);
    cancellation.attach(target);
    boolean open = false;
    try {
      var session =
          new PooledSession(opener.open(key, deadline, life, relay), life, relay, pool.now());
      open = true;
      return session;
    } finally {
      cancellation.detach(target);
      if (!open) {
        pool.end(life);
      }
    }
  }

  private TransactionOutcome send(PooledSession session) {
    Cancellation.Target target = session.life::cancel;
    session.observer.relayTo(observer);
    session.session.deadline(deadline);
    cancellation.attach(target);
    boolean kept = false;
    try {
      TransactionOutcome outcome = session.session.send(envelope, data, options);
      session.countMessage();
      kept =
          session.isUsable(pool.settings(), pool.now())
              && (!session.session.isResetDue() || session.resets());
      return outcome;
    } finally {
      cancellation.detach(target);
      session.observer.relayTo(SessionObserver.NONE);
      session.session.deadline(Deadline.never()); // the message's is not that of its QUIT
      if (!kept || !pool.keep(key, session)) {
        pool.drop(session);
      }
    }
  }
}
