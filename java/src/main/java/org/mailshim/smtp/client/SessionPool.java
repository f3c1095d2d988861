package org.mailshim.smtp.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Envelope;
import org.mailshim.message.MailData;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.TransportException;

/**
 * Sends messages over sessions that are kept for the next one.
 *
 * <p>Sessions are alike, and serve each other's messages, when they are with the same host and port
 * under the same {@link ConnectionPolicy}, credentials included. Of one kind there are at most
 * {@link PoolSettings#mostPerHost}; whoever finds them all in use waits, and is served in the order
 * of asking.
 *
 * <p><b>When a session is not kept.</b> It has had its number of messages (ours, or the server's
 * LIMITS), or the next one's recipients have more domains than LIMITS leave it; it is too old, or
 * was idle for too long; the server has said something of its own; a transaction failed and RSET
 * behind it is not answered with 250. The one that was used last is used next, so that those not
 * needed grow old.
 *
 * <p><b>The second try.</b> A server may have closed a kept session just when the next message goes
 * out. When such a session ends before its server's first reply, or with 421 for it, the message is
 * sent again, once, in a fresh session: unless the server may have accepted it, which is possible
 * where a whole message runs ahead of the replies (BDAT).
 *
 * <p><b>Threads.</b> Any number; each does its own sending, and nothing is sent under the pool's
 * lock. A virtual thread closes what is idle for too long, and lives as long as something is idle;
 * a session that becomes too old while it is idle may be closed as late as it would be for
 * idleness.
 */
public final class SessionPool implements AutoCloseable {
  /**
   * What makes two sessions alike.
   *
   * @param host a host name or address literal
   * @param port 1 to 65535
   * @param policy how it is approached
   */
  public record Key(String host, int port, ConnectionPolicy policy) {
    String text() {
      return host + ":" + port;
    }
  }

  /** Makes the connection of a fresh session, where host and port of the key do not say enough. */
  public interface Dialing {
    /**
     * Connects. A session asks once, or twice, and then for the same server, where TLS is
     * opportunistic and its handshake has failed ({@link SmtpConnector.Dialing}).
     *
     * @param deadline for connecting
     * @param cancellation ends it, and later the connection
     * @return a fresh connection
     * @throws RuntimeException of any kind, which the sender gets
     */
    Connection dial(Deadline deadline, Cancellation cancellation);
  }

  /** Makes sessions. */
  interface Opener {
    /** A session that is READY; the cancellation is its connection's for life. */
    SmtpClientSession open(
        Key key, Deadline deadline, Cancellation cancellation, SessionObserver observer);
  }

  /** The sessions of one kind. */
  private static final class Kind {
    final ArrayDeque<PooledSession> idle = new ArrayDeque<>();
    final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    int inUse;

    boolean isEmpty() {
      return inUse == 0 && idle.isEmpty() && waiting.isEmpty();
    }
  }

  /** Somebody who waits for a place. */
  private static final class Waiter {
    final Condition changed;
    boolean served;

    Waiter(Condition changed) {
      this.changed = changed;
    }
  }

  private final PoolSettings settings;
  private final SessionOptions options;
  private final Opener opener;
  private final Deadline.Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idleChanged = lock.newCondition();
  private final Map<Key, Kind> kinds = new HashMap<>();
  private final Set<Cancellation> lives = new HashSet<>();
  private boolean sweeping;
  private boolean closed;

  /**
   * A pool without sessions.
   *
   * @param settings how many to keep
   * @param options of each session; the deadline is the message's
   * @param dialer makes the connections
   */
  public SessionPool(PoolSettings settings, SessionOptions options, Dialer dialer) {
    this(
        settings,
        options,
        (key, deadline, cancellation, observer) ->
            new SmtpConnector(options.withDeadline(deadline), key.policy())
                .connect(
                    () -> dialer.dial(key.host(), key.port(), deadline, cancellation), observer),
        System::nanoTime);
  }

  SessionPool(PoolSettings settings, Opener opener, Deadline.Ticker ticker) {
    this(settings, SessionOptions.defaults(), opener, ticker);
  }

  private SessionPool(
      PoolSettings settings, SessionOptions options, Opener opener, Deadline.Ticker ticker) {
    this.settings = settings;
    this.options = options;
    this.opener = opener;
    this.ticker = ticker;
  }

  /**
   * Sends one message, in a kept session or a fresh one.
   *
   * @param key where to
   * @param deadline for all of it, waiting for a place included
   * @param cancellation ends all of it
   * @param observer hears what the session does for this message
   * @return as {@link SmtpClientSession#send}
   * @throws TransportException when there is no connection: TimedOut also when no place became free
   *     in time, Cancelled also when the pool is closed
   * @throws ConversationException as {@link SmtpConnector#connect} and {@link
   *     SmtpClientSession#send}
   * @throws java.io.UncheckedIOException when {@code data} cannot be read
   */
  public TransactionOutcome send(
      Key key,
      Envelope envelope,
      MailData data,
      TransactionOptions options,
      Deadline deadline,
      Cancellation cancellation,
      SessionObserver observer) {
    return send(key, envelope, data, options, deadline, cancellation, observer, opener);
  }

  /**
   * As the shorter form, where a fresh session's connection comes from elsewhere.
   *
   * @param dialing connects to the server that the key names
   */
  public TransactionOutcome send(
      Key key,
      Envelope envelope,
      MailData data,
      TransactionOptions transaction,
      Deadline deadline,
      Cancellation cancellation,
      SessionObserver observer,
      Dialing dialing) {
    Opener opening =
        (kind, until, life, hearer) ->
            new SmtpConnector(options.withDeadline(until), kind.policy())
                .connect(() -> dialing.dial(until, life), hearer);
    return send(key, envelope, data, transaction, deadline, cancellation, observer, opening);
  }

  private TransactionOutcome send(
      Key key,
      Envelope envelope,
      MailData data,
      TransactionOptions transaction,
      Deadline deadline,
      Cancellation cancellation,
      SessionObserver observer,
      Opener opening) {
    var message =
        new PooledMessage(
            this, key, opening, envelope, data, transaction, deadline, cancellation, observer);
    takePlace(key, deadline, cancellation);
    try {
      return message.run();
    } finally {
      givePlace(key);
    }
  }

  PoolSettings settings() {
    return settings;
  }

  long now() {
    return ticker.nanos();
  }

  /** A session is of no more use. */
  void drop(PooledSession session) {
    session.discard();
    end(session.life);
  }

  /** A session's connection is about to be made. */
  void begin(Cancellation life) {
    lock.lock();
    try {
      lives.add(life);
      if (closed) {
        life.cancel();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A session's connection is closed, or was not made. */
  void end(Cancellation life) {
    lock.lock();
    try {
      lives.remove(life);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there may be another session of that kind. */
  private void takePlace(Key key, Deadline deadline, Cancellation cancellation) {
    lock.lock();
    try {
      refuseIfOver(key, cancellation);
      Kind kind = kinds.get(key);
      if (kind == null) {
        kind = new Kind();
        kinds.put(key, kind);
      }
      if (kind.inUse < settings.mostPerHost() && kind.waiting.isEmpty()) {
        kind.inUse++;
        return;
      }
      await(key, kind, deadline, cancellation);
    } finally {
      lock.unlock();
    }
  }

  private void refuseIfOver(Key key, Cancellation cancellation) {
    if (closed || cancellation.isRequested()) {
      throw new TransportException.Cancelled(key.text());
    }
  }

  /** Under the lock. A place that is free goes straight to the first who waits. */
  private void await(Key key, Kind kind, Deadline deadline, Cancellation cancellation) {
    var waiter = new Waiter(lock.newCondition());
    Cancellation.Target wakeUp = () -> wakeUp(waiter);
    kind.waiting.add(waiter);
    cancellation.attach(wakeUp);
    boolean served = false;
    try {
      while (!waiter.served) {
        refuseIfOver(key, cancellation);
        if (deadline.isPast()) {
          throw new TransportException.TimedOut(key.text(), "no session became free in time");
        }
        waiter.changed.awaitNanos(deadline.remainingNanos());
      }
      served = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException.Cancelled(key.text());
    } finally {
      cancellation.detach(wakeUp);
      if (!served) {
        leaveQueue(key, kind, waiter);
      }
    }
  }

  private void leaveQueue(Key key, Kind kind, Waiter waiter) {
    kind.waiting.remove(waiter);
    if (waiter.served) {
      passOn(key, kind);
    } else {
      forgetIfEmpty(key, kind);
    }
  }

  private void wakeUp(Waiter waiter) {
    lock.lock();
    try {
      waiter.changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void givePlace(Key key) {
    lock.lock();
    try {
      Kind kind = kinds.get(key);
      if (kind == null) {
        throw new AssertionError("a place of a kind that is forgotten");
      }
      passOn(key, kind);
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: somebody's place is free. */
  private void passOn(Key key, Kind kind) {
    Waiter next = kind.waiting.poll();
    if (next != null) {
      next.served = true;
      next.changed.signalAll();
    } else {
      kind.inUse--;
      forgetIfEmpty(key, kind);
    }
  }

  private void forgetIfEmpty(Key key, Kind kind) {
    if (kind.isEmpty()) {
      kinds.remove(key);
    }
  }

  /** The session that was used last; null when none is kept. */
  @Nullable PooledSession takeIdle(Key key) {
    lock.lock();
    try {
      Kind kind = kinds.get(key);
      return kind == null ? null : kind.idle.pollLast();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a session for the next message, unless the pool is closed. */
  boolean keep(Key key, PooledSession session) {
    lock.lock();
    try {
      Kind kind = kinds.get(key);
      if (closed || kind == null) {
        return false;
      }
      session.idleSinceNanos = ticker.nanos();
      kind.idle.addLast(session);
      if (!sweeping) {
        sweeping = true;
        Thread.ofVirtual().name("mailshim-session-pool").start(this::sweep);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Closes what is idle for too long, while anything is idle. */
  private void sweep() {
    List<PooledSession> expired = awaitExpired();
    while (!expired.isEmpty()) {
      for (PooledSession session : expired) {
        drop(session);
      }
      expired = awaitExpired();
    }
  }

  /** Waits for sessions that have expired; none when nothing is idle any more. */
  private List<PooledSession> awaitExpired() {
    lock.lock();
    try {
      while (true) {
        List<PooledSession> expired = new ArrayList<>();
        long wait = collectExpired(expired);
        if (!expired.isEmpty() || wait == Long.MAX_VALUE) {
          sweeping = !expired.isEmpty();
          return expired;
        }
        idleChanged.awaitNanos(wait);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the pool's own thread", e);
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock; how long until the next, {@link Long#MAX_VALUE} when nothing else is idle. */
  private long collectExpired(List<PooledSession> expired) {
    long now = ticker.nanos();
    long wait = Long.MAX_VALUE;
    for (Map.Entry<Key, Kind> each : List.copyOf(kinds.entrySet())) {
      Kind kind = each.getValue();
      for (PooledSession session : List.copyOf(kind.idle)) {
        if (closed || session.isExpired(settings, now)) {
          kind.idle.remove(session);
          expired.add(session);
        } else {
          wait = Math.min(wait, Math.max(1, session.expiresNanos(settings) - now));
        }
      }
      forgetIfEmpty(each.getKey(), kind);
    }
    return wait;
  }

  /** How many sessions are kept for later. */
  int idle() {
    lock.lock();
    try {
      int sum = 0;
      for (Kind kind : kinds.values()) {
        sum += kind.idle.size();
      }
      return sum;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes what is idle, with QUIT, and ends what is under way, whose senders get an exception of
   * kind CANCELLED, as those who wait or come later do. Does nothing a second time.
   */
  @Override
  public void close() {
    List<PooledSession> idle = new ArrayList<>();
    List<Cancellation> others;
    lock.lock();
    try {
      closed = true;
      for (Kind kind : kinds.values()) {
        idle.addAll(kind.idle);
        kind.idle.clear();
        for (Waiter waiter : kind.waiting) {
          waiter.changed.signalAll();
        }
      }
      for (PooledSession session : idle) {
        lives.remove(session.life);
      }
      others = List.copyOf(lives);
      lives.clear();
      idleChanged.signalAll();
    } finally {
      lock.unlock();
    }
    for (PooledSession session : idle) {
      session.discard();
    }
    for (Cancellation life : others) {
      life.cancel();
    }
  }
}
