package org.mailshim.smtp.client;

import org.mailshim.smtp.Reply;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.TlsDescription;

/**
 * A session of a {@link SessionPool}, with what the pool knows of it. Used by whoever has it from
 * the pool, one after the other; the pool's lock lies between them.
 */
final class PooledSession {
  final SmtpClientSession session;
  final Cancellation life;
  final RelayingObserver observer;
  final long openedNanos;
  long idleSinceNanos;
  private int messages;

  PooledSession(
      SmtpClientSession session, Cancellation life, RelayingObserver observer, long openedNanos) {
    this.session = session;
    this.life = life;
    this.observer = observer;
    this.openedNanos = openedNanos;
  }

  void countMessage() {
    messages++;
  }

  /** Whether it may have another message, as far as that can be known without asking the server. */
  boolean isUsable(PoolSettings settings, long nowNanos) {
    return session.state() == SessionState.READY
        && messages < settings.mostMessages()
        && nowNanos - openedNanos <= settings.mostAge().toNanos()
        && session.allowsTransaction()
        && !session.hasUnread();
  }

  /** Whether it has been idle for too long, or become too old while it was. */
  boolean isExpired(PoolSettings settings, long nowNanos) {
    return nowNanos - idleSinceNanos >= settings.mostIdle().toNanos()
        || nowNanos - openedNanos >= settings.mostAge().toNanos();
  }

  /** When that will be. */
  long expiresNanos(PoolSettings settings) {
    long idle = idleSinceNanos + settings.mostIdle().toNanos();
    long age = openedNanos + settings.mostAge().toNanos();
    return idle - age < 0 ? idle : age;
  }

  /** Sends RSET; whether the server answers as one should that takes another message. */
  boolean resets() {
    try {
      Reply reply = session.rset();
      return reply.isPositiveCompletion();
    } catch (ConversationException e) {
      return false;
    }
  }

  /** Says goodbye, and does not wait for the answer. */
  void discard() {
    session.leave();
    session.close();
  }

  /** Tells whoever has the session now. */
  static final class RelayingObserver implements SessionObserver {
    private SessionObserver to;

    RelayingObserver(SessionObserver to) {
      this.to = to;
    }

    void relayTo(SessionObserver other) {
      to = other;
    }

    @Override
    public void state(SessionState before, SessionState now) {
      to.state(before, now);
    }

    @Override
    public void command(String line) {
      to.command(line);
    }

    @Override
    public void reply(Reply reply) {
      to.reply(reply);
    }

    @Override
    public void encrypted(TlsDescription description) {
      to.encrypted(description);
    }

    @Override
    public void sent(long messageOctets) {
      to.sent(messageOctets);
    }
  }
}
