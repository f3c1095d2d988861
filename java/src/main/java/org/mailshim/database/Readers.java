package org.mailshim.database;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few connections for reading, which go on while something is committed. A reader holds one only
 * for one query, so that a slow recipient of a long message keeps nobody from the database. One
 * that broke while nobody used it is made anew without a word. Any thread.
 */
public final class Readers implements AutoCloseable {
  private static final int MOST = 4;

  /** Reads something. */
  public interface Query<T> {
    /** Reads it. */
    T run(SqlSession session) throws SQLException;
  }

  private final Database database;
  private final Failures failures;
  private final Semaphore permits = new Semaphore(MOST);
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final Deque<SqlSession> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * Connects only when something is read.
   *
   * @param database where
   * @param failures makes the exceptions
   */
  public Readers(Database database, Failures failures) {
    this.database = database;
    this.failures = failures;
  }

  /**
   * Reads something.
   *
   * @param attempt for the exception: {@code listing messages}
   * @throws RuntimeException of {@link Failures}, when it cannot be read
   */
  public <T> T read(String attempt, Query<T> query) {
    permits.acquireUninterruptibly();
    try {
      Optional<SqlSession> kept = takeKept(attempt);
      if (kept.isPresent()) {
        try {
          return read(kept.get(), query);
        } catch (SQLException e) {
          if (database.remedy(e) == Remedy.NONE) {
            throw e;
          }
          closeIdle(); // they are as old as this one
        }
      }
      return read(new SqlSession(database.connect()), query);
    } catch (SQLException e) {
      throw failures.of(database.fault(e), attempt, e);
    } finally {
      permits.release();
    }
  }

  private <T> T read(SqlSession session, Query<T> query) throws SQLException {
    boolean good = false;
    try {
      T result = query.run(session);
      good = true;
      return result;
    } finally {
      giveBack(session, good);
    }
  }

  private Optional<SqlSession> takeKept(String attempt) {
    lock.lock();
    try {
      if (closed) {
        throw failures.of(Fault.CLOSED, attempt, null);
      }
      return Optional.ofNullable(idle.poll());
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(SqlSession session, boolean good) {
    boolean kept = false;
    lock.lock();
    try {
      if (good && !closed) {
        idle.push(session);
        kept = true;
      }
    } finally {
      lock.unlock();
    }
    if (!kept) {
      session.close();
    }
  }

  private void closeIdle() {
    lock.lock();
    try {
      while (!idle.isEmpty()) {
        idle.pop().close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closeIdle();
    } finally {
      lock.unlock();
    }
  }
}
