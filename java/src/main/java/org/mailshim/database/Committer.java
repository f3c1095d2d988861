package org.mailshim.database;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Does all writing: one platform thread with one connection takes whatever work has come while the
 * last transaction was synced to disk, does it in one transaction, and wakes those who wait for it
 * when that is on disk. So a hundred sessions share one fsync, and one session waits for no more
 * than its own.
 *
 * <p>When something in a transaction fails, all of it is undone and each piece of work is done
 * again by itself, so that only the one that cannot be done fails. Work may therefore run twice,
 * and must change nothing but the database.
 */
public final class Committer implements AutoCloseable {
  /** How many pieces of work one transaction takes at most. */
  private static final int MOST = 256;

  /** Changes the database. */
  public interface Work<T> {
    /** Changes it; what it gives is for whoever waits, and never null. */
    T run(SqlSession session) throws SQLException;
  }

  private static final class Task<T> {
    final Work<T> work;
    final CountDownLatch over = new CountDownLatch(1);
    @Nullable T result;
    @Nullable Throwable failure;

    Task(Work<T> work) {
      this.work = work;
    }

    void run(SqlSession session) throws SQLException {
      result = work.run(session);
    }

    void fail(Throwable thrown) {
      failure = thrown;
      over.countDown();
    }
  }

  private final Database database;
  private final Failures failures;
  private final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
  private final Task<Boolean> end = new Task<>(session -> true);
  private SqlSession session;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param database where to connect again when a connection breaks
   * @param failures makes the exceptions
   * @param first the connection to begin with; closed at the end
   * @param writer runs the loop, on a platform thread: it blocks in native code nearly always
   */
  public Committer(Database database, Failures failures, SqlSession first, Executor writer) {
    this.database = database;
    this.failures = failures;
    this.session = first;
    writer.execute(this::loop);
  }

  /**
   * Does something in a transaction, and waits until that is on disk. An interrupt does not end the
   * waiting, since whoever waits must learn whether it was committed; the thread stays interrupted.
   *
   * @param attempt for the exception: {@code committing a message}
   * @return what the work gives
   * @throws RuntimeException of {@link Failures}, when it could not be done; nothing has changed
   *     then
   */
  public <T> T commit(String attempt, Work<T> work) {
    Task<T> task = new Task<>(work);
    if (closed) {
      throw failures.of(Fault.CLOSED, attempt, null);
    }
    tasks.add(task);
    if (closed && tasks.remove(task)) {
      throw failures.of(Fault.CLOSED, attempt, null); // nobody takes it any more
    }
    await(task.over);
    Throwable failure = task.failure;
    if (failure != null) {
      throw exception(attempt, failure);
    }
    T result = task.result;
    if (result == null) {
      throw new AssertionError("work without a result: " + attempt);
    }
    return result;
  }

  private static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private RuntimeException exception(String attempt, Throwable failure) {
    return switch (failure) {
      case SQLException sql -> failures.of(database.fault(sql), attempt, sql);
      default -> failures.of(Fault.BROKEN, attempt, failure);
    };
  }

  private void loop() {
    List<Task<?>> batch = new ArrayList<>();
    boolean more = true;
    while (more) {
      batch.clear();
      try {
        batch.add(tasks.take());
      } catch (InterruptedException e) {
        continue; // nobody has a reason to interrupt it
      }
      tasks.drainTo(batch, MOST - 1);
      more = !batch.remove(end);
      if (!batch.isEmpty()) {
        commit(batch);
      }
    }
    session.close();
    for (Task<?> late : tasks) {
      late.fail(failures.of(Fault.CLOSED, "", null));
    }
    end.over.countDown();
  }

  private void commit(List<Task<?>> batch) {
    try {
      session.begin(database.begin());
      for (Task<?> task : batch) {
        task.run(session);
      }
      session.commit();
    } catch (SQLException | RuntimeException | Error e) {
      session.rollback();
      reconnectIfBroken();
      if (batch.size() == 1) {
        batch.getFirst().fail(e);
      } else {
        for (Task<?> task : List.copyOf(batch)) {
          commit(List.of(task));
        }
      }
      return;
    }
    for (Task<?> task : batch) {
      task.over.countDown();
    }
  }

  private void reconnectIfBroken() {
    if (!session.isBroken()) {
      return;
    }
    try {
      session = new SqlSession(database.connect());
    } catch (SQLException e) {
      // The next work fails, and tries again.
    }
  }

  /** Does the work that has come, and ends the thread. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tasks.add(end);
    }
    await(end.over);
  }
}
