package org.mailshim.database;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few connections for reading, which go on while something is committed. A reader holds one only
 * for one query, so that a slow recipient of a long message keeps nobody from the database. Any
 * thread.
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
      SqlSession session = take(attempt);
      boolean good = false;
      try {
        T result = query.run(session);
        good = true;
        return result;
      } finally {
        giveBack(session, good);
      }
    } catch (SQLException e) {
      throw failures.of(database.fault(e), attempt, e);
    } finally {
      permits.release();
    }
  }

  private SqlSession take(String attempt) throws SQLException {
    lock.lock();
    try {
      if (closed) {
        throw failures.of(Fault.CLOSED, attempt, null);
      }
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    } finally {
      lock.unlock();
    }
    return new SqlSession(database.connect());
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

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      while (!idle.isEmpty()) {
        idle.pop().close();
      }
    } finally {
      lock.unlock();
    }
  }
}
