package org.mailshim.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mailshim.database.Committer;
import org.mailshim.database.SqlSession;

/**
 * Keeps the locks of one store's maildrops: a virtual thread renews them three times in each lease,
 * in as few transactions as may be, for as long as the store is open. While nothing is locked it
 * writes nothing. Any thread.
 */
final class Leases implements AutoCloseable {
  private static final int RENEWALS = 3;

  /** A maildrop that is locked, and the number that says by whom. */
  record Lock(MaildropName name, long holder) {}

  private final Committer committer;
  private final Clock clock;
  private final Duration lease;
  private final Set<Lock> locks = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  Leases(Committer committer, Clock clock, Duration lease) {
    this.committer = committer;
    this.clock = clock;
    this.lease = lease;
    Thread.ofVirtual().name("mailshim-leases").start(this::loop);
  }

  /** Renews from now on what has just been locked. */
  void add(Lock lock) {
    locks.add(lock);
  }

  /** Unlocks. Where the database does not answer, the lock is over when its lease is. */
  void release(Lock lock) {
    locks.remove(lock);
    try {
      committer.commit(
          "unlocking the maildrop of " + lock.name(),
          lock.name().text(),
          session -> MaildropTables.unlock(session, lock.name(), lock.holder()));
    } catch (StoreException e) {
      // Nobody is left who could do anything about it.
    }
  }

  private void loop() {
    long pause = lease.toMillis() / RENEWALS;
    try {
      while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
        renew();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody has a reason to interrupt this thread", e);
    }
  }

  private void renew() {
    List<Committer.Piece<Boolean>> renewals = new ArrayList<>();
    for (Lock lock : locks) {
      renewals.add(new Committer.Piece<>(lock.name().text(), session -> renew(session, lock)));
    }
    if (renewals.isEmpty()) {
      return;
    }
    try {
      committer.commitAll("renewing the locks of maildrops", renewals);
    } catch (StoreException e) {
      // Tried again before the leases end; when that fails too, their holders find out at the end.
    }
  }

  private boolean renew(SqlSession session, Lock lock) throws SQLException {
    Instant until = clock.instant().plus(lease);
    boolean renewed = MaildropTables.renew(session, lock.name(), lock.holder(), until);
    if (!renewed) {
      locks.remove(lock); // released meanwhile, or somebody else's by now
    }
    return renewed;
  }

  /** Ends the renewing. A second call does nothing. */
  @Override
  public void close() {
    closed.countDown();
  }
}
